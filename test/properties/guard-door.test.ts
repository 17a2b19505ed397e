import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { Request } from "../../src/events/action.ts";
import { COMMAND_TOPIC } from "../fakes/fake-door.ts";
import { HouseStand } from "../fakes/house-stand.ts";
import { bounded, chosen, LONG_TIMEOUT_MS, tellVerified } from "../fakes/long-run.ts";
import { settled } from "../fakes/manual-clock.ts";

/**
 * Guard, devices, journal and a door together, in random histories with deaf and jammed locks, lost brokers, stalled
 * connections, doors that stand open, full disks and killed daemons.
 */

type Step =
  | { kind: "pass"; ms: number }
  | { kind: "comes"; person: string }
  | { kind: "ask"; action: Request["action"] }
  | { kind: "fault"; fault: "deaf" | "jammed" | "wireExpires"; on: boolean }
  | { kind: "late"; ms: number | null }
  | { kind: "disk"; full: boolean }
  | { kind: "broker"; up: boolean }
  | { kind: "door"; open: boolean }
  | { kind: "hand"; to: "LOCKED" | "UNLOCKED" }
  | { kind: "stored"; value: "LOCKED" | "UNLOCKED" }
  | { kind: "restart" };

const unlock: Request["action"] = { kind: "device", device: "front_door_lock", command: "unlock" };
const people = Array.from({ length: 40 }, (_, n) => `P${n}`);

const calm: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 12_000 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("comes" as const), person: fc.constantFrom(...people) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      action: fc.constantFrom<Request["action"][]>(
        unlock,
        { kind: "device", device: "front_door_lock", command: "lock" },
        { kind: "device", device: "front_door_lock", command: "open" },
        { kind: "mqtt", topic: COMMAND_TOPIC, payload: "UNLOCK", retain: false, qos: 1 },
        { kind: "mqtt", topic: `${COMMAND_TOPIC}/state`, payload: "UNLOCK", retain: true, qos: 0 },
        { kind: "mode", mode: "sentry" },
        { kind: "mode", mode: "home" },
      ),
    }),
  },
);

const flag = (kind: "deaf" | "jammed" | "wireExpires") =>
  fc.record({ kind: fc.constant("fault" as const), fault: fc.constant(kind), on: fc.boolean() });
const stormy: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: calm },
  { weight: 1, arbitrary: fc.oneof(flag("deaf"), flag("jammed"), flag("wireExpires")) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("late" as const),
      ms: fc.constantFrom(null, 500, 1_900, 8_000, 30_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("disk" as const), full: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("broker" as const), up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("door" as const), open: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("hand" as const),
      to: fc.constantFrom("LOCKED" as const, "UNLOCKED" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("stored" as const),
      value: fc.constantFrom("LOCKED" as const, "UNLOCKED" as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
);

/** Of each of two kinds, in `npm run verify`. */
const histories = chosen("HISTORIES", 100_000) * 0.1;
const RELOCK_MS = 10_000;
const MAX_UNLOCKED_MS = 30_000;
let steps = 0;
let opened = 0;

async function play(house: HouseStand, one: Step): Promise<void> {
  steps += 1;
  const sentBefore = house.unlocksSent;
  switch (one.kind) {
    case "pass":
      await house.clock.advanceSettled(one.ms);
      return;
    case "comes":
      house.arrive(one.person);
      await asks(house, unlock);
      return;
    case "ask":
      await asks(house, one.action);
      return;
    case "fault":
      house.door.faults[one.fault] = one.on;
      return;
    case "late":
      house.door.faults.expiredArrivesAfterMs = one.ms;
      return;
    case "disk":
      house.journal.failure = one.full ? new Error("disk full") : null;
      return;
    case "broker":
      if (one.up) house.connect();
      else house.disconnect();
      break;
    case "door":
      house.door.swing(one.open);
      break;
    case "hand":
      house.door.turnByHand(one.to);
      break;
    case "stored":
      house.door.report(one.value, { retained: true });
      break;
    case "restart":
      await house.restart();
  }
  await settled();
  // Nothing but an authorised request opens: no reconnect, no report, no restart.
  expect(house.unlocksSent).toBe(sentBefore);
}

async function asks(house: HouseStand, action: Request["action"]): Promise<void> {
  const before = house.door.sent.length;
  const decision = house.ask(action);
  await settled();
  if (decision.outcome === "denied") expect(house.door.sent.length).toBe(before);
  if (house.journal.failure !== null) expect(house.unlocksSent).toBe(unlocksIn(house, before));
}

/** Unlock messages among the first `count` messages. */
function unlocksIn(house: HouseStand, count: number): number {
  return house.door.sent
    .slice(0, count)
    .filter((one) => one.topic === COMMAND_TOPIC && one.payload === "UNLOCK").length;
}

/** Every unlock that left was journalled as allowed before, once each, and only the wire carried it. */
function checkEveryUnlockWasAuthorised(house: HouseStand): void {
  const unlocks = house.door.sent.filter((one) => one.payload === "UNLOCK");
  const allowed = house.journal.all.flatMap((event) =>
    event.name === "request.allowed" && event.action === "unlock" ? [event] : [],
  );
  expect(unlocks.every((one) => one.via === "wire" && one.topic === COMMAND_TOPIC)).toBe(true);
  expect(unlocks.length).toBeLessThanOrEqual(allowed.length);
  for (const [index, one] of unlocks.entries()) {
    expect(allowed.filter((event) => event.t <= one.t).length).toBeGreaterThan(index);
  }
  for (const event of allowed) {
    expect(house.decisions.get(event.request)?.outcome).toBe("allowed");
  }
  opened += unlocks.length;
}

/** Every request about the door had one end, and only one; but for those whose daemon was killed. */
function checkEveryRequestEnded(house: HouseStand): void {
  for (const id of house.decisions.keys()) {
    const ends = house.events.filter(
      (event) =>
        ["request.denied", "request.completed", "request.expired"].includes(event.name) &&
        "request" in event &&
        event.request === id,
    );
    const failed = house.all("device.failed").some((event) => event.by === id);
    expect(ends.length).toBeLessThanOrEqual(1);
    expect(ends.length === 1 || failed).toBe(true);
  }
}

/** Everything works again, and time goes by. */
async function heal(house: HouseStand): Promise<void> {
  Object.assign(house.door.faults, {
    deaf: false,
    jammed: false,
    wireExpires: false,
    expiredArrivesAfterMs: null,
  });
  house.journal.failure = null;
  house.connect();
  house.door.swing(false);
  await house.clock.advanceSettled(MAX_UNLOCKED_MS + 100_000);
}

it(
  "whatever goes wrong: opens only what was authorised, once, and locks in the end",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stormy, { minLength: 30, maxLength: 90 }), async (history) => {
        const house = new HouseStand({ relockAfterMs: RELOCK_MS, maxUnlockedMs: MAX_UNLOCKED_MS });
        for (const one of history) await play(house, one);
        await heal(house);
        checkEveryUnlockWasAuthorised(house);
        if (!history.some((one) => one.kind === "restart")) checkEveryRequestEnded(house);
        expect(house.lock.debt).toBeNull();
        // Whoever turned the bolt by hand last is not Gatehouse's business; what Gatehouse opened is locked.
        const lastByHand = history.findLast((one) => one.kind === "hand");
        if (lastByHand === undefined) expect(house.door.bolt).toBe("LOCKED");
        expect(await house.journal.debts()).toEqual([]);
      }),
      { numRuns: bounded(80, histories) },
    );
  },
  LONG_TIMEOUT_MS,
);

