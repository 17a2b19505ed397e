import type { EventOf } from "../events/catalogue.ts";
import type { Sighting, TrackSighting } from "../events/sighting.ts";
import { noChallenges, type Challenges } from "./challenge/challenge.ts";
import type { Spend } from "./ports.ts";

/** What one camera has shown lately. */
export interface CameraView {
  /** The latest picture's sighting; null before the first and after the sensor was lost. */
  readonly latest: Sighting | null;
  /** When the latest picture of all was taken, also if the sensor was lost since: an older one that comes late says nothing. */
  readonly shownT: number | null;
  /** Why there are no pictures, or null if they come. */
  readonly lost: string | null;
  /** Each track as it was when it was last in a sighting, for as long as it may still matter. */
  readonly recent: readonly RecentTrack[];
  /** When it last was lost, late, frozen, covered, or its clock leapt: nothing that was recognised until then counts, however late it is told. */
  readonly blindT: number | null;
}

/** A track, and the time of the last sighting that showed it. */
interface RecentTrack {
  readonly seen: TrackSighting;
  readonly t: number;
}

/** Spent evidence, and since when a healthy camera has not seen that person (null: in view, or not known). */
export interface SpentEvidence {
  readonly spend: Spend;
  readonly awaySinceT: number | null;
}

/** One authorised unlock, for the rate limit. */
interface CountedUnlock {
  readonly device: string;
  readonly request: string;
  readonly t: number;
}

/** Something that a message of the hub has authorised, for its limit. */
interface CountedHubUse {
  /** `unlock front_door_lock`, `leave sentry`. */
  readonly target: string;
  readonly request: string;
  readonly t: number;
}

/** What is known of the wall clock. */
interface ClockState {
  /** Why it cannot be relied on, as part of a sentence; null if it can. */
  readonly untrusted: string | null;
  /** The latest time in the journal, ms since the epoch. */
  readonly latestAt: number;
}

/** Everything the guard knows. Immutable: `observe` returns the next one. */
export interface GuardState {
  readonly run: string;
  readonly boot: string;
  /** Latest recognition of each track that still holds, newest last. */
  readonly faces: readonly EventOf<"face.recognized">[];
  readonly voices: readonly EventOf<"voice.commanded">[];
  readonly cameras: ReadonlyMap<string, CameraView>;
  readonly lostMicrophones: ReadonlyMap<string, string>;
  /** Since when the connection to the broker stands, ms since boot; null while there is none. */
  readonly brokerSinceT: number | null;
  /** Another live daemon with this node's name, by its instance id; null if there is none. */
  readonly twin: string | null;
  readonly spent: readonly SpentEvidence[];
  /** Spoken commands that have authorised something, by event id. */
  readonly usedVoices: readonly string[];
  /** Codes that were entered with requests, newest last. */
  readonly codes: readonly EventOf<"code.entered">[];
  /** Messages that were requests, newest last. */
  readonly messages: readonly EventOf<"hub.requested">[];
  /** Requests that were authorised: a code or a message counts for one request, once. */
  readonly usedRequests: readonly string[];
  /** When somebody asked for a device to be locked last, ms since boot, by device. */
  readonly lockAsked: ReadonlyMap<string, number>;
  readonly unlocks: readonly CountedUnlock[];
  readonly hubUses: readonly CountedHubUse[];
  readonly mode: string | null;
  /** Nothing guarded is opened, whatever the evidence. */
  readonly lockdown: boolean;
  readonly clock: ClockState;
  readonly challenges: Challenges;
}

/** A guard that knows nothing, and so denies everything that needs evidence. */
export function emptyGuard(identity: { readonly run: string; readonly boot: string }): GuardState {
  return {
    run: identity.run,
    boot: identity.boot,
    faces: [],
    voices: [],
    cameras: new Map(),
    lostMicrophones: new Map(),
    brokerSinceT: null,
    twin: null,
    spent: [],
    usedVoices: [],
    codes: [],
    messages: [],
    usedRequests: [],
    lockAsked: new Map(),
    unlocks: [],
    hubUses: [],
    mode: null,
    lockdown: false,
    clock: { untrusted: "nobody has looked yet whether the clock is right", latestAt: 0 },
    challenges: noChallenges,
  };
}

/** The view of a camera that has not shown anything yet. */
export const unseen: CameraView = { latest: null, shownT: null, lost: null, recent: [], blindT: null };
