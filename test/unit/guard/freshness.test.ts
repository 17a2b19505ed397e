import { expect, it } from "vitest";
import {
  anaAtTheDoor,
  answerTo,
  judged,
  NOW_T,
  recognized,
  RUN,
  sighting,
  track,
} from "../../fakes/guard-world.ts";
import type { GuardInput } from "../../../src/guard/observe.ts";

const broker: GuardInput = { kind: "broker", connectedSinceT: 0 };
const seen = (lastLookT: number | null): GuardInput => ({
  kind: "sighting",
  t: NOW_T,
  sighting: sighting({ tracks: [track({ lastLookT })] }),
});
const at = (t: number): GuardInput => ({ kind: "event", event: recognized({ t }) });

it("opens for Ana, who stands there", () => {
  expect(judged(anaAtTheDoor())).toMatchObject({
    outcome: "allowed",
    guarded: true,
    reason: "Ana was recognised at front_door 0.5 s ago.",
    spends: [{ person: "Ana", camera: "front_door", track: `${RUN}/7` }],
    debt: { device: "front_door_lock", sinceT: NOW_T, dueT: NOW_T + 10_000 },
  });
});

it("counts a recognition to the last millisecond of the policy's age, and not one longer", () => {
  expect(answerTo([broker, at(NOW_T - 3_000), seen(NOW_T - 100)])).toBe("allowed");
  expect(answerTo([broker, at(NOW_T - 3_001), seen(NOW_T - 100)])).toBe("FACE_TOO_OLD");
});

it("says how long ago the last good look was, or that there was none", () => {
  const reason = (lastLookT: number | null) => judged([broker, at(NOW_T - 500), seen(lastLookT)]).reason;
  expect(reason(NOW_T - 600)).toContain("Ana was last seen well 0.6 s ago; it may be at most 0.5 s");
  expect(reason(null)).toContain("Ana has not been seen well; it may be");
  expect(reason(NOW_T + 1)).toContain("Ana has not been seen well; it may be");
});

it("says that a camera shows nothing, or has not shown anything yet", () => {
  expect(judged([broker, at(NOW_T - 500)]).reason).toContain("see anything right now: there is no picture.");
});

it("says how old the recognition is and what the policy wants", () => {
  expect(judged([broker, at(NOW_T - 4_200), seen(NOW_T - 100)])).toMatchObject({
    reason: "Ana was recognised 4.2 s ago; the policy wants at most 3 s.",
  });
});

it("takes nothing from the future", () => {
  expect(answerTo([broker, at(NOW_T + 1), seen(NOW_T - 100)])).toBe("FACE_TOO_OLD");
  expect(answerTo([broker, at(NOW_T - 500), seen(NOW_T + 1)])).toBe("NOT_IN_VIEW");
});

it("wants a good look at most 500 ms ago", () => {
  expect(answerTo([broker, at(NOW_T - 900), seen(NOW_T - 500)])).toBe("allowed");
  expect(answerTo([broker, at(NOW_T - 900), seen(NOW_T - 501)])).toBe("NOT_IN_VIEW");
  expect(answerTo([broker, at(NOW_T - 900), seen(null)])).toBe("NOT_IN_VIEW");
});

it("takes no evidence of another start of the daemon or of the machine", () => {
  const old = (changes: object): GuardInput => ({ kind: "event", event: recognized(changes) });
  expect(answerTo([broker, old({ run: "run-0" }), seen(NOW_T - 100)])).toBe("NO_FACE");
  expect(answerTo([broker, old({ boot: "boot-0" }), seen(NOW_T - 100)])).toBe("NO_FACE");
});

it("judges by the time since boot: a wall clock that jumps changes nothing", () => {
  for (const at of [0, 4_000_000_000_000]) {
    expect(answerTo(anaAtTheDoor(), { now: { at, t: NOW_T } })).toBe("allowed");
    expect(answerTo(anaAtTheDoor(), { now: { at, t: NOW_T + 4_000 } })).toBe("FACE_TOO_OLD");
  }
});
