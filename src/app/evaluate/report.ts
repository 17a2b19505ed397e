import type { PolicyFacts } from "./door-policy.ts";
import type { DoorResult, Probe } from "./door.ts";
import type { FacesResult } from "./faces.ts";
import { boundOfNever } from "./rates.ts";
import type { Presentation, SpoofResult } from "./spoof.ts";
import { FAR_KEYS } from "./verification.ts";

/** What `eval faces` found, for people. */
export function facesText(result: FacesResult): string {
  const { accuracy, rates, undetected, flawed, images, people, pairs, genuine, impostors } = result;
  const lines = [
    `${count(images)} pictures of ${count(people)} people, ${count(pairs)} pairs`,
    `accuracy    ${percent(accuracy.mean)} ± ${percent(accuracy.sd)} (thresholds about ${accuracy.threshold.toFixed(3)})`,
    `undetected  ${count(undetected.length)} pictures, counted as wrong answers`,
    `flawed      ${count(flawed)} pictures, measured here, but no evidence at a door`,
    `All pictures with all others: ${count(genuine)} genuine comparisons, ${count(impostors)} of two people`,
  ];
  for (const key of FAR_KEYS) {
    const rate = rates[key];
    lines.push(
      rate === undefined
        ? `FAR ${key}    not told: fewer than 10 of these impostors would pass`
        : `FAR ${key}    TAR ${percent(rate.tar)} at ${rate.threshold.toFixed(3)}`,
    );
  }
  lines.push(
    "These thresholds are for pictures from everywhere. Before one camera people look more alike: never use them at a door.",
  );
  return text(lines);
}

/** What `eval door` found, for people. */
export function doorText(result: DoorResult, policy: PolicyFacts): string {
  const { genuine, strangers, mistaken, strangersUnknown, familyUnknown, decisionMs } = result;
  const { similarity, margin, frames, live } = policy.thresholds;
  const by = policy.lock === null ? "the default policy" : `the policy of ${policy.lock}`;
  const alive = policy.assumeLive ? "every face taken for a living one" : `liveness ${live}`;
  const lines = [
    `By ${by}: similarity ${similarity}, margin ${margin}, ${frames} frames, ${alive}`,
    ...result.refused.map(({ person, why }) => `not enrolled: ${person}: ${why}`),
    `genuine    ${share(genuine.allowed, genuine.total)} allowed; ${result.genuineSpoofed} vetoed by liveness`,
    `strangers  ${share(strangers.allowed, strangers.total)} allowed${unsure(strangers)}; ` +
      `${result.strangersSpoofed} vetoed by liveness`,
    `mistaken   ${mistaken} let in under another one's name`,
    `unknown    said of ${strangersUnknown} of ${strangers.total} strangers, and of ${familyUnknown} of ${genuine.total} of your people`,
    decisionMs === null
      ? "decision   none"
      : `decision   ${Math.round(decisionMs.p50)} ms p50, ${Math.round(decisionMs.p95)} ms p95 of video time`,
  ];
  if (result.withoutFace > 0) lines.push(`${result.withoutFace} files show no face`);
  const surprises = result.probes.filter(isSurprise);
  if (surprises.length > 0) lines.push("Look at these:", ...surprises.map((probe) => `  ${surprise(probe)}`));
  return text(lines);
}

function isSurprise({ person, allowed }: Probe): boolean {
  return allowed !== person;
}

function surprise({ file, person, allowed, reason }: Probe): string {
  if (allowed === null) return `${file}: ${person ?? "a stranger"} was not let in: ${reason ?? "no frame"}`;
  return `${file}: ${person ?? "a stranger"} was let in as ${allowed}`;
}

/** No case in a few trials is no proof that there is none. */
function unsure({ allowed, total }: { allowed: number; total: number }): string {
  if (allowed > 0 || total === 0) return "";
  return ` (with 95 % confidence below ${percent(boundOfNever(total))})`;
}

/** What `eval spoof` found, for people. */
export function spoofText(result: SpoofResult): string {
  const { live, species, worst, bpcer, bpnrr, files } = result;
  return text([
    ...files.map(
      (file) => `${file.presented.padEnd(6)}  ${outcome(file).padEnd(11)}  ${scores(file)}  ${file.file}`,
    ),
    `live    ${share(live.passed, live.total)} passed; BPCER ${percent(bpcer)}; ${live.unjudged} could not be judged (BPNRR ${percent(bpnrr)})${vetoes(live)}`,
    "attacks, by sort; one has passed if at any frame it had, even if a veto fell later:",
    ...species.map(
      (sort) =>
        `  ${sort.name}: ${share(sort.passed, sort.total)} passed${unsure({ allowed: sort.passed, total: sort.total })}, ${sort.late} of them vetoed later; ` +
        `APCER ${percent(sort.apcer)}, APNRR ${percent(sort.apnrr)}${vetoes(sort)}`,
    ),
    `worst   APCER ${percent(worst.apcer)} (${worst.species}); highest APNRR ${percent(worst.apnrr)}`,
    "The rates are worded as in ISO/IEC 30107-3, over what is in these folders; each folder below that of the attacks is one",
    "sort. Nothing here is certified. Not tested unless it is in them: masks, heads, other screens, other printers, other",
    "light, made-up video. A photo as a file scores as alive (0.999): this check can see paper and some screens, not stillness.",
  ]);
}

/** Which layers vetoed, and how often. */
function vetoes({ vetoedBy }: { readonly vetoedBy: Readonly<Record<string, number>> }): string {
  const layers = Object.entries(vetoedBy).map(([layer, times]) => `${layer} ${times}`);
  return layers.length === 0 ? "" : `; vetoed by ${layers.join(", ")}`;
}

function outcome({ passed, vetoed }: Presentation): string {
  if (passed) return "passed";
  return vetoed ? "vetoed" : "not judged";
}

function scores({ least, most }: Presentation): string {
  return least === null || most === null ? "      –     " : `${least.toFixed(3)}–${most.toFixed(3)} `;
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const percent = (part: number): string => `${(part * 100).toFixed(2)} %`;
const share = (part: number, total: number): string =>
  `${part} of ${total}${total === 0 ? "" : ` (${((part / total) * 100).toFixed(1)} %)`}`;
const count = (value: number): string => value.toLocaleString("en-US");
