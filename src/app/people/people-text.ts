import type { StoredPerson } from "../../adapters/people/person-file.ts";
import type { Rates } from "../../perception/vision/calibration.ts";
import { LOOKALIKE_MARGIN } from "../../perception/vision/matching.ts";
import type { SelfCheck } from "../../perception/vision/self-check.ts";
import type { Identified } from "../identify.ts";
import type { Calibration } from "./calibrate.ts";
import type { StrangerFacts } from "./stranger-facts.ts";

/** What the self-check of an enrolment says, one sentence a line. */
export function selfCheckText({ weakest, source }: SelfCheck, name: string, recognize: number): string[] {
  if (weakest === null) {
    return [
      `Self-check: a single photo cannot be checked. Add another, or better a clip from the door's own camera.`,
    ];
  }
  const found = `Self-check: the weakest own similarity is ${weakest.toFixed(2)} (${source ?? ""}).`;
  if (weakest >= recognize) return [found];
  return [
    found,
    `Warning: ${name} is recognised from ${recognize.toFixed(2)} on, so the door may often not know ${name}. Add a clip from ` +
      "the door's own camera, or enrol again without that picture.",
  ];
}

/** What is said of enrolled people who look like each other. */
export function lookalikeText(name: string, other: { name: string; similarity: number }): string {
  return (
    `Warning: ${name} looks like ${other.name} (similarity ${other.similarity.toFixed(2)}). Between the two a look counts only ` +
    `if the other is ${LOOKALIKE_MARGIN.toFixed(2)} behind; give a door that one of them must not open a second factor.`
  );
}

/** Two or three lines of `people unknown`. */
export function strangerText({ id, visits, firstAt, lastAt, ...facts }: StrangerFacts): string {
  const day = (at: number): string => new Date(at).toLocaleString("sv-SE").slice(0, 16);
  const times = visits === 1 ? day(firstAt) : `${visits} visits, ${day(firstAt)} to ${day(lastAt)}`;
  const like =
    facts.nearest === null
      ? "nobody is enrolled"
      : `most like ${facts.nearest.name} (${facts.nearest.similarity.toFixed(2)})`;
  const pictures = facts.pictures.map((picture) => `    ${picture}\n`);
  return `${id}  ${times}, at ${facts.cameras.join(", ")}; ${like}\n${pictures.join("")}`;
}

/** One line of `people list`. */
export function personText({
  name,
  group,
  templates,
  consent,
  counterExamples,
  lookalikes,
}: StoredPerson): string {
  const days = [...new Set(templates.map(({ at }) => day(at)))].join(", ");
  const parts = [
    `${name}  ${group}  ${templates.length} from ${days}`,
    consent === null ? "no consent noted" : `consent of ${day(consent.at)}: ${consent.text}`,
    ...(lookalikes.length === 0 ? [] : [`looks like ${lookalikes.join(", ")}`]),
    ...(counterExamples.length === 0 ? [] : [`${counterExamples.length} known not to be ${name}`]),
  ];
  return parts.join("  ");
}

/** One face of `people identify`. */
export function identifiedText(face: Identified): string {
  const { identity, person, similarity, margin, live, flaws, box } = face;
  const where = `face at ${Math.round((box[0] + box[2] / 2) * 100)} %, ${Math.round((box[1] + box[3] / 2) * 100)} %`;
  const alive = live === null ? "liveness not checked" : `live ${live.toFixed(2)}`;
  const before = margin === null ? "" : `, ${margin.toFixed(2)} before the next`;
  const nearest =
    person === null || similarity === null ? "" : `${person} at ${similarity.toFixed(2)}${before}`;
  switch (identity) {
    case "flawed":
      return `${where}: cannot be judged (${flaws.join(", ")})`;
    case "recognized":
      return `${where}: ${nearest}; ${alive}`;
    case "spoofed":
      return `${where}: not a living face (${alive})${nearest === "" ? "" : `; nearest: ${nearest}`}`;
    case "unknown":
    case "undecided":
      return `${where}: ${identity}${nearest === "" ? "" : ` (nearest: ${nearest})`}; ${alive}`;
  }
}

/** A calibration as a person reads it. */
export function calibrationText(calibration: Calibration): string {
  const { people, others, unusable, own, table, proposal } = calibration;
  const lines = people.map(
    ({ name, recordings, looks }) =>
      `${name}: ${counted(recordings, "recording")}, ${counted(looks, "good look")}`,
  );
  if (others.recordings > 0) {
    lines.push(`others: ${counted(others.recordings, "recording")}, ${counted(others.looks, "good look")}`);
  }
  lines.push(...unusable.map(({ why }) => `no template from this one: ${why}`));
  if (own.least !== null && own.median !== null) {
    lines.push(
      `own looks: ${own.looks}, the least similar at ${own.least.toFixed(2)}, half of them above ${own.median.toFixed(2)}`,
    );
  }
  lines.push(
    "",
    "threshold  own looks  others' looks that pass  others' recordings that pass",
    ...table.map(row),
    "",
  );
  if (proposal.kind === "none") lines.push(`No threshold is proposed: ${proposal.why}.`);
  else {
    const { threshold, ownPassed, falseAccepts: found } = proposal.rates;
    const chance = `at most ${percent(found.perLook)} of looks and ${percent(found.perRecording)} of visits`;
    lines.push(
      `Proposed: vision: { recognize: ${threshold.toFixed(2)} } (${proposal.why}).`,
      `${percent(ownPassed)} of the people's own looks reach it. Of ${counted(found.looks, "look")} in ` +
        `${counted(found.recordings, "recording")} of others none does: with 95 % confidence ${chance} by others would ` +
        "(rule of three). Only people who were recorded are counted; a door asks for several looks in agreement.",
    );
  }
  return `${lines.join("\n")}\n`;
}

function row({ threshold, ownPassed, falseAccepts: found }: Rates): string {
  const rate = (passed: number, count: number, value: number): string =>
    `${passed} of ${count} (${passed === 0 ? "≤ " : ""}${percent(value)})`;
  return [
    threshold.toFixed(2).padEnd(9),
    percent(ownPassed).padEnd(9),
    rate(found.looksPassed, found.looks, found.perLook).padEnd(23),
    rate(found.recordingsPassed, found.recordings, found.perRecording),
  ].join("  ");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function percent(part: number): string {
  const value = part * 100;
  return `${value > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
