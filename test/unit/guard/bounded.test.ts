import { expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import type { Allowed } from "../../../src/guard/decision.ts";
import { observe, type GuardInput } from "../../../src/guard/observe.ts";
import { emptyGuard, type GuardState } from "../../../src/guard/state.ts";
import {
  anaAtTheDoor,
  answerTo,
  BOOT,
  brokerUp,
  commanded,
  entered,
  faceFactor,
  heard,
  judged,
  lockedBy,
  NOW_T,
  recognized,
  request,
  RUN,
  sensorEvent,
} from "../../fakes/guard-world.ts";

const opened = judged(anaAtTheDoor()) as Allowed;

/** Evidence that counts against something, of the nth of many requests. */
function authorised(n: number, kind: "voice" | "hub"): GuardInput {
  const facts = { target: `unlock lock-${n}` };
  const decision = { ...opened, spends: [], evidence: [{ event: `e-${n}`, kind, facts }] };
  return { kind: "authorised", request: `r-${n}`, device: `lock-${n}`, decision };
}
function lockWish(n: number): GuardInput {
  const event = {
    ...sensorEvent("sensor.lost", "x"),
    ...{ name: "request.made", request: `r-${n}`, by: { kind: "command" }, cause: null },
    detail: { kind: "device", device: `lock-${n}`, command: "lock" },
  } as unknown as GatehouseEvent;
  return { kind: "event", event };
}

it.each<[string, (n: number) => GuardInput, (state: GuardState) => number, number?]>([
  [
    "faces",
    (n) => ({ kind: "event", event: recognized({ track: n, person: `p-${n}` }) }),
    ({ faces }) => faces.length,
  ],
  ["commands", () => ({ kind: "event", event: commanded() }), ({ voices }) => voices.length],
  ["codes", () => entered(request()), ({ codes }) => codes.length],
  ["messages", () => heard(request()), ({ messages }) => messages.length],
  ["wishes for a lock", lockWish, ({ lockAsked }) => lockAsked.size],
  ["openings", (n) => authorised(n, "hub"), ({ unlocks }) => unlocks.length],
  ["uses of messages", (n) => authorised(n, "hub"), ({ hubUses }) => hubUses.length, 1_024],
  ["used commands", (n) => authorised(n, "voice"), ({ usedVoices }) => usedVoices.length],
  ["used requests", (n) => authorised(n, "voice"), ({ usedRequests }) => usedRequests.length],
])("keeps a limited number of %s", (_, nth, countOf, most = 256) => {
  let state = emptyGuard({ run: RUN, boot: BOOT });
  for (let n = 0; n < 30; n += 1) state = observe(state, nth(n));
  expect(countOf(state)).toBe(30);
  for (let n = 30; n <= most; n += 1) state = observe(state, nth(n));
  expect(countOf(state)).toBeLessThanOrEqual(most);
});

it("lets messages that ask for nothing push none out that does", () => {
  const asked = request();
  const noise = Array.from({ length: 100 }, () => heard(asked, { request: null, problem: "What?" }));
  const byHub = lockedBy([{ by: "hub", withinMs: 5_000, maxPerHour: 2 }]);
  expect(answerTo([brokerUp, heard(asked), ...noise], { request: asked, policies: byHub })).toBe("allowed");
});

it("lets faces that open push no command out of those that have been used", () => {
  const both = lockedBy([
    { all: [faceFactor({ acceptsReplay: false }), { by: "voice", microphones: null, withinMs: 30_000 }] },
  ]);
  const voice = commanded();
  const used: GuardInput = {
    kind: "authorised",
    ...{ request: "r", device: "front_door_lock" },
    decision: { ...opened, spends: [], evidence: [{ event: voice.id, kind: "voice", facts: {} }] },
  };
  const faces = Array.from({ length: 100 }, (_unused, n): GuardInput => ({
    kind: "authorised",
    ...{ request: `r-${n}`, device: "back_door_lock", decision: { ...opened, spends: [] } },
  }));
  const inputs = [...anaAtTheDoor(), { kind: "event" as const, event: voice }];
  const asked = request(undefined, { cause: voice.id });
  const options = { request: asked, policies: both };
  expect(answerTo(inputs, options)).toBe("allowed");
  expect(answerTo([...inputs, used, ...faces], options)).toBe("SPENT");
});

it("keeps one entry for what a person has spent at a camera, the latest", () => {
  const spend = { person: "Ana", camera: "front_door", track: "run-0/1", t: NOW_T, at: 0, boot: BOOT };
  const others = [
    { ...spend, person: "Eva" },
    { ...spend, camera: "garden" },
  ];
  const later = { ...spend, track: "run-0/2", t: NOW_T + 1 };
  const state = [[spend, ...others], [later]].reduce(
    (before, spends) => observe(before, { kind: "spends", spends }),
    emptyGuard({ run: RUN, boot: BOOT }),
  );
  expect(state.spent.map((entry) => entry.spend)).toEqual([...others, later]);
});

it("keeps evidence for a minute", () => {
  const asked = request();
  const byCode = lockedBy([{ by: "code", codes: null, people: null, withinMs: 120_000 }]);
  const after = (agoMs: number) =>
    answerTo([brokerUp, entered(asked, { t: NOW_T - agoMs }), entered(request(), { t: NOW_T })], {
      ...{ request: asked, policies: byCode },
    });
  expect(after(60_000)).toBe("allowed");
  expect(after(60_001)).toBe("NO_CODE");
});
