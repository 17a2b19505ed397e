import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { EventOf } from "../../src/events/catalogue.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import type { GuardInput } from "../../src/guard/observe.ts";
import type { CodeFactor, HubFactor } from "../../src/guard/policy.ts";
import { BOOT, entered, heard, lockedBy, request, RUN, unasked } from "../fakes/guard-world.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

/**
 * Random histories of codes, messages, lockdowns and clocks, with requests to unlock in between. Whatever the guard allows is
 * checked against the raw history, by rules written down a second time and without the guard's own code.
 */

const HOUR = 3_600_000;
const code: CodeFactor = {
  ...{ by: "code", codes: ["anna"], people: null, withinMs: 30_000 },
  when: { days: null, from: "09:00", to: "12:00", since: null, until: null },
};
const hub: HubFactor = { by: "hub", withinMs: 5_000, maxPerHour: 2 };
const policies = lockedBy([code, hub], { unlocksPerMinute: 20 });

const mostly = <T>(good: T, ...others: T[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.constantFrom(good, ...others) },
  );

type Outcome = EventOf<"code.entered">["outcome"];
const step = fc.oneof(
  fc.record({ kind: fc.constant("pass" as const), ms: mostly(3_000, 61_000, 20 * 60_000, 2 * HOUR) }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("code" as const),
      outcome: mostly<Outcome>("right", "wrong", "duress", "refused"),
      name: mostly("anna", "guest", "gone"),
      agoMs: mostly(200, 0, 29_999, 30_001, -5),
      run: mostly(RUN, "run-0"),
      /** For this request, or for one that is asked later. */
      mine: mostly(true, false),
      twice: mostly(false, true),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("message" as const),
      agoMs: mostly(20, 4_999, 5_001, -5),
      mine: mostly(true, false),
      twice: mostly(false, true),
    }),
  },
  fc.record({ kind: fc.constant("lockdown" as const), active: mostly(false, true) }),
  fc.record({ kind: fc.constant("clock" as const), isRight: mostly(true, false) }),
  fc.record({ kind: fc.constant("journalled" as const), aheadMs: mostly(0, 4_999, 90_000) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

let allowed = { code: 0, hub: 0 };

/** Plays a history; the judge looks at what was allowed. */
class Play {
  // 2026-11-30, 09:30 in Berlin.
  readonly clock = new ManualClock({ at: Date.parse("2026-11-30T08:30:00Z"), t: 1_000_000_000 });
  readonly guard = new Gatekeeper({ ...unasked, run: RUN, boot: BOOT, clock: this.clock, policies });
  readonly inputs: GuardInput[] = [];
  readonly opened: { request: string; kind: string; t: number }[] = [];
  isLocked = false;
  isRight = false;
  latestAt = 0;

  play(one: Step): void {
    const { at, t } = this.clock.now();
    switch (one.kind) {
      case "pass":
        this.clock.advance(one.ms);
        return;
      case "lockdown":
        this.isLocked = one.active;
        this.learn({ kind: "lockdown", active: one.active });
        return;
      case "clock":
        this.isRight = one.isRight;
        this.learn({ kind: "clock", untrusted: one.isRight ? null : "it was not set" });
        return;
      case "journalled":
        this.latestAt = Math.max(this.latestAt, at + one.aheadMs);
        this.learn({ kind: "journalled", at: at + one.aheadMs });
        return;
      case "code": {
        const asked = request(undefined, { at, t });
        const person = one.name === "anna" ? "Ana" : null;
        const facts = { outcome: one.outcome, code: one.name, person, run: one.run };
        this.learn(entered(one.mine ? asked : request(), { ...facts, at, t: t - one.agoMs }));
        this.latestAt = Math.max(this.latestAt, at);
        this.ask(asked);
        if (one.twice) this.ask(asked);
        return;
      }
      case "message": {
        const asked = request(undefined, { at, t });
        this.learn(heard(one.mine ? asked : request(), { at, t: t - one.agoMs }));
        this.latestAt = Math.max(this.latestAt, at);
        this.ask(asked);
        if (one.twice) this.ask(asked);
      }
    }
  }

  learn(input: GuardInput): void {
    this.inputs.push(input);
    this.guard.observe(input);
  }

  ask(asked: ReturnType<typeof request>): void {
    const decision = this.guard.authorise(asked);
    if (decision.outcome !== "allowed") {
      expect(decision).not.toMatchObject({ code: "GUARD_ERROR" });
      return;
    }
    expect(this.isLocked).toBe(false);
    expect(this.opened.map((one) => one.request)).not.toContain(asked.id);
    const [evidence] = decision.evidence;
    const found = this.inputs.find((input) => input.kind === "event" && input.event.id === evidence?.event);
    if (found?.kind !== "event") throw new Error("made up");
    const { event } = found;
    const { at, t } = this.clock.now();
    const ageMs = t - event.t;
    expect("request" in event && event.request).toBe(asked.id);
    expect([event.run, event.boot]).toEqual([RUN, BOOT]);
    if (event.name === "code.entered") {
      expect([event.outcome, event.code]).toEqual(["right", "anna"]);
      expect(ageMs >= 0 && ageMs <= 30_000).toBe(true);
      expect(this.isRight && at >= this.latestAt - 5_000).toBe(true);
      const hourInBerlin = (at / HOUR + 1) % 24;
      expect(hourInBerlin >= 9 && hourInBerlin < 12).toBe(true);
      allowed = { ...allowed, code: allowed.code + 1 };
    } else {
      expect(event.name).toBe("hub.requested");
      expect(ageMs >= 0 && ageMs <= 5_000).toBe(true);
      expect(this.opened.filter((one) => one.kind === "hub" && t - one.t < HOUR).length).toBeLessThan(2);
      allowed = { ...allowed, hub: allowed.hub + 1 };
    }
    this.opened.push({ request: asked.id, kind: evidence?.kind ?? "", t });
  }
}

it("opens for nothing but its own right code in its hours, or its own message within its limit, in any history", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120 }), (history) => {
      const play = new Play();
      play.learn({ kind: "broker", connectedSinceT: 999_000_000 });
      play.play({ kind: "clock", isRight: true });
      for (const one of history) play.play(one);
    }),
    { numRuns: 200 },
  );
});

afterAll(() => {
  console.log(
    `guard: ${allowed.code} codes and ${allowed.hub} messages let in, each checked against the raw history`,
  );
  // A guard that never opens would pass every check.
  expect(allowed.code).toBeGreaterThan(100);
  expect(allowed.hub).toBeGreaterThan(100);
});
