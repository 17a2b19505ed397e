import type { EventOf, GatehouseEvent } from "../../src/events/catalogue.ts";
import type { Sighting, TrackSighting } from "../../src/events/sighting.ts";
import { authorise } from "../../src/guard/authorise.ts";
import type { Allowed } from "../../src/guard/decision.ts";
import { observe, type GuardInput } from "../../src/guard/observe.ts";
import type { Spend } from "../../src/guard/ports.ts";
import { emptyGuard, type GuardState } from "../../src/guard/state.ts";
import {
  BOOT,
  faceFactor,
  lockedBy,
  recognized,
  request,
  sighting,
  track as trackOf,
} from "../fakes/guard-world.ts";

/**
 * The guard's judgement alone: two people of the family and a stranger before one camera, with everything that can go wrong
 * with cameras, trackers, brokers, clocks and the daemon. What is allowed is judged a second time from what really happened.
 */
type Person = "Ana" | "Ben";
const POLICIES = lockedBy([faceFactor()], { unlocksPerMinute: 3 });
export const START_T = 1_000_000;
export const AT = 1_700_000_000_000;

/** What really happened to somebody, and what of it Gatehouse was told. */
interface Truth {
  /** The number under which the tracker has them now; null: out of view. */
  readonly track: number | null;
  readonly lookT: number | null;
  /** When they were named last, and nobody else was seen in their place since. */
  readonly namedT: number | null;
  /** How often the door was opened for them since they came. */
  readonly opened: number;
}

/** What vision holds of a track. */
type Claim = Pick<TrackSighting, "identity" | "person" | "lastLookT" | "steadySinceT">;

const nobody: Truth = { track: null, lookT: null, namedT: null, opened: 0 };

export class EvidenceWorld {
  t = START_T;
  at = AT;
  run = 1;
  guard: GuardState = emptyGuard({ run: "run-1", boot: BOOT });
  brokerSinceT: number | null = null;
  cameraUp = true;
  strangerTrack: number | null = null;
  /** When a picture last showed the stranger. */
  strangerT: number | null = null;
  nextTrack = 1;
  people: Readonly<Record<Person, Truth>> = { Ana: nobody, Ben: nobody };
  claims: ReadonlyMap<number, Claim> = new Map();
  last: Sighting | null = null;
  lastPictureBad = false;
  said: EventOf<"face.recognized"> | null = null;
  spends: readonly Spend[] = [];
  openedT: readonly number[] = [];
  faults: readonly string[] = [];
  /** How often the door was opened. */
  openings = 0;

  /** It holds nothing that is ever changed in place. */
  copy(): EvidenceWorld {
    return Object.assign(new EvidenceWorld(), this);
  }

  get now() {
    return { at: this.at, t: this.t };
  }

  learn(input: GuardInput): void {
    this.guard = observe(this.guard, input);
  }

  event(event: GatehouseEvent): void {
    this.learn({ kind: "event", event: { ...event, run: `run-${this.run}` } });
  }

  know(person: Person, changes: Partial<Truth>): void {
    this.people = { ...this.people, [person]: { ...this.people[person], ...changes } };
  }

  claim(track: number, claim: Claim): void {
    this.claims = new Map(this.claims).set(track, claim);
  }

  /** The tracks of everybody in view; whoever comes into it gets the next number. */
  trackFor(person: Person): number {
    const { track } = this.people[person];
    if (track !== null) return track;
    const fresh = this.nextTrack++;
    this.know(person, { track: fresh });
    this.claim(fresh, { identity: "undecided", person: null, lastLookT: null, steadySinceT: null });
    return fresh;
  }

  picture(changes: Partial<Sighting> = {}): void {
    const inView = [this.people.Ana.track, this.people.Ben.track, this.strangerTrack].filter(
      (track) => track !== null,
    );
    const tracks = inView.map((track) => this.shown(track));
    this.show(sighting({ at: this.at, t: this.t, lagMs: 50, frozen: false, tracks, ...changes }));
  }

  show(shown: Sighting): void {
    if (!this.cameraUp) return;
    this.last = shown;
    this.lastPictureBad = shown.frozen || shown.covered || shown.leapt || shown.lagMs > 1_000;
    if (shown.tracks.some(({ track }) => track === this.strangerTrack)) this.strangerT = shown.t;
    // Whoever is not in the picture has to be named anew, and nothing of a bad picture counts later.
    for (const person of ["Ana", "Ben"] as const) {
      if (this.lastPictureBad) this.know(person, { namedT: null });
    }
    this.learn({ kind: "sighting", sighting: shown, t: this.t });
  }

