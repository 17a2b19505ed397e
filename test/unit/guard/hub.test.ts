import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { HubFactor } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  brokerUp,
  faceFactor,
  heard,
  judged,
  lockedBy,
  NOW_T,
  request,
} from "../../fakes/guard-world.ts";

const hub: HubFactor = { by: "hub", withinMs: 5_000, maxPerHour: 2 };
const byHub = lockedBy([hub], { unlocksPerMinute: 20 });

it("opens for a message that asks for it itself, where the policy says so", () => {
  const asked = request();
  const decision = judged([brokerUp, heard(asked)], { request: asked, policies: byHub });
  expect(decision).toMatchObject({
    outcome: "allowed",
    reason: "A message on gatehouse/front/device/front_door_lock/set asked for it.",
    evidence: [{ kind: "hub", facts: { target: "unlock front_door_lock" } }],
  });
});

it("opens for no message where the policy does not say so", () => {
  const asked = request();
  expect(answerTo([brokerUp, heard(asked)], { request: asked })).toBe("NO_FACE");
});

it("opens nothing for a rule's wish, whatever messages there were", () => {
  expect(answerTo([brokerUp, heard(request())], { policies: byHub })).toBe("NOT_BY_HUB");
});

it.each<[string, Parameters<typeof heard>[1], string]>([
  ["too old", { t: NOW_T - 5_001 }, "HUB_TOO_OLD"],
  ["from the future", { t: NOW_T + 1 }, "HUB_TOO_OLD"],
  ["of another start", { run: "run-0" }, "NOT_BY_HUB"],
  ["one that led to nothing", { request: null, problem: "What?" }, "NOT_BY_HUB"],
])("opens nothing for a message that is %s", (_, changes, answer) => {
  const asked = request();
  expect(answerTo([brokerUp, heard(asked, changes)], { request: asked, policies: byHub })).toBe(answer);
});

/** What the guard has learnt after a message has opened the door, `agoMs` before now. */
function opened(agoMs: number): GuardInput[] {
  const asked = request();
  const inputs = [brokerUp, heard(asked)];
  const decision = judged(inputs, { request: asked, policies: byHub });
  if (decision.outcome !== "allowed") throw new Error(decision.reason);
  return [
    ...inputs,
    {
      ...{ kind: "authorised", request: asked.id, device: "front_door_lock" },
      decision: { ...decision, t: NOW_T - agoMs },
    },
  ] as GuardInput[];
}

it("opens for messages so often an hour, and no more", () => {
  const asked = request();
  const after = (...times: number[]): string =>
    answerTo([...times.flatMap(opened), heard(asked)], { request: asked, policies: byHub });
  expect(after(3_000_000)).toBe("allowed");
  expect(after(3_000_000, 120_000)).toBe("HUB_TOO_OFTEN");
  expect(after(3_600_000, 120_000)).toBe("allowed");
});

it("counts no message twice", () => {
  const asked = request();
  const inputs = [brokerUp, heard(asked)];
  const options = { request: asked, policies: byHub };
  const decision = judged(inputs, options);
  if (decision.outcome !== "allowed") throw new Error(decision.reason);
  const used = { kind: "authorised", request: asked.id, device: "front_door_lock", decision } as const;
  expect(answerTo([...inputs, used], options)).toBe("SPENT");
});

it("wants the face as well where the policy wants both", () => {
  const asked = request();
  const both = lockedBy([{ all: [faceFactor({ acceptsReplay: false }), hub] }]);
  expect(answerTo([brokerUp, heard(asked)], { request: asked, policies: both })).toBe("NO_FACE");
  expect(answerTo(anaAtTheDoor(), { request: asked, policies: both })).toBe("NOT_BY_HUB");
  expect(answerTo([...anaAtTheDoor(), heard(asked)], { request: asked, policies: both })).toBe("allowed");
});
