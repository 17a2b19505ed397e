import { expect, it } from "vitest";
import { authorise } from "../../../src/guard/authorise.ts";
import { observe } from "../../../src/guard/observe.ts";
import type { GuardPolicies } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  BOOT,
  faceFactor,
  guardAfter,
  judged,
  lockedBy,
  NOW_T,
  policies,
  request,
  RUN,
} from "../../fakes/guard-world.ts";

it("denies without a broker", () => {
  expect(answerTo([...anaAtTheDoor(), { kind: "broker", connectedSinceT: null }])).toBe("BROKER_AWAY");
});

it("denies in the first two seconds of a connection", () => {
  const since = (ms: number) =>
    answerTo([...anaAtTheDoor(), { kind: "broker", connectedSinceT: NOW_T - ms }]);
  expect(since(1_999)).toBe("BROKER_TOO_NEW");
  expect(since(2_000)).toBe("allowed");
  expect(since(-5)).toBe("BROKER_TOO_NEW");
});

it("says for how long the connection has stood", () => {
  const reason = (ms: number) =>
    judged([...anaAtTheDoor(), { kind: "broker", connectedSinceT: NOW_T - ms }]).reason;
  expect(reason(1_500)).toContain("stands for only 1.5 s; 2 s are needed");
  expect(reason(-5_000)).toContain("stands for only 0 s");
});

it("denies while another daemon of the same name is on the broker", () => {
  expect(answerTo([...anaAtTheDoor(), { kind: "twin", instance: "b7" }])).toBe("TWIN_INSTANCE");
  expect(
    answerTo([...anaAtTheDoor(), { kind: "twin", instance: "b7" }, { kind: "twin", instance: null }]),
  ).toBe("allowed");
});

it("denies what belongs to another start", () => {
  const state = guardAfter(anaAtTheDoor());
  const at = { policies: policies(), now: { at: 0, t: NOW_T } };
  expect(authorise(state, request(), { ...at, run: "run-2", boot: BOOT })).toMatchObject({
    code: "OTHER_RUN",
  });
  expect(authorise(state, request(), { ...at, run: RUN, boot: "boot-2" })).toMatchObject({
    code: "OTHER_RUN",
  });
});

it("allows so many unlocks a minute; denied ones do not count", () => {
  let state = guardAfter(anaAtTheDoor());
  const denied = authorise(guardAfter([]), request(), {
    policies: policies(),
    now: { at: 0, t: NOW_T },
    run: RUN,
    boot: BOOT,
  });
  expect(denied.outcome).toBe("denied");
  const ask = (t: number) =>
    authorise({ ...state, spent: [] }, request(), {
      policies: policies(),
      now: { at: 0, t },
      run: RUN,
      boot: BOOT,
    });
  for (let n = 0; n < 3; n += 1) {
    const decision = ask(NOW_T + n);
    if (decision.outcome !== "allowed") throw new Error(decision.outcome);
    state = observe(state, { kind: "authorised", request: `r${n}`, device: "front_door_lock", decision });
  }
  expect(ask(NOW_T + 5)).toMatchObject({ code: "RATE_LIMIT" });
  const minuteLater = {
    ...state,
    unlocks: state.unlocks.map((unlock) => ({ ...unlock, t: unlock.t - 60_000 })),
  };
  state = minuteLater;
  expect(ask(NOW_T + 5)).toMatchObject({ outcome: "allowed" });
});

it("counts the unlocks of the last minute before a restart", () => {
  const allowed = (n: number) => ({
    kind: "event" as const,
    event: {
      id: `a${n}`,
      v: 1 as const,
      seq: n,
      at: 0,
      t: NOW_T - 10_000,
      boot: BOOT,
      run: "run-0",
      source: "guard",
      name: "request.allowed" as const,
      request: `r${n}`,
      device: "front_door_lock",
      action: "unlock",
      by: { kind: "command" as const },
      reason: "",
      evidence: [],
    },
  });
  expect(answerTo([allowed(1), allowed(2), ...anaAtTheDoor()])).toBe("allowed");
  expect(answerTo([allowed(1), allowed(2), allowed(3), ...anaAtTheDoor()])).toBe("RATE_LIMIT");
});

it("turns any fault inside into a denial", () => {
  const broken = new Proxy(policies(), {
    get: () => {
      throw new Error("boom");
    },
  });
  expect(judged(anaAtTheDoor(), { policies: broken })).toMatchObject({ code: "GUARD_ERROR" });
  const nonsense = { ...policies(), devices: { front_door_lock: null } } as unknown as GuardPolicies;
  expect(answerTo(anaAtTheDoor(), { policies: nonsense })).toBe("GUARD_ERROR");
});

it("denies unknown devices and commands, also those that every object has", () => {
  const unlock = (device: string, command = "unlock") =>
    answerTo(anaAtTheDoor(), { request: request({ kind: "device", device, command }) });
  expect(unlock("back_door")).toBe("UNKNOWN_DEVICE");
  expect(unlock("constructor")).toBe("UNKNOWN_DEVICE");
  expect(unlock("__proto__")).toBe("UNKNOWN_DEVICE");
  expect(unlock("front_door_lock", "open")).toBe("UNKNOWN_COMMAND");
  expect(unlock("front_door_lock", "toString")).toBe("UNKNOWN_COMMAND");
});

it("always allows to lock, whatever is wrong", () => {
  const lock = request({ kind: "device", device: "front_door_lock", command: "lock" });
  expect(judged([], { request: lock })).toMatchObject({ outcome: "allowed", guarded: false, debt: null });
  expect(answerTo([{ kind: "twin", instance: "x" }], { request: lock })).toBe("allowed");
});

it("never takes a lock's unlock for free, whatever the configuration says", () => {
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([], { commands: { unlock: "free" } }) })).toBe(
    "NO_POLICY",
  );
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([]) })).toBe("NO_POLICY");
});

it("owes the lock at the latest when the door has been unlocked for as long as it may", () => {
  const debt = (changes: object) => judged(anaAtTheDoor(), { policies: lockedBy([faceFactor()], changes) });
  expect(debt({ relockAfterMs: null })).toMatchObject({ debt: { dueT: NOW_T + 120_000 } });
  expect(debt({ relockAfterMs: 300_000 })).toMatchObject({ debt: { dueT: NOW_T + 120_000 } });
});
