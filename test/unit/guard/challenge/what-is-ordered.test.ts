import { describe, expect, it } from "vitest";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

/** What was ordered since the last call; only the kinds that are asked for. */
function ordered(door: ChallengingDoor, ...kinds: string[]) {
  return door.orders.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
}

/** Lets something happen, and tells what is ordered by it. */
function by(door: ChallengingDoor, act: () => void, ...kinds: string[]) {
  const before = door.orders.length;
  act();
  return ordered(door, ...kinds).filter((order) => door.orders.indexOf(order) >= before);
}

const camera = "front_door";
const about = { source: "guard", kind: "say-code", camera, track: 7, person: "Ana" };
const code = "yellow elephant";

/** A door that has asked for a code, said until now. */
function asked(): ChallengingDoor {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  return door;
}

describe("a code", () => {
  it("is asked for at once, with more pictures for as long as the answer may take", () => {
    const door = new ChallengingDoor();
    door.begin();
    const { id } = door.running;
    expect(door.running.task).toEqual({
      kind: "say-code",
      phrase: code,
      candidates: [code, "purple giraffe"],
      answers: [],
    });
    expect(door.orders).toEqual([
      {
        kind: "tell",
        draft: {
          ...{ name: "challenge.issued", ...about, at: door.clock.now().at, t: door.t },
          ...{ challenge: id, attempt: 1, of: 2, request: door.request.id },
        },
      },
      { kind: "attend", camera, fps: 15, untilT: door.t + 45_000 },
      { kind: "speak", challenge: id, prompt: 1, text: "Please say: yellow elephant." },
    ]);
  });

  it("is listened for from the end of the prompt on, among others, for as long as it may begin", () => {
    const door = asked();
    expect(ordered(door, "listen")).toEqual([
      {
        ...{ kind: "listen", microphones: ["hall"], question: `${door.running.id}-1` },
        ...{ phrases: [code, "purple giraffe"], fromT: door.t, untilT: door.t + 6_000 },
      },
    ]);
  });

  it("is listened for no more, nor looked at more often, once it was said; what it was is told then", () => {
    const door = asked();
    const question = `${door.running.id}-1`;
    const startT = door.t + 300;
    const orders = by(door, () => door.answer(code));
    const { t } = door.running.stage as { t: number };
    expect(orders).toEqual([
      {
        kind: "tell",
        draft: expect.objectContaining({
          ...{ name: "challenge.passed", attempt: 1, t },
          facts: {
            ...{ microphone: "hall", code, heard: code, llr: -2, lead: 5, gapMs: 100, afterPromptMs: 300 },
            ...{ moved: 1, before: 0, correlation: 1, lagMs: 0 },
          },
        }) as unknown,
      },
      { kind: "attend", camera, fps: 15, untilT: t },
      { kind: "listen", microphones: ["hall"], question, phrases: [], fromT: t, untilT: t },
    ]);
    expect(t).toBe(startT + 1_000);
  });

  it("is another one at the second attempt, after which there is none", () => {
    const door = asked();
    const { id } = door.running;
    const failed = (attempt: number, last: boolean) =>
      expect.objectContaining({
        ...{ name: "challenge.failed", attempt, last },
        why: "The code was not said: it was another phrase.",
        facts: { microphone: "hall", code, heard: "purple giraffe", llr: -2 },
      }) as unknown;
    const quiet = { kind: "attend", camera, fps: 15 };
    const again = by(door, () => door.answer("purple giraffe"));
    expect(again).toMatchObject([
      { kind: "tell", draft: failed(1, false) },
      quiet,
      { kind: "listen", question: `${id}-1`, phrases: [] },
      { kind: "tell", draft: { name: "challenge.issued", attempt: 2 } },
      quiet,
      { kind: "speak", challenge: id, prompt: 2, text: "That did not work. Please say: yellow elephant." },
    ]);
    door.prompted();
    expect(by(door, () => door.answer("purple giraffe"))).toMatchObject([
      { kind: "tell", draft: failed(2, true) },
      quiet,
      { kind: "listen", question: `${id}-2`, phrases: [] },
      { kind: "speak", challenge: id, prompt: 3, text: "That did not work." },
    ]);
  });

  it("that something came in the way of is not said to have been wrong, but what it was is written down", () => {
    const door = asked();
    expect(by(door, () => door.see({ frozen: true }), "tell", "speak")).toMatchObject([
      { kind: "tell", draft: { name: "challenge.failed", attempt: 1, last: true, facts: { code } } },
    ]);
  });
});

