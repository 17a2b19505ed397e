import { expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import type { Allowed } from "../../../src/guard/decision.ts";
import { observe, type GuardInput } from "../../../src/guard/observe.ts";
import type { HubFactor } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  brokerUp,
  BOOT,
  faceFactor,
  guardAfter,
  heard,
  judged,
  lockedBy,
  NOW_T,
  request,
  sensorEvent,
} from "../../fakes/guard-world.ts";

const hub: HubFactor = { by: "hub", withinMs: 5_000, maxPerHour: 2 };
const byHub = lockedBy([hub], { unlocksPerMinute: 20 });

/** The journal says that a request was allowed, so long ago. */
function journalled(agoMs: number, changes: Record<string, unknown> = {}): GuardInput {
  const event = {
    ...sensorEvent("sensor.lost", "x", NOW_T - agoMs),
    ...{ name: "request.allowed", device: "front_door_lock", action: "unlock", reason: "", evidence: [] },
    ...{ by: { kind: "command" }, request: `journalled-${agoMs}`, ...changes },
  } as unknown as GatehouseEvent;
  return { kind: "event", event };
}

function answerAfter(...inputs: GuardInput[]): string {
  return answerTo([...inputs, ...anaAtTheDoor()]);
}

function allowed(...asked: Parameters<typeof judged>): Allowed {
  const decision = judged(...asked);
  if (decision.outcome !== "allowed") throw new Error(decision.reason);
  return decision;
}

/** A message has opened the door, and the journal says so too. */
function openedByHub(): GuardInput[] {
  const asked = request();
  const inputs = [brokerUp, heard(asked)];
  const decision = allowed(inputs, { request: asked, policies: byHub });
  const device = "front_door_lock";
  return [
    ...inputs,
    { kind: "authorised", request: asked.id, device, decision },
    journalled(0, { request: asked.id, evidence: decision.evidence }),
  ];
}

it("counts what was opened before it was restarted against the limit, and not what was before a reboot", () => {
  expect(answerAfter(journalled(3), journalled(2))).toBe("allowed");
  expect(answerAfter(journalled(3), journalled(2), journalled(1))).toBe("RATE_LIMIT");
  const other = (agoMs: number) => journalled(agoMs, { run: "run-0" });
  expect(answerAfter(other(3), other(2), other(1))).toBe("RATE_LIMIT");
  const early = (agoMs: number) => journalled(agoMs, { boot: "boot-0" });
  expect(answerAfter(early(3), early(2), early(1))).toBe("allowed");
});

it("counts what opens, and nothing else", () => {
  const locked = (agoMs: number) => journalled(agoMs, { action: "lock" });
  expect(answerAfter(locked(3), locked(2), locked(1))).toBe("allowed");
  const opened = (agoMs: number) => journalled(agoMs, { action: "open" });
  expect(answerAfter(opened(3), opened(2), opened(1))).toBe("RATE_LIMIT");
  const elsewhere = (agoMs: number) => journalled(agoMs, { device: "back_door_lock" });
  expect(answerAfter(elsewhere(3), elsewhere(2), elsewhere(1))).toBe("allowed");
});

it("counts a request once, though it is told of it twice", () => {
  const again = journalled(1);
  expect(answerAfter(journalled(2), again, again, again)).toBe("allowed");
});

it("counts an opening for a minute", () => {
  expect(answerAfter(journalled(59_999), journalled(2), journalled(1))).toBe("RATE_LIMIT");
  expect(answerAfter(journalled(60_000), journalled(2), journalled(1))).toBe("allowed");
});

it("counts what a message has opened once, also where the journal says it again", () => {
  const asked = request();
  const after = (...inputs: GuardInput[]) =>
    answerTo([...inputs, heard(asked)], { request: asked, policies: byHub });
  expect(after(...openedByHub())).toBe("allowed");
  expect(after(...openedByHub(), ...openedByHub())).toBe("HUB_TOO_OFTEN");
});

it("counts what messages have opened by itself, for each door", () => {
  const asked = request();
  const used = (agoMs: number, door: string): GuardInput =>
    journalled(agoMs, { evidence: [{ event: "e", kind: "hub", facts: { target: `unlock ${door}` } }] });
  const after = (door: string) =>
    answerTo([used(2, door), used(1, door), brokerUp, heard(asked)], { request: asked, policies: byHub });
  expect(after("back_door_lock")).toBe("allowed");
  expect(after("front_door_lock")).toBe("HUB_TOO_OFTEN");
});

it("counts what a message and a face have opened together", () => {
  const both = lockedBy([{ all: [faceFactor({ acceptsReplay: false }), { ...hub, maxPerHour: 1 }] }]);
  const asked = request();
  const inputs = [...anaAtTheDoor(), heard(asked)];
  const decision = allowed(inputs, { request: asked, policies: both });
  const state = observe(guardAfter(inputs), {
    ...{ kind: "authorised", request: asked.id, device: "front_door_lock", decision },
  });
  expect(state.hubUses).toEqual([{ target: "unlock front_door_lock", request: asked.id, t: NOW_T }]);
});

it("uses nothing up by what needed no evidence", () => {
  const asked = request({ kind: "device", device: "front_door_lock", command: "lock" });
  const before = guardAfter(anaAtTheDoor());
  const decision = allowed(anaAtTheDoor(), { request: asked });
  expect(
    observe(before, { kind: "authorised", request: asked.id, device: "front_door_lock", decision }),
  ).toBe(before);
});

it("forgets what no longer counts", () => {
  const old = guardAfter([journalled(60_000), journalled(59_999), journalled(0)]);
  expect(old.unlocks.map(({ t }) => NOW_T - t)).toEqual([59_999, 0]);
  const used = (agoMs: number): GuardInput =>
    journalled(agoMs, { evidence: [{ event: "e", kind: "hub", facts: { target: "unlock x" } }] });
  const hour = guardAfter([used(3_600_000), used(3_599_999), used(0)]);
  expect(hour.hubUses.map(({ t }) => NOW_T - t)).toEqual([3_599_999, 0]);
});

it("takes no opening for one that a message has asked for, nor leaving a mode for an opening", () => {
  const decision = allowed(anaAtTheDoor());
  const state = observe(guardAfter(anaAtTheDoor()), {
    ...{ kind: "authorised", request: "r", device: null, decision },
  });
  expect(state).toMatchObject({ hubUses: [], unlocks: [], usedVoices: [], usedRequests: ["r"] });
  expect(state.spent.map(({ spend }) => spend)).toMatchObject([
    { person: "Ana", camera: "front_door", track: "run-1/7", boot: BOOT },
  ]);
});
