import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import type { EventOf } from "../../src/events/catalogue.ts";
import type { Sighting, TrackSighting } from "../../src/events/sighting.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import { judgeAgain, matterText } from "../../src/guard/matter.ts";
import type { GuardInput } from "../../src/guard/observe.ts";
import {
  BOOT,
  faceFactor,
  lockedBy,
  recognized,
  request,
  RUN,
  sensorEvent,
  sighting,
  stranger,
  track,
  unasked,
} from "../fakes/guard-world.ts";
import { bounded, chosen, LONG_TIMEOUT_MS, tellVerified } from "../fakes/long-run.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

/**
 * Random histories of faces, pictures, lost cameras and lost brokers, with requests to unlock in between. Whatever the guard
 * allows is checked against the raw history, by rules written down a second time and without the guard's own code.
 */

type Face = EventOf<"face.recognized">;
/** What is wrong when somebody walks up, if anything. */
type Flaw = "none" | "company" | "double" | "old" | "other-run" | "no-request";
type Step =
  | { kind: "pass"; ms: number }
  | { kind: "arrive"; person: string; flaw: Flaw }
  | { kind: "face"; changes: Partial<Face>; agoMs: number }
  | {
      kind: "picture";
      tracks: TrackSighting[];
      lookAgoMs: number;
      lagMs: number;
      frozen: boolean;
      covered: boolean;
      leapt: boolean;
      agoMs: number;
    }
  | { kind: "nobody"; seconds: number; everyMs: number }
  | { kind: "camera"; up: boolean }
  | { kind: "broker"; up: boolean }
  | { kind: "unlock" };

const person = fc.constantFrom("Ana", "Eva", "Bob", "Cleo", "Dora");
const number = fc.integer({ min: 1, max: 4 });
const mostly = <T>(good: T, ...others: T[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.constantFrom(good, ...others) },
  );
const groupOf = (name: string) => (name === "Bob" ? "friend" : "family");

const face: fc.Arbitrary<Partial<Face>> = fc
  .record({
    person,
    track: number,
    similarity: mostly(0.7, 0.5799, 0.2, Number.NaN),
    margin: mostly(0.3, 0.0799, 0),
    frames: mostly(4, 2, 0),
    live: mostly<number | null>(0.9, 0.4999, null, 0),
    camera: mostly("front_door", "garden"),
    run: mostly(RUN, "run-0"),
    boot: mostly(BOOT, "boot-0"),
  })
  .map((changes) => ({ ...changes, group: groupOf(changes.person) }));

const seen: fc.Arbitrary<TrackSighting> = fc
  .record({
    track: number,
    person,
    identity: mostly<TrackSighting["identity"]>("recognized", "undecided", "unknown", "spoofed"),
    zones: mostly(["porch"], [], ["street"]),
    faceWidthPx: mostly(120, 30),
    live: mostly<number | null>(0.9, null, 0.2),
  })
  .map((changes) => track({ ...changes, group: groupOf(changes.person) }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 900 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 900, max: 70_000 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("arrive" as const),
      person,
      flaw: mostly<Flaw>("none", "company", "double", "old", "other-run", "no-request"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("face" as const),
      changes: face,
      agoMs: mostly(100, 0, 2_990, 3_010, -50),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("picture" as const),
      tracks: fc.array(seen, { maxLength: 3 }),
      lookAgoMs: mostly(100, 0, 499, 501, -20),
      lagMs: mostly(50, 1_001, Number.NaN),
      frozen: mostly(false, true),
      covered: mostly(false, true),
      leapt: mostly(false, true),
      agoMs: mostly(20, 300, 2_500),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("nobody" as const),
      seconds: fc.constantFrom(5, 59, 61, 65),
      everyMs: mostly(1_000, 2_500),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("camera" as const), up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("broker" as const), up: mostly(true, false) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("unlock" as const) }) },
);

const policies = lockedBy([faceFactor()]);
const histories = bounded(200, chosen("HISTORIES", 100_000) * 0.7);
let steps = 0;
let allowed = 0;

