import type { Request } from "../../src/events/action.ts";
import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import type { Sighting, TrackSighting } from "../../src/events/sighting.ts";
import type { SpokenAnswer } from "../../src/events/spoken-answer.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import { seededRandom } from "../../src/app/evaluate/sway.ts";
import type { Order, Side } from "../../src/guard/challenge/challenge.ts";
import type { Allowed } from "../../src/guard/decision.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import type { ChallengeKind } from "../../src/guard/policy.ts";
import * as world from "./guard-world.ts";
import { ManualClock } from "./manual-clock.ts";

/** Who may be before the camera: two of the family, a stranger, somebody without a face, and a second face that passes for Ana's. */
export type Guest = "ana" | "ben" | "eve" | "faceless" | "double";
export type Family = "ana" | "ben";

const BOXES: Readonly<Record<Guest | "near", TrackSighting["box"]>> = {
  ana: [0.05, 0.2, 0.15, 0.3],
  ben: [0.25, 0.2, 0.15, 0.3],
  eve: [0.45, 0.2, 0.15, 0.3],
  faceless: [0.65, 0.1, 0.2, 0.8],
  double: [0.85, 0.2, 0.15, 0.3],
  near: [0.1, 0.2, 0.15, 0.3],
};
export const TRACKS: Readonly<Record<Guest, number>> = { ana: 7, ben: 9, eve: 11, faceless: 12, double: 13 };
const NAMES = { ana: "Ana", ben: "Ben" } as const;
const CODES = ["yellow elephant", "purple giraffe", "orange umbrella", "silver banana"];

/** Something that happens at the door. */
export type Step =
  /** The one who is asked moves, or else the other of the family. */
  | {
      readonly kind: "acts";
      readonly looks: number;
      readonly mouth: number;
      readonly head: "rest" | "asked" | "other";
      readonly isOther: boolean;
    }
  /** One picture in which something is wrong with the face of the one who is asked, or with the picture. */
  | { readonly kind: "flaw"; readonly flaw: Flaw }
  | { readonly kind: "comes"; readonly who: Guest; readonly isNear: boolean }
  | { readonly kind: "goes"; readonly who: Guest }
  | { readonly kind: "recognised"; readonly who: Family }
  | { readonly kind: "spoken"; readonly lateMs: number; readonly back: number }
  | { readonly kind: "unspoken" }
  | { readonly kind: "answer"; readonly answer: AnswerStep }
  | { readonly kind: "sensor"; readonly is: "lost" | "recovered"; readonly sensor: string }
  | { readonly kind: "pause"; readonly ms: number }
  | { readonly kind: "asks"; readonly request: number }
  | { readonly kind: "journal" };

export type Flaw =
  | "eve"
  | "unknown"
  | "picture"
  | "undecided"
  | "away"
  | "begun-anew"
  | "frozen"
  | "covered"
  | "leapt"
  | "late"
  | "old-look";

export interface AnswerStep {
  readonly phrase: "right" | "wrong" | "before";
  readonly beganAgoMs: number;
  /** Negative: in the future. */
  readonly endedAgoMs: number;
  readonly microphone: string;
  readonly question: "this" | "before" | "other";
}

/** What has happened, as somebody would write it down who sees and hears everything and knows no rule. */
export interface History {
  readonly pictures: { readonly sighting: Sighting; readonly t: number }[];
  readonly answers: { readonly answer: SpokenAnswer; readonly t: number }[];
  readonly orders: { readonly order: Order; readonly t: number }[];
  readonly spoken: { readonly challenge: string; readonly prompt: number; readonly t: number }[];
  readonly events: GatehouseEvent[];
}

const FLAWS: Readonly<Record<Flaw, Partial<TrackSighting>>> = {
  eve: { person: "Eve", group: "guest" },
  unknown: { identity: "unknown", person: null, group: null },
  picture: { identity: "spoofed", person: null, group: null },
  undecided: { identity: "undecided", person: null, group: null },
  "begun-anew": {
    identity: "undecided",
    person: null,
    group: null,
    lastLookT: null,
    steadySinceT: null,
    frames: 0,
  },
  "old-look": {},
  away: {},
  frozen: {},
  covered: {},
  leapt: {},
  late: {},
};

