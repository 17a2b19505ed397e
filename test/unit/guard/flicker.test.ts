import { expect, it } from "vitest";
import { visionEvent } from "../../../src/events/from-observation.ts";
import { stampEvent } from "../../../src/events/stamp.ts";
import type { TrackSighting } from "../../../src/events/sighting.ts";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { createVision } from "../../../src/perception/vision/vision.ts";
import { aLook, enrolled, like } from "../../fakes/face-looks.ts";
import {
  anaAtTheDoor,
  answerTo,
  BOOT,
  faceFactor,
  lockedBy,
  NOW_T,
  RUN,
  sighting,
  track,
} from "../../fakes/guard-world.ts";

const sees = (t: number, tracks: readonly TrackSighting[]): GuardInput => ({
  kind: "sighting",
  t,
  sighting: sighting({ t, tracks: [...tracks] }),
});
/** Ana's track while vision is not sure about it. */
const undecided = (changes: Partial<TrackSighting> = {}): TrackSighting =>
  track({ identity: "undecided", person: null, group: null, similarity: null, margin: null, ...changes });
const ana = track({ lastLookT: NOW_T - 20 });

/** What the guard answers when Ana's face, recognised 500 ms ago, was `seen` so, and then like Ana again. */
const after = (seen: TrackSighting): string =>
  answerTo([...anaAtTheDoor(), sees(NOW_T - 60, [seen]), sees(NOW_T - 20, [ana])]);

it("opens for somebody who is recognised again after a look that was not sure", () => {
  expect(after(undecided())).toBe("allowed");
});

it("opens nothing while vision is not sure", () => {
  const unsure = sees(NOW_T - 20, [undecided({ lastLookT: NOW_T - 20 })]);
  expect(answerTo([...anaAtTheDoor(), unsure])).toBe("NOT_IN_VIEW");
});

it("wants a fresh good look at that person afterwards", () => {
  const stale = sees(NOW_T - 20, [track({ lastLookT: NOW_T - 501 })]);
  expect(answerTo([...anaAtTheDoor(), sees(NOW_T - 60, [undecided()]), stale])).toBe("NOT_IN_VIEW");
});

it.each<[string, TrackSighting]>([
  ["at somebody else or a stranger", undecided({ steadySinceT: NOW_T - 60 })],
  ["the first of a face that vision began with anew", undecided({ steadySinceT: NOW_T - 499, frames: 1 })],
  ["none at all, as vision has begun anew with the face", undecided({ steadySinceT: null, lastLookT: null })],
  ["at a face that is unknown", undecided({ identity: "unknown" })],
  ["at a picture", undecided({ identity: "spoofed" })],
])("wants a new recognition after a look %s", (_, seen) => {
  expect(after(seen)).toBe("NO_FACE");
});

it("wants a new recognition after the track was gone for over a second", () => {
  const early = anaAtTheDoor();
  const gap = [
    sees(NOW_T + 100, [undecided()]),
    sees(NOW_T + 700, []),
    sees(NOW_T + 1_300, []),
    sees(NOW_T + 1_400, [ana]),
  ];
  expect(answerTo([...early, ...gap], { now: { at: 0, t: NOW_T + 1_400 } })).toBe("NO_FACE");
});

it("opens for somebody of whom no look since the recognition was at anybody else, from its very moment on", () => {
  expect(after(undecided({ steadySinceT: NOW_T - 500 }))).toBe("allowed");
});

it("opens for somebody whose track was gone for a second, and not longer", () => {
  const back = (gapMs: number): string => {
    const t = NOW_T + gapMs;
    const again = sees(t + 50, [track({ lastLookT: t + 50 })]);
    return answerTo([...anaAtTheDoor(), sees(t - 100, []), again], { now: { at: 0, t: t + 60 } });
  };
  expect(back(1_000)).toBe("allowed");
  expect(back(1_001)).toBe("NO_FACE");
});

it("waits a second for the first picture of a track that was recognised, and not longer", () => {
  const shown = (ageMs: number): string => {
    const t = NOW_T - 500 + ageMs;
    const inputs = anaAtTheDoor().filter(({ kind }) => kind !== "sighting");
    const seen = sees(t + 50, [track({ lastLookT: t + 50 })]);
    return answerTo([...inputs, sees(t, []), seen], { now: { at: 0, t: t + 60 } });
  };
  expect(shown(1_000)).toBe("allowed");
  expect(shown(1_001)).toBe("NO_FACE");
});

/** A guard that is told what vision says of looks at one face, 200 ms apart, and its answer after the last. */
function answerAfter(similarities: readonly number[]): string {
  const vision = createVision({
    camera: "front_door",
    zones: {},
    thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
    gallery: [enrolled("Ana", 0)],
  });
  const inputs: GuardInput[] = [{ kind: "broker", connectedSinceT: 0 }];
  for (const [i, similarity] of similarities.entries()) {
    const t = NOW_T - (similarities.length - 1 - i) * 200;
    const frame = {
      width: 640,
      height: 480,
      at: t,
      t,
      lagMs: 40,
      frozen: false,
      covered: false,
      leapt: false,
    };
    const { sighting: seen, observations } = vision.analyse(
      [aLook({ embedding: like(0, similarity) })],
      frame,
    );
    inputs.push({ kind: "sighting", t, sighting: seen });
    for (const [seq, observation] of observations.entries()) {
      const stamp = { id: `e${i}-${seq}`, seq, boot: BOOT, run: RUN };
      inputs.push({ kind: "event", event: stampEvent(visionEvent(observation, []), stamp) });
    }
  }
  return answerTo(inputs, { policies: lockedBy([faceFactor({ zones: [] })]) });
}

it.each<[string, readonly number[], string]>([
  ["Ana", [0.7, 0.7, 0.7, 0.7], "allowed"],
  ["Ana, with one look that is not sure at the end", [0.7, 0.7, 0.7, 0.7, 0.55], "NOT_IN_VIEW"],
  ["Ana, with one look that is not sure before the last", [0.7, 0.7, 0.7, 0.7, 0.55, 0.7], "allowed"],
  ["Ana, with several of them", [0.7, 0.7, 0.7, 0.55, 0.7, 0.52, 0.55, 0.7], "allowed"],
  ["Ana, with one look like a stranger's", [0.7, 0.7, 0.7, 0.7, 0.3, 0.7], "NO_FACE"],
  ["somebody a little like Ana", [0.55, 0.55, 0.55, 0.55, 0.55, 0.55], "NO_FACE"],
  ["somebody who was like Ana twice", [0.55, 0.6, 0.55, 0.6, 0.55], "NO_FACE"],
])("with vision in front of it, for %s: %j, says %s", (_, similarities, answer) => {
  expect(answerAfter(similarities)).toBe(answer);
});