it(
  "a lock that obeys stands unlocked no longer than it may, in one go and in all",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(calm, { minLength: 30, maxLength: 90 }), async (history) => {
        const house = new HouseStand({ relockAfterMs: RELOCK_MS, maxUnlockedMs: MAX_UNLOCKED_MS });
        for (const one of history) await play(house, one);
        await heal(house);
        checkEveryUnlockWasAuthorised(house);
        checkEveryRequestEnded(house);
        let since: number | null = null;
        let last = 0;
        for (const { to, t } of house.door.movements) {
          if (to === "UNLOCKED") [since, last] = [since ?? t, t];
          else if (since !== null) {
            expect(t - last).toBeLessThanOrEqual(RELOCK_MS + 100);
            expect(t - since).toBeLessThanOrEqual(MAX_UNLOCKED_MS + 100);
            since = null;
          }
        }
        expect(house.door.bolt).toBe("LOCKED");
      }),
      { numRuns: bounded(60, histories) },
    );
  },
  LONG_TIMEOUT_MS,
);

it("a lock that does not answer is told again and again, and said to have failed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 9_900 }), fc.boolean(), async (deafAfterMs, reachable) => {
      const house = new HouseStand({ relockAfterMs: RELOCK_MS, maxUnlockedMs: MAX_UNLOCKED_MS });
      house.arrive("Ana");
      expect(house.ask(unlock).outcome).toBe("allowed");
      await house.clock.advanceSettled(deafAfterMs);
      house.door.faults.deaf = true;
      if (!reachable) house.disconnect();
      await house.clock.advanceSettled(RELOCK_MS + 8_000);
      expect(house.all("device.failed").length).toBeGreaterThan(0);
      expect(house.lock.debt).not.toBeNull();
      await heal(house);
      expect(house.lock.debt).toBeNull();
    }),
    { numRuns: 40 },
  );
});

it("a stop pays what is owed, at any moment", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 12_000 }), async (afterMs) => {
      const house = new HouseStand({ relockAfterMs: RELOCK_MS, maxUnlockedMs: MAX_UNLOCKED_MS });
      house.arrive("Ana");
      house.ask(unlock);
      await house.clock.advanceSettled(afterMs);
      const stopped = house.stop(4_000);
      await house.clock.advanceSettled(4_000);
      await stopped;
      expect(house.door.bolt).toBe("LOCKED");
      expect(house.lock.debt).toBeNull();
    }),
    { numRuns: 60 },
  );
});

afterAll(() => {
  tellVerified(
    `guard and door: ${bounded(140, 2 * histories)} histories, ${steps} steps, ${opened} unlocks sent, each of them authorised and locked again`,
  );
  expect(opened).toBeGreaterThan(200);
});
