import { expect, it } from "vitest";
import type { Challenge } from "../../../../src/guard/challenge/challenge.ts";
import type { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { ChallengingDoor } from "../../../fakes/challenging-door.ts";

/** Why the challenge has failed; null while it has not. */
function failure({ stage }: Challenge): string | null {
  return stage.name === "failed" ? stage.failure.why : null;
}

/** Time passes, and nothing else is learnt; no picture either. */
function ticks(door: ChallengingDoor, ms: number): void {
  door.clock.advance(ms);
  door.guard.observe({ kind: "tick" });
}

it("gives a prompt fifteen seconds to be said", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.wait(15_000);
  expect(failure(door.running)).toBeNull();
  ticks(door, 1);
  expect(failure(door.running)).toContain("could not be said in time");
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});

it("takes no prompt for said that was said too late, in the future, or before it was asked for", () => {
  for (const [waitMs, aheadMs] of [
    [15_100, 0],
    [1_000, 1],
    [1_000, -1_001],
  ] as const) {
    const door = new ChallengingDoor();
    door.begin();
    door.wait(waitMs);
    const { id, prompts } = door.running;
    door.guard.observe({ kind: "spoken", challenge: id, prompt: prompts, t: door.t + aheadMs });
    expect(failure(door.running)).not.toBeNull();
  }
});

it("takes a prompt for said that was over up to this moment, and no sooner than it began", () => {
  for (const aheadMs of [0, -1_000]) {
    const door = new ChallengingDoor();
    door.begin();
    door.wait(1_000);
    const { id, prompts } = door.running;
    door.guard.observe({ kind: "spoken", challenge: id, prompt: prompts, t: door.t + aheadMs });
    expect(door.running.stage).toMatchObject({ name: "awaiting", sinceT: door.t + aheadMs });
  }
});

it("hears of no prompt but the last, and of no other challenge's", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.wait(1_000);
  const { id, prompts } = door.running;
  const { t } = door;
  door.guard.observe({ kind: "spoken", challenge: id, prompt: prompts - 1, t });
  door.guard.observe({ kind: "spoken", challenge: "another", prompt: prompts, t });
  door.guard.observe({ kind: "unspoken", challenge: id, prompt: prompts - 1, why: "it was cut short" });
  door.guard.observe({ kind: "unspoken", challenge: "another", prompt: prompts, why: "it was cut short" });
  expect(door.running.stage.name).toBe("prompting");
  door.guard.observe({ kind: "spoken", challenge: id, prompt: prompts, t });
  expect(door.running.stage.name).toBe("awaiting");
  // Being told late that it was not said changes nothing.
  door.guard.observe({ kind: "unspoken", challenge: id, prompt: prompts, why: "it was cut short" });
  expect(door.running.stage.name).toBe("awaiting");
});

it("ends a challenge after a minute, all attempts together", () => {
  const door = new ChallengingDoor("turn-head");
  door.begin();
  const { issuedT } = door.running;
  // Each prompt takes long, and each turn is made as late as it may be.
  const slowly = (): void => {
    door.wait(14_000);
    door.spoken();
    door.wait(2_500);
    door.hold(0.5, 3);
    door.hold(0, 3);
  };
  door.wait(1_100);
  slowly();
  door.wait(14_000);
  door.spoken();
  door.wait(4_100);
  expect(door.running.attempt).toBe(2);
  door.wait(1_100);
  slowly();
  door.wait(issuedT + 60_000 - door.t);
  expect(failure(door.running)).toBeNull();
  ticks(door, 1);
  expect(failure(door.running)).toBe("It took too long.");
});

it("ends when the camera shows nothing for over two seconds", () => {
  const door = new ChallengingDoor();
  door.begin();
  ticks(door, 2_000);
  expect(failure(door.running)).toBeNull();
  ticks(door, 1);
  expect(failure(door.running)).toContain("showed nothing for a while");
});