describe("turns of the head", () => {
  /** A door that asks for two turns to the left; the head rests at 0.2. */
  function resting(): ChallengingDoor {
    const door = new ChallengingDoor("turn-head");
    door.begin();
    door.hold(0.2, 10);
    return door;
  }
  const turn = (door: ChallengingDoor, yaw = 0.6): void => {
    door.hold(yaw, 3);
    door.hold(0.2, 2);
  };

  it("are asked for once the head rests, one after the other, and nothing is listened for", () => {
    const door = resting();
    const { id } = door.running;
    expect(door.orders).toMatchObject([
      { kind: "tell", draft: { name: "challenge.issued", kind: "turn-head" } },
      { kind: "attend" },
      { kind: "speak", challenge: id, prompt: 1, text: "Please turn your head to the left, and back." },
    ]);
    expect(by(door, () => door.prompted())).toEqual([]);
    expect(by(door, () => turn(door))).toEqual([
      { kind: "attend", camera, fps: 15, untilT: door.t + 45_000 },
      { kind: "speak", challenge: id, prompt: 2, text: "Thank you. And now to the left, and back." },
    ]);
    door.prompted();
    expect(by(door, () => turn(door))).toMatchObject([
      {
        kind: "tell",
        draft: { name: "challenge.passed", facts: { turns: "left, left", baselineYaw: 0.2 } },
      },
      { kind: "attend", camera, untilT: door.t },
    ]);
  });

  it("are told with what was asked and how the head rested when they were not made", () => {
    const door = resting();
    door.prompted();
    turn(door);
    door.prompted();
    const told = by(door, () => turn(door, -0.6), "tell", "listen");
    expect(told[0]).toMatchObject({
      draft: {
        name: "challenge.failed",
        facts: { turns: "left, left", asked: "left", turn: 2, baseline: 0.2 },
      },
    });
    expect(told).toMatchObject([{ kind: "tell" }, { kind: "tell", draft: { name: "challenge.issued" } }]);
  });

  it("are asked for to the other side as well", () => {
    const door = new ChallengingDoor("turn-head", { random: () => 0.49999 });
    door.begin();
    door.hold(0, 10);
    expect(ordered(door, "speak")).toMatchObject([{ text: "Please turn your head to the left, and back." }]);
    const other = new ChallengingDoor("turn-head", { random: () => 0.5 });
    other.begin();
    other.hold(0, 10);
    expect(ordered(other, "speak")).toMatchObject([
      { text: "Please turn your head to the right, and back." },
    ]);
  });

  it("that were not made are asked for again", () => {
    const door = resting();
    door.prompted();
    door.hold(-0.2, 2);
    const again = by(door, () => door.hold(0.2, 11), "speak");
    expect(again).toMatchObject([
      { prompt: 2, text: "That did not work. Please turn your head to the left, and back." },
    ]);
  });
});

it("orders nothing while it waits for what was asked", () => {
  const door = asked();
  const { t } = door;
  expect(by(door, () => door.wait(500))).toEqual([]);
  expect(by(door, () => door.says(code, { startT: t + 100, question: "another-1" }))).toEqual([]);
  expect(by(door, () => door.guard.observe({ kind: "tick" }))).toEqual([]);
  const startT = door.t;
  door.wait(1_000, 0.3);
  const lastLookT = door.t - 1;
  door.look(0.3, { lastLookT });
  expect(by(door, () => door.says(code, { startT }))).toEqual([]);
  expect(door.running.stage.name).toBe("recognising");
  const head = new ChallengingDoor("turn-head");
  head.begin();
  expect(by(head, () => head.hold(0, 9))).toEqual([]);
  expect(by(head, () => head.says(code, { startT: head.t - 500 }))).toEqual([]);
});

describe("the denial", () => {
  it("says what was asked and why that was not passed, by the event that tells it", () => {
    for (const [kind, what] of [
      ["say-code", "say a code"],
      ["turn-head", "turn the head"],
    ] as const) {
      const door = new ChallengingDoor(kind);
      door.begin();
      door.see({ frozen: true });
      door.hears({});
      expect(door.orders.at(-1)).toMatchObject({
        kind: "judge",
        request: door.request,
        denial: {
          code: "CHALLENGE_FAILED",
          reason: expect.stringContaining(
            `Ana was asked to ${what}, and that was not passed. Camera`,
          ) as string,
          evidence: [
            {
              ...{ event: "told", kind: "challenge" },
              facts: { challenge: kind, camera, track: "run-1/7", person: "Ana" },
            },
          ],
        },
      });
    }
  });

  it("rests on nothing where that could not be written down", () => {
    const failed = new ChallengingDoor();
    failed.begin();
    failed.see({ frozen: true });
    failed.clock.advance(2_001);
    failed.guard.observe({ kind: "tick" });
    expect(failed.orders.at(-1)).toMatchObject({ denial: { evidence: [] } });
    const passed = asked();
    passed.answer(code);
    passed.wait(2_100);
    expect(passed.orders.at(-1)).toMatchObject({
      denial: {
        reason: expect.stringContaining("could not be written down") as string,
        evidence: [],
      },
    });
  });
});
