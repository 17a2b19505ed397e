import type { TimeWindow } from "./time-window.ts";
import type { SaidBy } from "../events/said-by.ts";

/** What somebody can be asked to do, so that a picture of them does not pass: see `guard/challenge`. */
export type ChallengeKind = "say-code" | "turn-head";

/** What every kind of evidence may be limited by. */
interface Limited {
  /** It counts in this window only; null or absent: at any time. */
  readonly when?: TimeWindow | null;
}

/** A recognised, present, unspent face. Durations in ms. */
export interface FaceFactor extends Limited {
  readonly by: "face";
  /** Any of these groups; null: not restricted by group. */
  readonly groups: readonly string[] | null;
  /** Any of these people; null: not restricted by person. A factor with neither groups nor people never holds. */
  readonly people: readonly string[] | null;
  /** Cameras whose view counts; null: any (for a device only if the house has just one: a face belongs to a door). */
  readonly cameras: readonly string[] | null;
  /** The face has to stand in one of these zones; empty: anywhere in view. */
  readonly zones: readonly string[];
  /** Liveness has to have been checked and passed. */
  readonly live: boolean;
  /** Nobody else in those zones who is not recognised; somebody undecided counts as a stranger. */
  readonly alone: boolean;
  /** Greatest age of the recognition. */
  readonly withinMs: number;
  /** A challenge that this very person has to pass as well, for this very request. */
  readonly challenge: ChallengeKind | null;
  /** The household knows that a photograph or a screen may open this, and accepts it. */
  readonly acceptsReplay: boolean;
}

/** A spoken command that asked for just this action. A second factor inside `all`, never enough by itself. */
export interface VoiceFactor extends Limited {
  readonly by: "voice";
  /** Microphones that count; null: any. */
  readonly microphones: readonly string[] | null;
  /** Who has to be seen where it is said; null or absent: whoever the face is that it stands beside. */
  readonly saidBy?: SaidBy | null;
  readonly withinMs: number;
}

/** A code that was entered with the request. */
export interface CodeFactor extends Limited {
  readonly by: "code";
  /** Codes that count, by name; null: any. */
  readonly codes: readonly string[] | null;
  /** Whose code it has to be; null: anybody's. */
  readonly people: readonly string[] | null;
  readonly withinMs: number;
}

/** The request itself came as a message over MQTT. Whoever may publish it is all that is known. */
export interface HubFactor extends Limited {
  readonly by: "hub";
  readonly withinMs: number;
  /** So often in any hour may the same thing be authorised by messages. */
  readonly maxPerHour: number;
}

/** Kinds of evidence that the language knows and this version cannot obtain. They never hold. */
interface UnavailableFactor extends Limited {
  readonly by: "web";
}

/** One thing that a policy demands. */
export type Factor = FaceFactor | VoiceFactor | CodeFactor | HubFactor | UnavailableFactor;

/** One way to be allowed: a factor, or several together. */
export type Alternative = Factor | Together;

/** Several factors, all of which are demanded. */
interface Together extends Limited {
  readonly all: readonly Factor[];
  /** So many different people have to stand for them, by their faces or their own codes; absent: it does not matter. */
  readonly people?: number;
}

/** What a command of a device needs: nothing, or one of these alternatives. */
type CommandPolicy = "free" | { readonly alternatives: readonly Alternative[] };

/** What the guard knows of a device. */
export interface DevicePolicy {
  readonly type: "lock" | "cover" | "switch" | "button";
  /** Not a real door: evidence from a file may authorise it. */
  readonly simulated: boolean;
  /** By command. A lock's `lock` is always free; its `unlock`, and a cover's `open`, are never free, whatever stands here. */
  readonly commands: Readonly<Record<string, CommandPolicy>>;
  /** Every topic it is commanded or read by. */
  readonly topics: readonly string[];
  /** Authorised unlocks in any 60 s. */
  readonly unlocksPerMinute: number;
  /** When the lock is owed after an unlock; null: only at `maxUnlockedMs` or when the door closes. */
  readonly relockAfterMs: number | null;
  /** Longest time from the first of several unlocks until the lock is owed. */
  readonly maxUnlockedMs: number;
}

