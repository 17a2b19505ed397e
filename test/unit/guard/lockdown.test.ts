import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { GuardPolicies } from "../../../src/guard/policy.ts";
import { stillThere } from "../../../src/guard/still-there.ts";
import {
  anaAtTheDoor,
  answerTo,
  brokerUp,
  entered,
  faceFactor,
  guardAfter,
  judged,
  lockedBy,
  NOW_T,
  policies,
  request,
} from "../../fakes/guard-world.ts";

const lockdown: GuardInput = { kind: "lockdown", active: true };
const over: GuardInput = { kind: "lockdown", active: false };
const open = lockedBy([faceFactor()]);
const guarded: Partial<GuardPolicies> = { modes: { home: { leave: null }, away: { leave: [faceFactor()] } } };
const set = (active: boolean, by: Parameters<typeof request>[1] = {}) =>
  request({ kind: "lockdown", active }, by);
const hub = { by: { kind: "hub", topic: "gatehouse/front/lockdown/set" } } as const;

it("denies every guarded opening, whatever the evidence, until it is over", () => {
  expect(answerTo([...anaAtTheDoor(), lockdown], { policies: open })).toBe("LOCKDOWN");
  expect(answerTo([...anaAtTheDoor(), lockdown, over], { policies: open })).toBe("allowed");
});

it("lets no guarded mode be left, and everything else be done", () => {
  const inputs = [...anaAtTheDoor(), { kind: "mode", mode: "away" } as const, lockdown];
  const ask = (action: Parameters<typeof request>[0]) =>
    answerTo(inputs, { request: request(action), policies: policies(guarded) });
  expect(ask({ kind: "mode", mode: "home" })).toBe("LOCKDOWN");
  expect(ask({ kind: "device", device: "front_door_lock", command: "lock" })).toBe("allowed");
  expect(ask({ kind: "speak", text: "Hello" })).toBe("allowed");
});

it("may be begun by anybody, also without a broker", () => {
  expect(answerTo([], { request: set(true, hub) })).toBe("allowed");
  expect(answerTo([lockdown], { request: set(true, hub) })).toBe("allowed");
});

it("is ended by the command line", () => {
  expect(answerTo([lockdown], { request: set(false, { by: { kind: "command" } }) })).toBe("allowed");
});

it("is ended by nobody else where no code is there for it", () => {
  expect(answerTo([...anaAtTheDoor(), lockdown], { request: set(false, hub) })).toBe("LOCKDOWN");
  const asked = set(false, hub);
  expect(answerTo([brokerUp, lockdown, entered(asked)], { request: asked })).toBe("LOCKDOWN");
});

it("is ended by a code that is there for it, and by no other", () => {
  const asked = set(false, hub);
  const world = policies({ lockdownEndedBy: ["anna"] });
  const ask = (changes: Parameters<typeof entered>[1] = {}) =>
    answerTo([brokerUp, lockdown, entered(asked, changes)], { request: asked, policies: world });
  expect(ask()).toBe("allowed");
  expect(ask({ code: "guest", person: null })).toBe("WRONG_CODE");
  expect(ask({ outcome: "duress" })).toBe("WRONG_CODE");
  expect(answerTo([brokerUp, lockdown], { request: asked, policies: world })).toBe("NO_CODE");
  expect(answerTo([lockdown, entered(asked)], { request: asked, policies: world })).toBe("BROKER_AWAY");
});

it("stops an unlock that was allowed and is not sent yet, but not its own end", () => {
  const at = { policies: open, now: { at: 0, t: NOW_T } };
  const decision = judged(anaAtTheDoor(), { policies: open });
  if (decision.outcome !== "allowed") throw new Error(decision.reason);
  expect(stillThere(guardAfter([...anaAtTheDoor(), lockdown]), decision, at)).toMatchObject({
    code: "LOCKDOWN",
  });
  const asked = set(false, hub);
  const world = policies({ lockdownEndedBy: ["anna"] });
  const inputs = [brokerUp, lockdown, entered(asked)];
  const end = judged(inputs, { request: asked, policies: world });
  if (end.outcome !== "allowed") throw new Error(end.reason);
  expect(stillThere(guardAfter(inputs), end, { ...at, policies: world })).toEqual({ ok: true });
});