  shown(track: number): TrackSighting {
    const claim = this.claims.get(track);
    const isNamed = claim?.identity === "recognized";
    return trackOf({
      track,
      identity: claim?.identity ?? "undecided",
      person: isNamed ? claim.person : null,
      group: isNamed ? "family" : null,
      lastLookT: claim?.lastLookT ?? null,
      steadySinceT: claim?.steadySinceT ?? null,
    });
  }

  look(person: Person): void {
    const track = this.trackFor(person);
    if (!this.cameraUp) return;
    const claim = this.claims.get(track);
    const isKnown = claim?.identity === "recognized" && claim.person === person;
    const steadySinceT = claim?.person === person ? (claim.steadySinceT ?? this.t) : this.t;
    this.claim(track, { identity: "recognized", person, lastLookT: this.t, steadySinceT });
    this.know(person, { lookT: this.t });
    if (!isKnown || this.people[person].namedT === null) this.name(person, track);
    this.picture();
  }

  name(person: Person, track: number): void {
    this.said = recognized({ person, track, t: this.t, run: `run-${this.run}` });
    this.event(this.said);
    this.know(person, { namedT: this.t });
  }

  ask(): void {
    const decision = authorise(this.guard, request(undefined, { t: this.t, at: this.at }), {
      policies: POLICIES,
      now: this.now,
      boot: BOOT,
      run: `run-${this.run}`,
    });
    if (decision.outcome === "challenged") throw new Error("nobody was to be asked");
    if (decision.outcome === "denied") return;
    this.faults = [...this.faults, ...this.judge(decision)];
    this.learn({ kind: "authorised", request: "request-0", device: "front_door_lock", decision });
    this.spends = [...this.spends, ...decision.spends].slice(-4);
    this.openedT = [...this.openedT, this.t].slice(-4);
    this.openings += 1;
    const person = decision.faces[0]!.event.person as Person;
    this.know(person, { opened: this.people[person].opened + 1 });
  }

  /** What is wrong with an opening, by what really happened. */
  judge({ faces, spends }: Allowed): string[] {
    const [proof] = faces;
    const { person } = proof!.event as { person: Person };
    const { lookT, namedT, opened } = this.people[person];
    const ago = (t: number | null): number => (t === null ? Infinity : this.t - t);
    const standsMs = this.brokerSinceT === null ? -1 : this.t - this.brokerSinceT;
    const faults = [
      ago(lookT) > 500 &&
        `1: the door opens for ${person}, at whom there was no good look in the last 500 ms`,
      ago(namedT) > 3_000 && `1: the door opens for ${person}, who was not recognised in the last 3 s`,
      this.strangerTrack !== null && ago(this.strangerT) <= 500 && "1: the door opens beside a stranger",
      (!this.cameraUp || this.lastPictureBad) && "1: the door opens by a camera that sees nothing",
      standsMs < 2_000 && "1: the door opens while the broker is not there for 2 s",
      opened > 0 && `7: the door opens twice for one visit of ${person}`,
      spends.length !== faces.length && "7: the evidence is not spent",
      this.openedT.filter((t) => this.t - t < 60_000).length >= 3 &&
        "1: the door opens a fourth time in a minute",
    ];
    return faults.filter((fault) => fault !== false);
  }

  /** Gatehouse, its memory and its camera's process begin anew; what was committed is there. */
  restart(): void {
    this.run += 1;
    this.guard = emptyGuard({ run: `run-${this.run}`, boot: BOOT });
    this.learn({ kind: "spends", spends: this.spends });
    // The last minute's openings are read from the journal; here they are told as it would tell them.
    this.learn({ kind: "broker", connectedSinceT: null });
    this.brokerSinceT = null;
    this.openedT = [];
    this.startCamera();
  }

  startCamera(): void {
    this.cameraUp = true;
    this.nextTrack = 1;
    this.claims = new Map();
    this.last = null;
    this.said = null;
    this.strangerTrack = null;
    for (const person of ["Ana", "Ben"] as const)
      this.know(person, { track: null, lookT: null, namedT: null });
  }

  leaveAlone(): void {
    for (const person of ["Ana", "Ben"] as const) this.know(person, { track: null });
    this.strangerTrack = null;
    for (let second = 0; second <= 61; second += 1) {
      this.t += 1_000;
      this.at += 1_000;
      this.picture();
    }
    for (const person of ["Ana", "Ben"] as const) this.know(person, { opened: 0, lookT: null, namedT: null });
  }
}
