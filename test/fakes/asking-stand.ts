import { ChallengeWork, type WorldOrder } from "../../src/app/brain/challenge-work.ts";
import type { ToCamera, ToMicrophone } from "../../src/app/protocol.ts";
import type { EventDraft } from "../../src/events/catalogue.ts";
import type { TrackSighting } from "../../src/events/sighting.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import type { Denied } from "../../src/guard/decision.ts";
import type { Order } from "../../src/guard/challenge/challenge.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import type { ChallengeKind } from "../../src/guard/policy.ts";
import { settled, ManualClock } from "./manual-clock.ts";
import * as world from "./guard-world.ts";

/** Something that is done in the world because somebody is asked, in the order in which it happens. */
export type Deed =
  | { readonly what: "begins to speak"; readonly text: string }
  | { readonly what: "has spoken" }
  | { readonly what: "question"; readonly to: string; readonly phrases: number; readonly untilT: number }
  | { readonly what: "attend"; readonly camera: string; readonly fps: number; readonly untilT: number };

/** A sentence that is being spoken until a test ends it. */
interface Sentence {
  readonly text: string;
  end(error?: Error): Promise<void>;
}

/** Ana at a door that challenges: the guard and what has people asked, wired as in the daemon, with a world of fakes. */
export class AskingStand {
  readonly clock = new ManualClock();
  readonly deeds: Deed[] = [];
  readonly told: EventDraft[] = [];
  readonly sentences: Sentence[] = [];
  readonly questions: Extract<ToMicrophone, { type: "question" }>[] = [];
  readonly work: ChallengeWork;
  readonly guard: Gatekeeper;
  readonly request = world.request();
  /** The guard's last word on the request: null while there is none, a denial, or "allowed". */
  outcome: Denied | "allowed" | null = null;
  #seq = 0;

  constructor(kind: ChallengeKind, changes: Partial<Parameters<typeof world.policies>[0]> = {}) {
    const factor = world.faceFactor({ challenge: kind, acceptsReplay: false, withinMs: 60_000 });
    this.guard = new Gatekeeper({
      ...world.unasked,
      ...{ run: world.RUN, boot: world.BOOT, clock: this.clock },
      policies: { ...world.lockedBy([factor]), ...changes },
      perform: (order) => this.#perform(order),
    });
    this.work = new ChallengeWork({
      gatekeeper: this.guard,
      clock: this.clock,
      scheduler: this.clock,
      speaker: { speak: (text) => this.#speak(text) },
      toCamera: (camera, message) => this.#toCamera(camera, message),
      toMicrophone: (microphone, message) => this.#toMicrophone(microphone, message),
    });
  }

  get t(): number {
    return this.clock.now().t;
  }

  /** The code, as whoever listened to the last prompt knows it. */
  get code(): string {
    return /say: (.*)\.$/.exec(this.sentences.at(-1)?.text ?? "")?.[1] ?? "none";
  }

  /** Ana is recognised, and somebody asks for the door. */
  begin(): string {
    this.guard.observe({ kind: "broker", connectedSinceT: this.t - 60_000 });
    this.guard.observe({ kind: "event", event: world.recognized({ t: this.t }) });
    this.look();
    return this.guard.authorise(this.request).outcome;
  }

  look(changes: Partial<TrackSighting> = {}): void {
    const tracks = [world.track({ lastLookT: this.t, ...changes })];
    this.guard.observe({ kind: "sighting", t: this.t, sighting: world.sighting({ t: this.t, tracks }) });
  }

  /** Time passes, and the camera sees Ana ten times a second. */
  async wait(ms: number, changes: Partial<TrackSighting> = {}): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      await this.clock.advanceSettled(100);
      this.look(changes);
    }
    await settled();
  }

  /** Ends what is being spoken. */
  async hush(error?: Error): Promise<void> {
    await this.sentences.at(-1)?.end(error);
    await settled();
  }

  /** The microphone `hall` hears Ana say this, for a second from now on, and her mouth moves with it. */
  async answers(phrase: string): Promise<void> {
    await this.wait(300);
    const startT = this.t;
    await this.wait(1_000, { mouthOpening: 0.3 });
    const { question = "none" } = this.questions.at(-1) ?? {};
    const speech = { fromT: startT, stepMs: 32, probabilities: [], mouth: [] };
    const said = { microphone: "hall", question, startT, endT: this.t, phrase, llr: -2, lead: 5, speech };
    this.guard.observe({ kind: "answer", answer: said });
    await this.wait(200);
  }

  /** As the daemon does: what is told comes back from the journal in a moment, and requests are judged. */
  #perform(order: Order): void {
    if (order.kind === "tell") this.#journal(order.draft);
    else if (order.kind === "judge") this.#judge(order.denial);
    else this.work.perform(order satisfies WorldOrder);
  }

  #journal(draft: EventDraft): void {
    this.told.push(draft);
    this.#seq += 1;
    const stamp = { id: `told-${this.#seq}`, seq: this.#seq, run: world.RUN, boot: world.BOOT };
    queueMicrotask(() => this.guard.observe({ kind: "event", event: stampEvent(draft, stamp) }));
  }

  #judge(denial: Denied | null): void {
    const judgement = denial ?? this.guard.authorise(this.request);
    if (judgement.outcome === "denied") this.outcome = judgement;
    if (judgement.outcome === "allowed") this.outcome = "allowed";
  }

  #speak(text: string): Promise<{ durationMs: number }> {
    this.deeds.push({ what: "begins to speak", text });
    return new Promise((resolve, reject) => {
      const end = async (error?: Error): Promise<void> => {
        this.deeds.push({ what: "has spoken" });
        if (error === undefined) resolve({ durationMs: 1_500 });
        else reject(error);
        await settled();
      };
      this.sentences.push({ text, end });
    });
  }

  #toCamera(camera: string, message: ToCamera): void {
    if (message.type !== "attend") throw new Error(`not for a challenge: ${message.type}`);
    const { fps, untilT } = message;
    this.deeds.push({ what: "attend", camera, fps, untilT });
  }

  #toMicrophone(to: string, message: ToMicrophone): void {
    if (message.type !== "question") throw new Error(`not for a challenge: ${message.type}`);
    this.questions.push(message);
    this.deeds.push({ what: "question", to, phrases: message.phrases.length, untilT: message.untilT });
  }
}
