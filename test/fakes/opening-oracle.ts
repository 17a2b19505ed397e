import type { EventOf } from "../../src/events/catalogue.ts";
import type { TrackSighting } from "../../src/events/sighting.ts";
import type { Allowed } from "../../src/guard/decision.ts";
import { codeOf, sideOf, TRACKS, type History } from "./busy-door.ts";

interface Opening {
  readonly request: string;
  readonly decision: Allowed;
  readonly t: number;
  readonly kind: "say-code" | "turn-head";
  readonly alone: boolean;
  /** The passes that have opened before. */
  readonly used: readonly string[];
}

interface Pass {
  readonly event: EventOf<"challenge.passed">;
  /** When the person was asked first, and when the attempt began that was passed. */
  readonly issuedT: number;
  readonly attemptT: number;
  readonly pictures: readonly Seen[];
}

/** The person's track in one picture; null if it was not there. */
interface Seen {
  readonly t: number;
  readonly own: TrackSighting | null;
  readonly others: readonly TrackSighting[];
  readonly isBad: boolean;
}

/** What is wrong with an opening, judged from the raw history by rules written down a second time; empty if nothing is. */
export function faultsOf(history: History, opening: Opening): string[] {
  const { request, decision, used, t } = opening;
  const [first, ...more] = decision.passes;
  if (first === undefined || more.length > 0) return ["it does not rest on just one challenge"];
  const event = history.events.find(
    (one): one is EventOf<"challenge.passed"> => one.name === "challenge.passed" && one.id === first.event,
  );
  if (event === undefined) return ["that the challenge was passed is not in the journal"];
  const issued = history.events.filter(
    (one): one is EventOf<"challenge.issued"> =>
      one.name === "challenge.issued" && one.challenge === event.challenge,
  );
  const attempt = issued.find((one) => one.attempt === event.attempt);
  const [begun] = issued;
  if (begun === undefined || attempt === undefined) return ["nobody was asked"];
  const pictures = history.pictures
    .map(({ sighting }) => seen(sighting, event.track))
    .filter((picture) => picture.t >= begun.t);
  const pass: Pass = { event, issuedT: begun.t, attemptT: attempt.t, pictures };
  const faults = [
    event.request !== request && "the challenge was passed for another request",
    used.includes(event.id) && "the challenge has opened before",
    decision.spends.length !== 1 && "it does not rest on just one face",
    decision.spends[0]?.person !== event.person && "another person has passed it",
    decision.spends[0]?.track !== `run-1/${event.track}` && "another track has passed it",
    event.track !== TRACKS[event.person === "Ana" ? "ana" : "ben"] && "the track is not the person's",
    t - event.t > 3_000 && "it was passed too long ago",
    ...sightFaults(pass, opening),
    !(opening.kind === "say-code" ? wasSaid(history, pass) : wasTurned(history, pass)) &&
      "what was asked was not done",
  ];
  return faults.filter((fault) => fault !== false);
}

function seen(sighting: History["pictures"][number]["sighting"], track: number): Seen {
  const { t, tracks, frozen, covered, leapt, lagMs } = sighting;
  const own = tracks.find((one) => one.track === track) ?? null;
  return {
    t,
    own,
    others: tracks.filter((one) => one !== own),
    isBad: frozen || covered || leapt || lagMs > 1_000,
  };
}

/** The person was in view all the time, as nobody else, alone if that is demanded, and was seen well at the end. */
function sightFaults({ event, issuedT, pictures }: Pass, { t, alone }: Opening): (string | false)[] {
  const times = [issuedT, ...pictures.filter(({ own }) => own !== null).map((picture) => picture.t)];
  const gaps = times.slice(1).map((next, i) => next - (times[i] ?? next));
  const isOther = ({ own }: Seen): boolean =>
    own !== null &&
    own.identity !== "undecided" &&
    (own.identity !== "recognized" || own.person !== event.person);
  const company = pictures
    .filter(({ t: at }) => at <= event.t || at >= t - 500)
    .flatMap(({ others }) => others);
  const last = pictures.at(-1)?.own;
  const lookAgeMs = t - (last?.lastLookT ?? Number.NaN);
  return [
    gaps.some((gap) => gap > 500) && "the person was out of view",
    pictures.some(isOther) && "the face was somebody else's for a moment",
    pictures.some(({ isBad }) => isBad) && "a picture was bad",
    pictures.some(({ own }) => own !== null && own.lastLookT === null) && "vision began anew with the face",
    !(last?.identity === "recognized" && lookAgeMs >= 0 && lookAgeMs <= 500) &&
      "the person was not seen well at last",
    alone && company.some((one) => isStranger(one, event.person)) && "a stranger was there",
    pictures.some(({ own, others }) => own !== null && others.some((one) => covers(one, own))) &&
      "faces crossed",
  ];
}