/** A door at which anything may happen, told to a guard; every opening is handed to `opened`. */
export class BusyDoor {
  readonly clock = new ManualClock();
  readonly guard: Gatekeeper;
  readonly history: History = { pictures: [], answers: [], orders: [], spoken: [], events: [] };
  readonly requests: readonly Request[] = [world.request(), world.request()];
  readonly #there = new Map<Guest, { readonly isNear: boolean }>();
  readonly #opened: (request: string, decision: Allowed) => void;
  #undone: Order[] = [];

  constructor(
    policy: { readonly kind: ChallengeKind; readonly alone: boolean; readonly seed: number },
    opened: (request: string, decision: Allowed) => void,
  ) {
    this.#opened = opened;
    const { kind, alone, seed } = policy;
    const factor = world.faceFactor({ challenge: kind, acceptsReplay: false, withinMs: 60_000, alone });
    const near = { replay: false, near: ["front_door"] };
    const draw = (random: () => number) => {
      const phrase = CODES[Math.floor(random() * CODES.length)] ?? "";
      return { phrase, candidates: CODES };
    };
    this.guard = new Gatekeeper({
      ...{ run: world.RUN, boot: world.BOOT, clock: this.clock, random: seededRandom(seed) },
      tools: { ...world.unasked.tools, drawCode: draw },
      policies: {
        ...world.lockedBy([factor]),
        microphones: { hall: near, porch: near, garden: { replay: false, near: ["garden"] } },
      },
      perform: (order) => {
        this.#undone.push(order);
        this.history.orders.push({ order, t: this.t });
      },
    });
    this.guard.observe({ kind: "broker", connectedSinceT: this.t - 60_000 });
  }

  get t(): number {
    return this.clock.now().t;
  }

  take(step: Step): void {
    switch (step.kind) {
      case "acts":
        for (let look = 0; look < step.looks; look += 1) this.#picture({ act: step });
        return;
      case "flaw":
        this.#picture({ flaw: step.flaw });
        return;
      case "comes":
        this.#there.set(step.who, step);
        return;
      case "goes":
        this.#there.delete(step.who);
        return;
      case "recognised":
        this.#learn(world.recognized({ t: this.t, track: TRACKS[step.who], person: NAMES[step.who] }));
        return;
      case "sensor":
        this.#learn(world.sensorEvent(`sensor.${step.is}`, step.sensor, this.t));
        return;
      case "pause":
        this.clock.advance(step.ms);
        this.guard.observe({ kind: "tick" });
        return;
      case "spoken":
        this.#spoken(step);
        return;
      case "unspoken":
        this.guard.observe({ kind: "unspoken", ...this.#prompt(0), why: "the speaker is gone" });
        return;
      case "answer":
        this.#answer(step.answer);
        return;
      case "asks":
        this.#judged(this.requests[step.request] ?? world.request());
        return;
      case "journal":
        this.#journalled();
    }
  }

  /** The latest order of a kind, but for `back` others. */
  #order<Kind extends Order["kind"]>(kind: Kind, back = 0): Extract<Order, { kind: Kind }> | undefined {
    const all = this.history.orders.flatMap(({ order }) => (isOf(order, kind) ? [order] : []));
    return all.at(-1 - back);
  }

  #picture({ act, flaw }: { act?: Extract<Step, { kind: "acts" }>; flaw?: Flaw }): void {
    this.clock.advance(100);
    const { t } = this;
    const issued = this.history.orders.findLast(
      ({ order }) => order.kind === "tell" && order.draft.name === "challenge.issued",
    );
    const asked =
      issued?.order.kind === "tell" && "person" in issued.order.draft && issued.order.draft.person === "Ben"
        ? "ben"
        : "ana";
    const actor = act?.isOther === true ? (asked === "ana" ? "ben" : "ana") : asked;
    const tracks = [...this.#there].flatMap(([who, { isNear }]): TrackSighting[] => {
      if (who === asked && flaw === "away") return [];
      const moves =
        who === actor && act !== undefined ? { mouthOpening: act.mouth, yaw: this.#yaw(act.head) } : {};
      const wrong = who === asked && flaw !== undefined ? FLAWS[flaw] : {};
      const lastLookT = who === asked && flaw === "old-look" ? t - 501 : t;
      const box = isNear ? BOXES.near : BOXES[who];
      return [{ ...lookOf(who), lastLookT, box, ...moves, ...wrong }];
    });
    const sighting = world.sighting({
      t,
      tracks,
      frozen: flaw === "frozen",
      covered: flaw === "covered",
      leapt: flaw === "leapt",
      lagMs: flaw === "late" ? 1_100 : 40,
    });
    this.history.pictures.push({ sighting, t });
    this.guard.observe({ kind: "sighting", t, sighting });
  }

