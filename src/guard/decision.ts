import type { Evidence, EventOf } from "../events/catalogue.ts";
import type { MediaRef } from "../events/envelope.ts";
import type { PassedChallenge } from "./challenge/passed.ts";
import type { ChallengeKind, FaceFactor } from "./policy.ts";
import type { Debt, Spend } from "./ports.ts";

/** Why something was denied, for programs. The reason beside it is for people. */
export type DenialCode =
  | "GUARD_ERROR"
  | "OTHER_RUN"
  | "UNKNOWN_DEVICE"
  | "UNKNOWN_COMMAND"
  | "UNKNOWN_MODE"
  | "UNKNOWN_CAMERA"
  | "UNKNOWN_MICROPHONE"
  | "UNKNOWN_NOTIFIER"
  | "NO_POLICY"
  | "TWIN_INSTANCE"
  | "BROKER_AWAY"
  | "BROKER_TOO_NEW"
  | "LOCKDOWN"
  | "LOCKED_SINCE"
  | "RATE_LIMIT"
  | "NOT_AVAILABLE"
  | "FACE_ALONE"
  | "VOICE_ALONE"
  | "NO_FACE"
  | "WRONG_PERSON"
  | "FACE_TOO_OLD"
  | "FACE_NOT_SURE"
  | "NOT_LIVE"
  | "REPLAY_SOURCE"
  | "SPOOF_TEST_FAILED"
  | "CAMERA_UNHEALTHY"
  | "NOT_IN_VIEW"
  | "WRONG_ZONE"
  | "NOT_ALONE"
  | "SPENT"
  | "CHALLENGE_FAILED"
  | "CHALLENGE_RUNNING"
  | "CHALLENGE_BACK_OFF"
  | "CHALLENGE_UNAVAILABLE"
  | "NO_VOICE"
  | "VOICE_TOO_OLD"
  | "VOICE_NOT_SURE"
  | "WRONG_VOICE"
  | "NO_CODE"
  | "WRONG_CODE"
  | "CODE_REFUSED"
  | "CODE_TOO_OLD"
  | "TOO_FEW_PEOPLE"
  | "OUT_OF_HOURS"
  | "CLOCK_UNTRUSTED"
  | "NOT_BY_HUB"
  | "HUB_TOO_OLD"
  | "HUB_TOO_OFTEN"
  | "TOPIC_INVALID"
  | "TOPIC_GUARDED"
  | "TOPIC_NOT_ALLOWED"
  | "URL_INVALID"
  | "URL_NOT_ALLOWED"
  | "STORE_FAILED"
  | "DEVICE_BUSY"
  | "DEVICE_OFFLINE"
  | "MAX_UNLOCKED"
  | "STOPPING"
  | "OVERLOADED";

/** A recognised face that a decision rests on, and what the policy demanded of it: what has to hold until the unlock is sent. */
export interface FaceProof {
  readonly factor: FaceFactor;
  readonly event: EventOf<"face.recognized">;
}

/** The request may be carried out. */
export interface Allowed {
  readonly outcome: "allowed";
  /** It needed evidence: it has to be committed (see `GuardStore`) before anything is sent. */
  readonly guarded: boolean;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly spends: readonly Spend[];
  readonly debt: Debt | null;
  readonly faces: readonly FaceProof[];
  /** Passed challenges that it rests on; they count no more. */
  readonly passes: readonly PassedChallenge[];
  /** When it was decided, ms since boot. */
  readonly t: number;
  /** It holds in a lockdown, for it is the end of it. */
  readonly endsLockdown?: boolean;
  /** See `request.allowed`; whoever remembers the events adds them. */
  readonly media?: readonly MediaRef[];
}

/** The request must not be carried out. */
export interface Denied {
  readonly outcome: "denied";
  readonly code: DenialCode;
  readonly reason: string;
  /** What was looked at and found insufficient. */
  readonly evidence: readonly Evidence[];
  /** See `request.denied`; whoever remembers the events adds them. */
  readonly media?: readonly MediaRef[];
}

/** Nothing but a challenge is missing: the person is asked, and the request waits for how that ends. */
export interface Challenged {
  readonly outcome: "challenged";
  readonly kind: ChallengeKind;
  readonly proof: FaceProof;
  /** What is asked for concerns a device that is no real door. */
  readonly simulated: boolean;
}

/** What a request meets with at first. */
export type Judgement = Decision | Challenged;

/** The guard's answer to a request. The reasons are sentences that a person understands. */
export type Decision = Allowed | Denied;

/** A denial without evidence. */
export function denied(code: DenialCode, reason: string, evidence: readonly Evidence[] = []): Denied {
  return { outcome: "denied", code, reason, evidence };
}
