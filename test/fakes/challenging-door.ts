import type { EventDraft } from "../../src/events/catalogue.ts";
import type { TrackSighting } from "../../src/events/sighting.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import type { Order } from "../../src/guard/challenge/challenge.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import { ManualClock } from "./manual-clock.ts";
import * as world from "./guard-world.ts";

interface SaidChanges {
  readonly startT?: number;
  readonly microphone?: string;
  readonly question?: string;
}

/** Ana at a door that asks for something, and the world around the guard: what it orders is written down. */
export class ChallengingDoor {
  readonly clock = new ManualClock();
  readonly orders: Order[] = [];
  readonly drafts: EventDraft[] = [];
  #speech = 0;
  readonly guard: Gatekeeper;
  readonly request = world.request();

  constructor(kind: "say-code" | "turn-head" = "say-code", random: () => number = () => 0) {
    this.guard = new Gatekeeper({
      ...{ ...world.unasked, random },
      ...{ run: world.RUN, boot: world.BOOT, clock: this.clock },
      policies: world.lockedBy([
        world.faceFactor({ challenge: kind, acceptsReplay: false, withinMs: 60_000 }),
      ]),
      perform: (order) => this.orders.push(order),
    });
  }

  get t(): number {
    return this.clock.now().t;
  }

  begin(): string {
    this.guard.observe({ kind: "broker", connectedSinceT: this.t - 60_000 });
    this.guard.observe({ kind: "event", event: world.recognized({ t: this.t }) });
    this.look();
    return this.guard.authorise(this.request).outcome;
  }

  look(opening = 0, changes: Partial<TrackSighting> = {}, others: readonly TrackSighting[] = []): void {
    const tracks = [world.track({ lastLookT: this.t, mouthOpening: opening, ...changes }), ...others];
    this.guard.observe({ kind: "sighting", t: this.t, sighting: world.sighting({ t: this.t, tracks }) });
  }

  /** One picture of the person with something wrong about it. */
  see({ empty = false, ...changes }: { frozen?: boolean; lagMs?: number; empty?: boolean }): void {
    const tracks = empty ? [] : [world.track({ lastLookT: this.t })];
    const sighting = world.sighting({ t: this.t, tracks, ...changes });
    this.guard.observe({ kind: "sighting", t: this.t, sighting });
  }

  /** Pictures with the head turned so far. */
  hold(yaw: number, looks: number): void {
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
    const listen = this.orders.findLast((order) => order.kind === "listen");
    const asked = listen?.kind === "listen" ? listen.question : "none";
    const { microphone = "hall", question = asked, startT } = changes;
    const speech = { fromT: startT, stepMs: 32, probabilities: [], levels: [] };
    const heard = { microphone, question, startT, endT: this.t, phrase, llr: -2, lead: 5, speech };
    this.guard.observe({ kind: "answer", answer: heard });
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