function isStranger(one: TrackSighting, person: string): boolean {
  return one.identity !== "recognized" || one.person === person;
}

function covers(one: TrackSighting, own: TrackSighting): boolean {
  if (one.faceWidthPx === 0) return false;
  const [[x, , width], [ownX, , ownWidth]] = [one.box, own.box];
  return Math.min(x + width, ownX + ownWidth) - Math.max(x, ownX) > 0.2 * Math.min(width, ownWidth);
}

/** The prompts of the attempt that was passed: what was asked, when that had been said, and when the next one began. */
function promptsOf(
  history: History,
  { event, attemptT }: Pass,
): { text: string; saidT: number; untilT: number }[] {
  const asked = history.orders.flatMap(({ order, t }) =>
    order.kind === "speak" && order.challenge === event.challenge && t >= attemptT ? [{ ...order, t }] : [],
  );
  return asked.flatMap(({ text, prompt, challenge, t }, i) => {
    const said = history.spoken.find(
      (one) => one.challenge === challenge && one.prompt === prompt && one.t >= t,
    );
    return said === undefined ? [] : [{ text, saidT: said.t, untilT: asked[i + 1]?.t ?? event.t }];
  });
}

/** The first word of some microphone at this door was the code, in time, and the person's mouth moved meanwhile. */
function wasSaid(history: History, pass: Pass): boolean {
  const [prompt, ...more] = promptsOf(history, pass);
  const question = `${pass.event.challenge}-${pass.event.attempt}`;
  if (prompt === undefined || more.length > 0) return false;
  const { saidT } = prompt;
  const counted = history.answers.filter(
    ({ answer: { startT, endT, ...answer }, t }) =>
      answer.question === question &&
      startT > saidT &&
      startT - saidT <= 6_000 &&
      endT > startT &&
      endT - startT <= 6_000 &&
      endT <= t &&
      t <= pass.event.t,
  );
  return ["hall", "porch"].some((microphone) => {
    const first = counted.find(({ answer }) => answer.microphone === microphone);
    if (first === undefined || first.answer.phrase !== codeOf(prompt.text)) return false;
    const { startT, endT } = first.answer;
    const wasLost = history.events.some(
      (one) =>
        one.name === "sensor.lost" &&
        one.sensor === `microphone:${microphone}` &&
        one.t >= pass.issuedT &&
        one.t < first.t,
    );
    const moved = pass.pictures.some(
      ({ t, own }) => t >= startT && t <= endT && (own?.mouthOpening ?? 0) > 0.1,
    );
    return moved && !wasLost;
  });
}

/** After each prompt the head was turned to that side first, for three looks, and then back for two. */
function wasTurned(history: History, pass: Pass): boolean {
  const prompts = promptsOf(history, pass);
  const { turns, baselineYaw } = pass.event.facts;
  const isAll = turns === prompts.map(({ text }) => sideOf(text)).join(", ");
  if (prompts.length < 2 || !isAll || typeof baselineYaw !== "number" || Math.abs(baselineYaw) > 0.5)
    return false;
  return prompts.every(({ text, saidT, untilT }) => {
    const sign = sideOf(text) === "left" ? 1 : -1;
    const yaws = pass.pictures
      .filter(({ t, own }) => t > saidT && t <= untilT && t <= saidT + 8_000 && own?.yaw != null)
      .map(({ own }) => ((own?.yaw ?? 0) - baselineYaw) * sign);
    const turnedAt = endOfRun(yaws, 3, (yaw) => yaw >= 0.35);
    const wrongAt = endOfRun(yaws, 2, (yaw) => yaw <= -0.35);
    if (turnedAt < 0 || (wrongAt >= 0 && wrongAt < turnedAt)) return false;
    return endOfRun(yaws.slice(turnedAt + 1), 2, (yaw) => Math.abs(yaw) <= 0.15) >= 0;
  });
}

/** Where so many in a row end first; −1 if nowhere. */
function endOfRun(values: readonly number[], count: number, isSo: (value: number) => boolean): number {
  return values.findIndex((_, i) => i + 1 >= count && values.slice(i + 1 - count, i + 1).every(isSo));
}