/** Plays a history; the oracle looks at what was allowed. */
class Play {
  readonly clock = new ManualClock();
  readonly guard = new Gatekeeper({
    ...unasked,
    run: RUN,
    boot: BOOT,
    clock: this.clock,
    policies,
    judged: (matter) => (this.matter = matterText(matter)),
  });
  /** What the last decision was judged by, as the journal keeps it. */
  matter = "";
  readonly history: { input: GuardInput; t: number }[] = [];
  readonly opened: { person: string; track: number; t: number; index: number }[] = [];
  brokerSince: number | null = null;

  play(one: Step): void {
    steps += 1;
    const { t } = this.clock.now();
    switch (one.kind) {
      case "pass":
        this.clock.advance(one.ms);
        return;
      case "arrive":
        this.arrive(one.person, one.flaw);
        return;
      case "face":
        this.learn({ kind: "event", event: recognized({ ...one.changes, t: t - one.agoMs }) });
        return;
      case "picture":
        this.picture({
          t: t - one.agoMs,
          lagMs: one.lagMs,
          frozen: one.frozen,
          covered: one.covered,
          leapt: one.leapt,
          tracks: one.tracks.map((each) => ({ ...each, lastLookT: t - one.lookAgoMs })),
        });
        return;
      case "nobody":
        for (let ms = 0; ms < one.seconds * 1_000; ms += one.everyMs) {
          this.clock.advance(one.everyMs);
          this.picture({ t: this.clock.now().t, tracks: [] });
        }
        return;
      case "camera":
        this.learn({
          kind: "event",
          event: sensorEvent(one.up ? "sensor.recovered" : "sensor.lost", "camera:front_door", t),
        });
        return;
      case "broker":
        this.brokerSince = one.up ? (this.brokerSince ?? t) : null;
        this.learn({ kind: "broker", connectedSinceT: this.brokerSince });
        return;
      case "unlock":
        this.unlock();
    }
  }

  /** Somebody walks up and is recognised, as it mostly is at a real door, and a request follows. */
  arrive(name: string, flaw: Flaw): void {
    const { t } = this.clock.now();
    const who = { person: name, group: groupOf(name), track: 10 + (this.history.length % 90) };
    const beside: Partial<Record<Flaw, TrackSighting>> = {
      company: stranger({ track: 5 }),
      double: track({ ...who, track: 5, lastLookT: t }),
    };
    const run = flaw === "other-run" ? "run-0" : RUN;
    this.learn({ kind: "event", event: recognized({ ...who, run, t: flaw === "old" ? t - 3_200 : t }) });
    const tracks = [track({ ...who, lastLookT: t }), ...(beside[flaw] === undefined ? [] : [beside[flaw]])];
    this.picture({ tracks, t });
    if (flaw !== "no-request") this.unlock();
  }

  picture(changes: Partial<Sighting>): void {
    this.learn({ kind: "sighting", sighting: sighting(changes), t: this.clock.now().t });
  }

  learn(input: GuardInput): void {
    this.history.push({ input, t: this.clock.now().t });
    this.guard.observe(input);
  }

  unlock(): void {
    const decision = this.guard.authorise(request());
    expect(judgeAgain(this.matter)).toEqual(decision);
    if (decision.outcome !== "allowed") {
      if (decision.outcome !== "denied") throw new Error("nobody was to be asked");
      expect(decision.reason.length).toBeGreaterThan(10);
      expect(decision.code).not.toBe("GUARD_ERROR");
      return;
    }
    allowed += 1;
    const event = this.evidence(decision.evidence[0]!.event);
    this.checkFace(event);
    this.checkPicture(event);
    this.checkUnspent(event);
    const { t } = this.clock.now();
    expect(this.brokerSince).not.toBeNull();
    expect(t - this.brokerSince!).toBeGreaterThanOrEqual(2_000);
    this.opened.push({ person: event.person, track: event.track, t, index: this.history.length });
    expect(this.opened.filter((each) => t - each.t < 60_000).length).toBeLessThanOrEqual(3);
  }

  evidence(id: string): Face {
    const found = this.history.find(({ input }) => input.kind === "event" && input.event.id === id);
    if (found?.input.kind !== "event" || found.input.event.name !== "face.recognized")
      throw new Error("made up");
    return found.input.event;
  }