  #yaw(head: "rest" | "asked" | "other"): number {
    const asked = sideOf(this.#order("speak")?.text ?? "");
    if (head === "rest" || asked === null) return 0;
    return (asked === "left") === (head === "asked") ? 0.5 : -0.5;
  }

  #prompt(back: number): { challenge: string; prompt: number } {
    const { challenge = "none", prompt = 0 } = this.#order("speak", back) ?? {};
    return { challenge, prompt };
  }

  #spoken({ lateMs, back }: Extract<Step, { kind: "spoken" }>): void {
    const said = { ...this.#prompt(back), t: this.t + lateMs };
    this.history.spoken.push(said);
    this.guard.observe({ kind: "spoken", ...said });
  }

  #answer({ phrase, beganAgoMs, endedAgoMs, microphone, question }: AnswerStep): void {
    const asked = codeOf(this.#order("speak", phrase === "before" ? 1 : 0)?.text ?? "") ?? "nothing";
    const questions = this.history.orders.flatMap(({ order }) =>
      order.kind === "listen" && order.phrases.length > 0 ? [order.question] : [],
    );
    const names = { this: questions.at(-1), before: questions.at(-2), other: "another-1" };
    const [startT, endT] = [this.t - beganAgoMs, this.t - endedAgoMs];
    const speech = { fromT: startT, stepMs: 32, probabilities: [], mouth: [] };
    const said = phrase === "wrong" ? (CODES.find((code) => code !== asked) ?? "") : asked;
    const answer = {
      microphone,
      question: names[question] ?? "none",
      startT,
      endT,
      phrase: said,
      llr: -2,
      lead: 5,
      speech,
    };
    this.history.answers.push({ answer, t: this.t });
    this.guard.observe({ kind: "answer", answer });
  }

  #journalled(): void {
    while (this.#undone.length > 0) {
      for (const order of this.#undone.splice(0)) {
        if (order.kind === "tell") this.#learn(this.#stamped(order.draft));
        if (order.kind === "judge" && order.denial === null) this.#judged(order.request);
      }
    }
  }

  #stamped(draft: EventDraft): GatehouseEvent {
    const seq = this.history.events.length + 1;
    return stampEvent(draft, { id: `told-${seq}`, seq, run: world.RUN, boot: world.BOOT });
  }

  #learn(event: GatehouseEvent): void {
    this.history.events.push(event);
    this.guard.observe({ kind: "event", event });
  }

  #judged(request: Request): void {
    const judgement = this.guard.authorise(request);
    if (judgement.outcome === "allowed") this.#opened(request.id, judgement);
  }
}

/** What is asked for in a prompt. */
export function codeOf(text: string): string | null {
  return /say: (.*)\.$/.exec(text)?.[1] ?? null;
}
export function sideOf(text: string): Side | null {
  const side = /to the (left|right)/.exec(text)?.[1];
  return side === "left" || side === "right" ? side : null;
}

function isOf<Kind extends Order["kind"]>(order: Order, kind: Kind): order is Extract<Order, { kind: Kind }> {
  return order.kind === kind;
}

function lookOf(who: Guest): TrackSighting {
  const track = TRACKS[who];
  if (who === "ana" || who === "ben") return world.track({ track, person: NAMES[who] });
  if (who === "double") return world.track({ track });
  return world.stranger(
    who === "eve" ? { track, identity: "unknown" } : { track, faceWidthPx: 0, yaw: null, mouthOpening: null },
  );
}