it("ends when the person is out of view for over half a second", () => {
  for (const [ms, ends] of [
    [500, false],
    [501, true],
  ] as const) {
    const door = new ChallengingDoor();
    door.begin();
    door.clock.advance(200);
    door.see({ empty: true });
    door.clock.advance(ms - 200);
    door.look();
    expect(failure(door.running) !== null).toBe(ends);
  }
});

it("ends when the person stays away, seen by nobody", () => {
  const door = new ChallengingDoor();
  door.begin();
  for (let gone = 0; gone < 6; gone += 1) {
    door.clock.advance(100);
    door.see({ empty: true });
  }
  expect(failure(door.running)).toContain("out of view");
});

it("wants a passed challenge in the journal within two seconds", () => {
  for (const [ms, outcome] of [
    [1_800, "allowed"],
    [1_900, "CHALLENGE_FAILED"],
  ] as const) {
    const door = new ChallengingDoor();
    door.begin();
    door.prompted();
    // The answer is judged by the picture 200 ms before this returns.
    door.answer("yellow elephant");
    const { stage } = door.running;
    expect(stage).toMatchObject({ name: "passed", t: door.t - 200 });
    door.wait(ms);
    expect(door.journalled()).toBe(outcome);
  }
});

it("denies by itself what never gets into the journal", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  door.orders.splice(0);
  door.wait(2_500);
  expect(door.orders).toMatchObject([{ kind: "judge", denial: { code: "CHALLENGE_FAILED" } }]);
  expect(door.guard.isAsking).toBe(false);
});

it("does not count what gets there too late, also if nothing else was learnt meanwhile", () => {
  for (const [ms, counts] of [
    [1_800, true],
    [1_801, false],
  ] as const) {
    const door = new ChallengingDoor();
    door.begin();
    door.prompted();
    door.answer("yellow elephant");
    door.clock.advance(ms);
    door.hears({});
    const judge = door.orders.at(-1);
    expect([ms, judge?.kind === "judge" && judge.denial === null]).toEqual([ms, counts]);
  }
});

it.each<[string, Partial<GatehouseEvent>]>([
  ["of another start of the daemon", { run: "run-0" }],
  ["of before a reboot", { boot: "boot-0" }],
])("takes no event %s for the end of the challenge", (_, changes) => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  door.hears({ ...changes });
  expect(door.running.stage.name).toBe("passed");
  door.hears({});
  expect(door.guard.isAsking).toBe(false);
});

it("takes no event for the end of the challenge that says it has ended otherwise, or says something else", () => {
  const passed = new ChallengingDoor();
  passed.begin();
  passed.prompted();
  passed.answer("yellow elephant");
  passed.hears({ name: "challenge.failed", last: true, why: "" });
  expect(passed.running.stage.name).toBe("passed");
  const failed = new ChallengingDoor();
  failed.begin();
  failed.see({ frozen: true });
  failed.hears({ name: "challenge.passed" });
  failed.hears({ name: "challenge.issued" });
  expect(failed.running.stage.name).toBe("failed");
});

it("denies what has failed by what came in its way, whatever happens until that is written down", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.see({ frozen: true });
  door.clock.advance(600);
  door.look();
  expect(door.orders.some(({ kind }) => kind === "judge")).toBe(false);
  door.hears({});
  expect(door.orders.at(-1)).toMatchObject({
    denial: { reason: expect.stringContaining("its picture is frozen") as string },
  });
});

it("takes no other challenge's event for the end of the challenge, and none that is not the last", () => {
  const door = new ChallengingDoor();
  door.begin();
  door.prompted();
  door.answer("yellow elephant");
  door.hears({ challenge: "another" });
  expect(door.running.stage.name).toBe("passed");

  const failed = new ChallengingDoor();
  failed.begin();
  failed.see({ frozen: true });
  failed.hears({ challenge: "another" });
  failed.hears({ last: false });
  expect(failed.running.stage.name).toBe("failed");
  failed.hears({});
  expect(failed.guard.isAsking).toBe(false);
});