  checkFace(event: Face): void {
    const age = this.clock.now().t - event.t;
    expect(age >= 0 && age <= 3_000).toBe(true);
    expect([event.run, event.boot, event.camera, event.group]).toEqual([RUN, BOOT, "front_door", "family"]);
    expect(event.similarity >= 0.58 && event.margin >= 0.08 && event.frames >= 3).toBe(true);
    expect(event.live !== null && event.live >= 0.5).toBe(true);
  }

  /** The pictures of the front door that count: in order of capture, those that came late left out. */
  pictures(fromIndex = 0): { sighting: Sighting; index: number }[] {
    const kept: { sighting: Sighting; index: number }[] = [];
    for (const [index, { input, t }] of this.history.entries()) {
      if (input.kind !== "sighting" || input.sighting.t > t) continue;
      if (this.lastLost(index) > (kept.at(-1)?.index ?? -1)) kept.splice(0);
      if (kept.length > 0 && input.sighting.t < kept.at(-1)!.sighting.t) continue;
      kept.push({ sighting: input.sighting, index });
    }
    return kept.filter(({ index }) => index >= fromIndex);
  }

  /** Where in the history the camera was lost (or came back) the last time before `index`. */
  lastLost(index: number): number {
    return this.history.findLastIndex(
      ({ input }, i) => i < index && input.kind === "event" && input.event.name.startsWith("sensor."),
    );
  }

  checkPicture(event: Face): void {
    const lost = this.lastLost(this.history.length);
    const change = this.history[lost]?.input;
    if (change?.kind === "event") expect(change.event.name).toBe("sensor.recovered");
    const { sighting: last, index } = this.pictures().at(-1)!;
    expect(index).toBeGreaterThan(lost);
    expect([last.frozen, last.covered, last.leapt]).toEqual([false, false, false]);
    expect(last.lagMs <= 1_000).toBe(true);
    const [own, ...twins] = last.tracks.filter((each) => each.track === event.track);
    expect(twins).toEqual([]);
    expect(own).toMatchObject({ identity: "recognized", person: event.person, zones: ["porch"] });
    const lookAge = this.clock.now().t - own!.lastLookT!;
    expect(lookAge >= 0 && lookAge <= 500).toBe(true);
    for (const other of last.tracks.filter((each) => each !== own && each.zones.includes("porch"))) {
      expect(other.identity).toBe("recognized");
      expect(other.person).not.toBe(event.person);
    }
  }

  /** Since this person opened last, a watching camera has not seen them for 60 s on end. */
  checkUnspent(event: Face): void {
    const before = this.opened.findLast((each) => each.person === event.person || each.track === event.track);
    if (before === undefined) return;
    let awaySince: number | null = null;
    let lastT: number | null = null;
    let rearmed = false;
    for (const [index, { input }] of this.history.entries()) {
      if (input.kind === "event" && input.event.name === "sensor.lost") awaySince = lastT = null;
      if (input.kind !== "sighting" || index < before.index) continue;
      const { sighting: shown } = input;
      if (lastT !== null && shown.t < lastT) continue;
      const there = shown.tracks.some((each) => each.person === before.person);
      const watching = isGood(shown) && lastT !== null && shown.t - lastT <= 2_000;
      if (there || !watching) awaySince = null;
      else awaySince ??= lastT;
      lastT = shown.t;
      if (awaySince !== null && shown.t - awaySince >= 60_000) rearmed = true;
    }
    expect(rearmed).toBe(true);
  }
}

function isGood({ frozen, covered, leapt, lagMs }: Sighting): boolean {
  return !frozen && !covered && !leapt && lagMs <= 1_000;
}

it(
  "opens for nothing but fresh, live, sufficient, unspent evidence, in any history",
  () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 160 }), (history) => {
        const play = new Play();
        play.play({ kind: "broker", up: true });
        for (const one of history) play.play(one);
      }),
      { numRuns: histories },
    );
  },
  LONG_TIMEOUT_MS,
);

afterAll(() => {
  tellVerified(
    `guard: ${histories} histories, ${steps} steps, ${allowed} unlocks allowed, each checked against the raw history`,
  );
  // A guard that never opens would pass every check.
  expect(allowed).toBeGreaterThan(100);
});
