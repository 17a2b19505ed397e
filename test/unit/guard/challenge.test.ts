import { expect, it } from "vitest";
import type { EventDraft } from "../../../src/events/catalogue.ts";
import { stampEvent } from "../../../src/events/stamp.ts";
import type { Order } from "../../../src/guard/challenge/challenge.ts";
import { Gatekeeper } from "../../../src/guard/gatekeeper.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import * as world from "../../fakes/guard-world.ts";

/** Ana at a door that asks for a code. */
class Door {
  readonly clock = new ManualClock();
  readonly orders: Order[] = [];
  readonly drafts: EventDraft[] = [];
  #speech = 0;
  readonly guard = new Gatekeeper({
    ...world.unasked,
    ...{ run: world.RUN, boot: world.BOOT, clock: this.clock },
    policies: world.lockedBy([
      world.faceFactor({ challenge: "say-code", acceptsReplay: false, withinMs: 60_000 }),
    ]),
    perform: (order) => this.orders.push(order),
  });
  readonly request = world.request();

  get t(): number {
    return this.clock.now().t;
  }

  begin(): string {
    this.guard.observe({ kind: "broker", connectedSinceT: this.t - 60_000 });
    this.guard.observe({ kind: "event", event: world.recognized({ t: this.t }) });
    this.look();
    return this.guard.authorise(this.request).outcome;
  }

  look(opening = 0): void {
    const tracks = [world.track({ lastLookT: this.t, mouthOpening: opening })];
    this.guard.observe({ kind: "sighting", t: this.t, sighting: world.sighting({ t: this.t, tracks }) });
  }

  wait(ms: number, opening = 0): void {
    for (let passed = 0; passed < ms; passed += 100) {
      this.clock.advance(100);
      this.look(opening);
    }
  }

  prompted(): void {
    this.wait(1_500);
    const speak = this.orders.findLast((order) => order.kind === "speak");
    if (speak?.kind !== "speak") throw new Error("nothing was asked");
    this.guard.observe({ kind: "spoken", challenge: speak.challenge, prompt: speak.prompt, t: this.t });
  }

  answer(phrase: string, changes: { startT?: number; mouth?: number } = {}): void {
    const listen = this.orders.findLast((order) => order.kind === "listen");
    const question = listen?.kind === "listen" ? listen.question : "none";
    this.wait(300);
    const startT = changes.startT ?? this.t;
    this.wait(1_000, changes.mouth ?? 0.3);
    const speech = { fromT: startT, stepMs: 32, probabilities: [], levels: [] };
    const heard = { microphone: "hall", question, startT, endT: this.t, phrase, llr: -2, lead: 5, speech };
    this.guard.observe({ kind: "answer", answer: heard });
    this.wait(200);
  }

  /** What is told gets into the journal and comes back; then how the request ended. */
  journalled(): string {
    for (const order of this.orders.splice(0)) {
      if (order.kind !== "tell") continue;
      this.#speech += 1;
      const stamp = { id: `told-${this.#speech}`, seq: this.#speech, run: world.RUN, boot: world.BOOT };
      this.guard.observe({ kind: "event", event: stampEvent(order.draft, stamp) });
    }
    const judge = this.orders.find((order) => order.kind === "judge");
    if (judge?.kind !== "judge") return "waits";
    if (judge.denial !== null) return judge.denial.code;
    const decision = this.guard.authorise(judge.request);
    return decision.outcome === "denied" ? decision.code : decision.outcome;
  }
}

it("opens for whoever says the code, and once", () => {
  const door = new Door();
  expect(door.begin()).toBe("challenged");
  door.prompted();
  door.answer("yellow elephant");
  expect(door.journalled()).toBe("allowed");
  expect(door.guard.authorise(door.request).outcome).toBe("denied");
});

it("asks a second time, and then denies", () => {
  const door = new Door();
  door.begin();
  door.prompted();
  door.answer("purple giraffe");
  door.prompted();
  door.answer("purple giraffe");
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
  expect(door.guard.authorise(world.request())).toMatchObject({ code: "CHALLENGE_BACK_OFF" });
});

it("takes no code that was begun before the prompt was over", () => {
  const door = new Door();
  door.begin();
  door.prompted();
  door.answer("yellow elephant", { startT: door.t - 200 });
  expect(door.journalled()).toBe("waits");
});

it("takes no code of a mouth that does not move", () => {
  const door = new Door();
  door.begin();
  door.prompted();
  door.answer("yellow elephant", { mouth: 0 });
  door.prompted();
  door.answer("yellow elephant", { mouth: 0 });
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});

it.each<[string, (door: Door) => void]>([
  [
    "the microphone is lost",
    (door) =>
      door.guard.observe({
        kind: "event",
        event: world.sensorEvent("sensor.lost", "microphone:hall", door.t),
      }),
  ],
  [
    "the camera is lost",
    (door) =>
      door.guard.observe({
        kind: "event",
        event: world.sensorEvent("sensor.lost", "camera:front_door", door.t),
      }),
  ],
  [
    "the track is gone for a while",
    (door) => {
      door.clock.advance(600);
      door.look();
    },
  ],
  ["the policies change", (door) => door.guard.usePolicies(world.policies())],
  [
    "nothing is seen any more",
    (door) => {
      door.clock.advance(2_500);
      door.guard.observe({ kind: "tick" });
    },
  ],
])("denies when %s meanwhile", (_, disturb) => {
  const door = new Door();
  door.begin();
  door.prompted();
  disturb(door);
  expect(door.journalled()).toBe("CHALLENGE_FAILED");
});
