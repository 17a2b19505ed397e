import { describe, expect, it } from "vitest";
import { authorise } from "../../../src/guard/authorise.ts";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { GuardPolicies } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  BOOT,
  faceFactor,
  guardAfter,
  judged,
  lockedBy,
  lockPolicy,
  NOW_T,
  policies,
  recognized,
  request,
  RUN,
  sensorEvent,
  sighting,
  stranger,
  track,
} from "../../fakes/guard-world.ts";

/** The front door with Ana before it, of whom this is different. */
function anaBut(changes: Parameters<typeof recognized>[0]): GuardInput[] {
  return anaAtTheDoor().map((input) =>
    input.kind === "event" ? { kind: "event", event: recognized(changes) } : input,
  );
}

function answer(inputs: readonly GuardInput[], used: GuardPolicies = policies()): string {
  const decision = judged(inputs, { policies: used });
  return decision.outcome === "denied" ? `${decision.code}: ${decision.reason}` : decision.outcome;
}

describe("a face", () => {
  it("of an earlier start of the daemon, or of before a reboot, opens nothing", () => {
    expect(answer(anaBut({ run: "run-0" }))).toMatch(/^NO_FACE: /);
    expect(answer(anaBut({ boot: "boot-0" }))).toMatch(/^NO_FACE: /);
  });

  it("of an earlier start or boot opens nothing either if the guard has been given it", () => {
    const at = { policies: policies(), now: { at: 0, t: NOW_T }, run: RUN, boot: BOOT };
    const state = guardAfter(anaAtTheDoor());
    for (const face of [recognized({ run: "run-0" }), recognized({ boot: "boot-0" })])
      expect(authorise({ ...state, faces: [face] }, request(), at)).toMatchObject({ code: "FACE_TOO_OLD" });
  });

  it("counts up to just so long, and not from the future", () => {
    expect(answer(anaBut({ t: NOW_T - 3_000 }))).toBe("allowed");
    expect(answer(anaBut({ t: NOW_T }))).toBe("allowed");
    expect(answer(anaBut({ t: NOW_T + 1 }))).toContain("in the future, which cannot be");
    expect(answer(anaBut({ t: NOW_T - 3_001 }))).toContain("3 s ago; the policy wants at most 3 s");
  });

  it("at a camera that is not configured opens nothing", () => {
    const anywhere = lockedBy([faceFactor({ cameras: null })], {});
    const { garden = { replay: false } } = policies().cameras;
    expect(answer(anaAtTheDoor(), { ...anywhere, cameras: { garden } })).toMatch(
      /^NO_FACE: There is no camera front_door/,
    );
  });

  it("from a film opens a pretended door, and no other", () => {
    const film = { front_door: { replay: true } };
    expect(answer(anaAtTheDoor(), policies({ cameras: film }))).toMatch(/^REPLAY_SOURCE: /);
    const pretended = lockPolicy([faceFactor()], { simulated: true });
    expect(answer(anaAtTheDoor(), policies({ cameras: film, devices: { front_door_lock: pretended } }))).toBe(
      "allowed",
    );
  });

  it("alone opens nothing where pictures were taken for people", () => {
    const failed = {
      front_door: { replay: false, spoofTest: "The spoof test of front_door was not passed." },
    };
    expect(answer(anaAtTheDoor(), policies({ cameras: failed }))).toBe(
      "SPOOF_TEST_FAILED: The spoof test of front_door was not passed.",
    );
  });

  it("that nobody has looked at for life says so", () => {
    expect(answer(anaBut({ live: null }))).toBe("NOT_LIVE: It was not checked whether Ana is a living face.");
    expect(answer(anaBut({ live: 0.123 }))).toContain("(liveness 0.12; 0.5 is needed)");
  });
});

describe("of several faces that open nothing", () => {
  const seen = (changes: Parameters<typeof recognized>[0]): GuardInput => ({
    kind: "event",
    event: recognized({ track: 9, ...changes }),
  });

  it("the one that came furthest is told, whoever came last", () => {
    const bob = { person: "Bob", group: "friend" };
    const ana = { live: 0.1 };
    expect(answer([...anaBut(ana), seen({ ...bob, t: NOW_T - 100 })])).toMatch(/^NOT_LIVE/);
    expect(answer([seen({ ...bob, t: NOW_T - 900 }), ...anaBut(ana)])).toMatch(/^NOT_LIVE/);
  });

  it("the last is told of those that came as far", () => {
    const eva = seen({ person: "Eva", live: 0.1 });
    expect(answer([...anaBut({ live: 0.1 }), eva])).toMatch(/^NOT_LIVE: Eva/);
    expect(answer([eva, ...anaBut({ live: 0.1 })])).toMatch(/^NOT_LIVE: Ana/);
  });
});

describe("where there is no face", () => {
  const nobody = anaAtTheDoor().filter(({ kind }) => kind !== "event");

  it("it is denied by nothing that was looked at", () => {
    expect(judged(nobody).evidence).toEqual([]);
  });

  it("it is said who was waited for, and where", () => {
    expect(answer(nobody)).toBe("NO_FACE: Nobody of group family has been recognised at front_door.");
    expect(answer(nobody, lockedBy([faceFactor({ groups: null, people: ["Ana", "Eva"] })]))).toBe(
      "NO_FACE: Nobody called Ana or Eva has been recognised at front_door.",
    );
    const one = { ...lockedBy([faceFactor({ cameras: null })]), cameras: { front_door: { replay: false } } };
    expect(answer(nobody, one)).toBe("NO_FACE: Nobody of group family has been recognised at any camera.");
  });

  it("because no camera sees, that is said", () => {
    const lost = (camera: string): GuardInput => ({
      kind: "event",
      event: { ...sensorEvent("sensor.lost", `camera:${camera}`, NOW_T - 10), why: "it hangs" } as never,
    });
    expect(answer([...nobody, lost("front_door")])).toBe(
      "CAMERA_UNHEALTHY: Camera front_door does not see anything right now: it hangs.",
    );
    const both = lockedBy([faceFactor({ cameras: ["front_door", "garden"] })]);
    expect(answer([...nobody, lost("front_door")], both)).toMatch(/^NO_FACE/);
    expect(answer([...nobody, lost("front_door"), lost("garden")], both)).toBe(
      "CAMERA_UNHEALTHY: None of the cameras front_door or garden sees anything right now.",
    );
  });
});

it("a decision carries every value that it was made by", () => {
  const beside = track({ track: 5, person: "Eva", lastLookT: NOW_T - 60 });
  const picture = sighting({ tracks: [track({ lastLookT: NOW_T - 60 }), beside], lagMs: 40 });
  const inputs = anaBut({ t: NOW_T - 700 }).map((input): GuardInput =>
    input.kind === "sighting" ? { ...input, sighting: picture } : input,
  );
  const decision = judged(inputs);
  expect(decision.outcome).toBe("allowed");
  expect(decision.evidence[0]?.facts).toMatchObject({
    ...{ camera: "front_door", person: "Ana", group: "family", alone: true, others: 1 },
    ...{ ageMs: 700, withinMs: 3_000, lastLookAgeMs: 60, lagMs: 40, faceWidthPx: 120 },
    ...{ zones: ["porch"], zonesWanted: ["porch"], liveMin: 0.5 },
  });
  const away = judged([
    ...inputs,
    { kind: "sighting", t: NOW_T, sighting: sighting({ tracks: [stranger()] }) },
  ]);
  expect(away.evidence[0]?.facts).toMatchObject({ others: 1, lastLookAgeMs: null, faceWidthPx: null });
});
