import type { EventDraft } from "../../src/events/catalogue.ts";
import type { TrackSighting } from "../../src/events/sighting.ts";
import type { SpokenAnswer } from "../../src/events/spoken-answer.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import { questionOf, type Challenge, type Order, type Side } from "../../src/guard/challenge/challenge.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import type { ChallengeKind, FaceFactor } from "../../src/guard/policy.ts";
import { ManualClock } from "./manual-clock.ts";
import * as world from "./guard-world.ts";

interface SaidChanges {
  readonly startT?: number;
  readonly endT?: number;
  readonly microphone?: string;
  readonly question?: string;
}

interface DoorChanges {
  readonly random?: () => number;
  /** What the policy demands otherwise of the face. */
  readonly factor?: Partial<FaceFactor>;
  /** The microphones that hear this door. */
  readonly microphones?: readonly string[];
  /** Is told of each order when it is given. */
  readonly ordered?: (order: Order) => void;
}

/** Draws an id, and then, for each attempt, these turns. */
export function drawing(turns: readonly Side[]): () => number {
  const draws = [turns.length === 2 ? 0 : 0.5, ...turns.map((side) => (side === "left" ? 0 : 0.5))];
  let drawn = -1;
  return () => {
    drawn += 1;
    return drawn === 0 ? 0 : (draws[(drawn - 1) % draws.length] ?? 0);
  };
}

/** Ana at a door that asks for something, and the world around the guard: what it orders is written down. */
export class ChallengingDoor {
  readonly clock = new ManualClock();
  readonly orders: Order[] = [];
  readonly drafts: EventDraft[] = [];
  #speech = 0;
  readonly guard: Gatekeeper;
  readonly request = world.request();

  constructor(
    kind: ChallengeKind = "say-code",
    { random = () => 0, factor = {}, microphones = ["hall"], ordered = () => undefined }: DoorChanges = {},
  ) {
    const asking = { challenge: kind, acceptsReplay: false, withinMs: 60_000, ...factor };
    const near = { replay: false, near: ["front_door", "garden"] };
    this.guard = new Gatekeeper({
      ...{ ...world.unasked, random },
      ...{ run: world.RUN, boot: world.BOOT, clock: this.clock },
      policies: {
        ...world.lockedBy([world.faceFactor(asking)]),
        microphones: Object.fromEntries(microphones.map((name) => [name, near])),
      },
      perform: (order) => {
        this.orders.push(order);
        ordered(order);
      },
    });
  }

  get t(): number {
    return this.clock.now().t;
  }

  /** The challenge that runs at the front door. */
  get running(): Challenge {
    const running = this.#running;
    if (running === undefined) throw new Error("nobody is being asked");
    return running;
  }

  get #running(): Challenge | undefined {
    return this.guard.state.challenges.running.get("front_door");
  }

  begin(): string {
    return this.asks(this.request);
  }

  /** Ana comes, is recognised, and something asks for the door: "challenged", "allowed" or the code of the denial. */
  asks(request = world.request()): string {
    this.guard.observe({ kind: "broker", connectedSinceT: this.t - 60_000 });
    this.look();
    this.guard.observe({ kind: "event", event: world.recognized({ t: this.t }) });
    this.look();
    const judgement = this.guard.authorise(request);
    return judgement.outcome === "denied" ? judgement.code : judgement.outcome;
  }

  look(opening = 0, changes: Partial<TrackSighting> = {}, others: readonly TrackSighting[] = []): void {
    this.sees([world.track({ lastLookT: this.t, mouthOpening: opening, ...changes }), ...others]);
  }

  /** One picture with these tracks in it. */
  sees(tracks: readonly TrackSighting[]): void {
    const sighting = world.sighting({ t: this.t, tracks: [...tracks] });
    this.guard.observe({ kind: "sighting", t: this.t, sighting });
  }

  /** One picture of the person with something wrong about it. */
  see({ empty = false, ...changes }: { frozen?: boolean; lagMs?: number; empty?: boolean }): void {
    const tracks = empty ? [] : [world.track({ lastLookT: this.t })];
    const sighting = world.sighting({ t: this.t, tracks, ...changes });
    this.guard.observe({ kind: "sighting", t: this.t, sighting });
  }

  /** Pictures with the head turned so far. */
  hold(yaw: number | null, looks: number): void {
    for (let look = 0; look < looks; look += 1) {
      this.clock.advance(100);
      this.look(0, { yaw });
    }
  }

  wait(ms: number, opening = 0): void {
    for (let passed = 0; passed < ms; passed += 100) {
      this.clock.advance(100);
      this.look(opening);
    }
  }

  prompted(): void {
    this.wait(1_500);
    this.spoken();
  }

  /** What was asked last has just been said. */
  spoken(): void {
    const speak = this.orders.findLast((order) => order.kind === "speak");
    if (speak?.kind !== "speak") throw new Error("nothing was asked");
    this.guard.observe({ kind: "spoken", challenge: speak.challenge, prompt: speak.prompt, t: this.t });
  }

  answer(phrase: string, changes: SaidChanges & { mouth?: number } = {}): void {
    this.wait(300);
    const { mouth = 0.3, startT = this.t, ...said } = changes;
    this.wait(1_000, mouth);
    this.says(phrase, { ...said, startT });
    this.wait(200);
  }

  /** A microphone tells what it has heard until now. */
  says(phrase: string, changes: SaidChanges & { startT: number }): void {
    this.guard.observe({ kind: "answer", answer: this.heard(phrase, changes) });
  }

  heard(phrase: string, changes: SaidChanges & { startT: number }): SpokenAnswer {
    const asked = this.#running === undefined ? "none" : questionOf(this.#running);
    const { microphone = "hall", question = asked, startT, endT = this.t } = changes;
    const speech = { fromT: startT, stepMs: 32, probabilities: [], mouth: [] };
    return { microphone, question, startT, endT, phrase, llr: -2, lead: 5, speech };
  }

  /** A sensor is lost: `camera:NAME` or `microphone:NAME`. */
  loses(sensor: string): void {
    this.guard.observe({ kind: "event", event: world.sensorEvent("sensor.lost", sensor, this.t) });
  }

  /** The guard hears of what it told last, or of something like it. */
  hears(changes: Readonly<Record<string, unknown>>): void {
    const told = this.orders.findLast((order) => order.kind === "tell");
    if (told?.kind !== "tell") throw new Error("nothing was told");
    const stamp = { id: "told", seq: 1, run: world.RUN, boot: world.BOOT };
    this.guard.observe({ kind: "event", event: { ...stampEvent(told.draft, stamp), ...changes } });
  }

  /** What is told gets into the journal and comes back; then how the request ended. */
  journalled(): string {
    const taken = this.orders.splice(0);
    for (const order of taken) {
      if (order.kind !== "tell") continue;
      this.#speech += 1;
      const stamp = { id: `told-${this.#speech}`, seq: this.#speech, run: world.RUN, boot: world.BOOT };
      this.guard.observe({ kind: "event", event: stampEvent(order.draft, stamp) });
    }
    // Each order is carried out once.
    const judge = [...taken, ...this.orders.splice(0)].find((order) => order.kind === "judge");
    if (judge?.kind !== "judge") return "waits";
    if (judge.denial !== null) return judge.denial.code;
    const decision = this.guard.authorise(judge.request);
    return decision.outcome === "denied" ? decision.code : decision.outcome;
  }
}
