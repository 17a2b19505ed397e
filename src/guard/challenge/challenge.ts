import type { Request } from "../../events/action.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { SpokenAnswer } from "../../events/spoken-answer.ts";
import type { DenialCode, Denied, FaceProof } from "../decision.ts";
import type { ChallengeKind } from "../policy.ts";
import type { Facts, PassedChallenge } from "./passed.ts";

/** A side of the person, not of the picture. */
export type Side = "left" | "right";

/** What the camera showed of the person in one picture; null where the face was not found. */
export interface Sample {
  readonly t: number;
  readonly yaw: number | null;
  readonly opening: number | null;
}

/** The unbroken sight of one track since the challenge began. */
export interface Watch {
  /** Oldest first. */
  readonly samples: readonly Sample[];
  /** The latest picture, and the latest one in which the track was, ms since boot. */
  readonly latestT: number;
  readonly seenT: number;
  /** Agreeing looks in the latest picture. */
  readonly frames: number;
  /** Since when somebody looks at the camera who is not surely the person; null if there is no such doubt. */
  readonly doubtSinceT: number | null;
}

/** A code that is to be spoken. */
export interface SayCode {
  readonly kind: "say-code";
  readonly phrase: string;
  /** The phrase among others that sound different. */
  readonly candidates: readonly string[];
  /** The first answer of each microphone. */
  readonly answers: readonly SpokenAnswer[];
}

/** Turns of the head, asked for one after the other. */
export interface TurnHead {
  readonly kind: "turn-head";
  readonly turns: readonly Side[];
  /** How many have been made. */
  readonly made: number;
  /** The resting position of the head; null before it is known. */
  readonly baseline: number | null;
}

/** Where a challenge stands. Times in ms since boot. */
type Stage =
  /** The head's resting position is watched before anything is asked. */
  | { readonly name: "resting"; readonly sinceT: number }
  | { readonly name: "prompting"; readonly promptT: number }
  /** The prompt began at `promptT` and was over at `sinceT`. */
  | { readonly name: "awaiting"; readonly promptT: number; readonly sinceT: number }
  /** The task is done; the person has to be seen well after `doneT`. */
  | { readonly name: "recognising"; readonly doneT: number; readonly facts: Facts }
  /** Over: its event is on the way to the journal. */
  | { readonly name: "passed"; readonly t: number; readonly facts: Facts }
  | { readonly name: "failed"; readonly t: number; readonly failure: Failure };

/** The prompt is over, and what it asks for is awaited. */
export type Awaiting = Extract<Stage, { readonly name: "awaiting" }>;

/** Why a challenge, or an attempt at it, is not passed. */
export interface Failure {
  /** A sentence that a person understands. */
  readonly why: string;
  readonly facts: Facts;
  /** Another attempt may be made: the person did not do it. Otherwise something happened that ends the challenge. */
  readonly again: boolean;
}

/** Something that one person at one camera is asked to do so that one request may be allowed. */
export interface Challenge {
  readonly id: string;
  readonly request: Request;
  /** The recognition that everything hangs on. */
  readonly proof: FaceProof;
  readonly kind: ChallengeKind;
  /** Microphones that hear this door: their answers count, where something is to be said. */
  readonly microphones: readonly string[];
  readonly issuedT: number;
  /** From 1. */
  readonly attempt: number;
  /** Prompts that were given to the speaker. */
  readonly prompts: number;
  readonly task: SayCode | TurnHead;
  readonly stage: Stage;
  readonly watch: Watch;
}

/** A camera at which challenges have failed. */
interface Setback {
  readonly failures: number;
  /** No challenge before this moment, ms since boot. */
  readonly untilT: number;
}

/** Everything about challenges that the guard knows. */
export interface Challenges {
  /** By camera: at most one each, one that is over included until its event is in the journal. */
  readonly running: ReadonlyMap<string, Challenge>;
  readonly passed: readonly PassedChallenge[];
  readonly setbacks: ReadonlyMap<string, Setback>;
}

export const noChallenges: Challenges = { running: new Map(), passed: [], setbacks: new Map() };

/** What the world has to do for a challenge. */
export type Order =
  /** Say this aloud, and tell when it has been said (or that it was not) with `challenge` and `prompt`. */
  | { readonly kind: "speak"; readonly challenge: string; readonly prompt: number; readonly text: string }
  /** Ask these microphones which of the phrases is said; without phrases the question is over. */
  | {
      readonly kind: "listen";
      readonly microphones: readonly string[];
      readonly question: string;
      readonly phrases: readonly string[];
      readonly fromT: number;
      readonly untilT: number;
    }
  /** Look more often. */
  | { readonly kind: "attend"; readonly camera: string; readonly fps: number; readonly untilT: number }
  | { readonly kind: "tell"; readonly draft: EventDraft }
  /** The challenge of this request is over: judge it again, or deny it. */
  | { readonly kind: "judge"; readonly request: Request; readonly denial: Denied | null };

/** A challenge after one more fact, and what is to be done. */
export interface ChallengeStep {
  readonly challenge: Challenge;
  readonly orders: readonly Order[];
}

/** The name by which microphones answer an attempt. */
export function questionOf({ id, attempt }: Pick<Challenge, "id" | "attempt">): string {
  return `${id}-${attempt}`;
}

/** Whether it is still open whether it is passed. */
export function isOpen({ stage }: Challenge): boolean {
  return stage.name !== "passed" && stage.name !== "failed";
}

/** A failure that ends the challenge. */
export function over(why: string, facts: Facts = {}): Failure {
  return { why, facts, again: false };
}

/** A failure after which another attempt may be made. */
export function missed(why: string, facts: Facts = {}): Failure {
  return { why, facts, again: true };
}

/** Why no challenge can be made, for programs and people; null if one can. */
export type Obstacle = readonly [DenialCode, string] | null;