/** Leaving a mode needs one of these alternatives; null: nothing. */
interface ModePolicy {
  readonly leave: readonly Alternative[] | null;
}

/** A camera or microphone; one that may show the past (a file, a stream without times) gives evidence only for simulated devices. */
interface SensorPolicy {
  readonly replay: boolean;
  /** Why a face alone authorises nothing here, by the household's own test with pictures; absent or null: nothing known against it. */
  readonly spoofTest?: string | null;
}

/** A microphone, and the cameras at whose doors it hears. */
interface MicrophonePolicy extends SensorPolicy {
  readonly near: readonly string[];
}

/** Somebody may only at certain times, whatever else speaks for them. */
interface Right {
  /** Whom it concerns; one of both is null. */
  readonly person: string | null;
  readonly group: string | null;
  readonly when: TimeWindow;
}

/** A code as the guard knows it: by its name. What it reads is known to nobody. */
interface CodePolicy {
  /** Whose code it is; null: nobody's in particular. */
  readonly person: string | null;
  /** It counts in this window only; null or absent: at any time. */
  readonly when?: TimeWindow | null;
}

/** What evidence has to reach. */
export interface Thresholds {
  readonly similarity: number;
  readonly margin: number;
  readonly frames: number;
  readonly live: number;
  /** Least width of the face, pixels of the camera's full picture. */
  readonly faceWidthPx: number;
  /** Least log-likelihood ratio of a spoken command. */
  readonly voiceLlr: number;
}

/** Everything the guard judges by; made from the configuration, replaced at a reload. */
export interface GuardPolicies {
  readonly devices: Readonly<Record<string, DevicePolicy>>;
  readonly modes: Readonly<Record<string, ModePolicy>>;
  readonly cameras: Readonly<Record<string, SensorPolicy>>;
  readonly microphones: Readonly<Record<string, MicrophonePolicy>>;
  readonly codes: Readonly<Record<string, CodePolicy>>;
  /** Who may only at certain times. */
  readonly rights: readonly Right[];
  /** The house's own, such as Europe/Berlin. */
  readonly timeZone: string;
  /** The codes that end a lockdown; without any only the command line does. */
  readonly lockdownEndedBy: readonly string[];
  /** Gatehouse can be heard where people stand, and so can ask them something. */
  readonly speaks: boolean;
  /** The topic of each notifier. */
  readonly notifiers: Readonly<Record<string, string>>;
  /** Topic filters that `mqtt` actions may publish to. */
  readonly outputsAllow: readonly string[];
  readonly thresholds: Thresholds;
}

/** Measured at a door's own camera: 15 of 15 genuine visits and none of 80 strangers pass three frames at 0.58. */
export const DEFAULT_THRESHOLDS: Thresholds = {
  similarity: 0.58,
  margin: 0.08,
  frames: 3,
  live: 0.5,
  faceWidthPx: 44,
  voiceLlr: -5,
};

/** The factors of an alternative. */
export function factorsOf(alternative: Alternative): readonly Factor[] {
  return "all" in alternative ? alternative.all : [alternative];
}

/** Every window in which an alternative has to be judged to count. */
export function windowsOf(alternative: Alternative): readonly TimeWindow[] {
  const limits = [alternative, ...("all" in alternative ? alternative.all : [])];
  return limits.flatMap(({ when }) => when ?? []);
}

/** How many different people an alternative demands at least. */
export function peopleOf(alternative: Alternative): number {
  return "all" in alternative ? (alternative.people ?? 0) : 0;
}

/** Whether faces are all that an alternative demands, without a challenge. */
export function isFaceAlone(alternative: Alternative): boolean {
  return factorsOf(alternative).every((factor) => factor.by === "face" && factor.challenge === null);
}

/** Whether any command of the device needs evidence. */
export function isGuarded(device: DevicePolicy): boolean {
  return (
    device.type === "lock" ||
    device.type === "cover" ||
    Object.values(device.commands).some((policy) => policy !== "free")
  );
}
