import type { EventOf, Evidence, GatehouseEvent } from "../events/catalogue.ts";
import type { Sighting } from "../events/sighting.ts";
import type { SpokenAnswer } from "../events/spoken-answer.ts";
import type { Allowed } from "./decision.ts";
import { EVIDENCE_KEPT_MS, HUB_WINDOW_MS, RATE_WINDOW_MS } from "./limits.ts";
import { observeSighting, pictureProblem } from "./observe-sighting.ts";
import type { Spend } from "./ports.ts";
import { unseen, type GuardState } from "./state.ts";

/** What the guard learns from. */
export type GuardInput =
  | { readonly kind: "event"; readonly event: GatehouseEvent }
  /** `t` is when the sighting reached the brain, ms since boot. */
  | { readonly kind: "sighting"; readonly sighting: Sighting; readonly t: number }
  | { readonly kind: "broker"; readonly connectedSinceT: number | null }
  /** Another live daemon with the same node name (its instance id), or null once it is gone. */
  | { readonly kind: "twin"; readonly instance: string | null }
  /** Spent evidence of earlier starts. */
  | { readonly kind: "spends"; readonly spends: readonly Spend[] }
  /** The mode at the start of the daemon. */
  | { readonly kind: "mode"; readonly mode: string }
  /** Whether nothing guarded is opened. */
  | { readonly kind: "lockdown"; readonly active: boolean }
  /** What a prompt of a challenge has come to: it was said until `t`, ms since boot, or it was not. */
  | { readonly kind: "spoken"; readonly challenge: string; readonly prompt: number; readonly t: number }
  | { readonly kind: "unspoken"; readonly challenge: string; readonly prompt: number; readonly why: string }
  /** What somebody said who was asked to say something. */
  | { readonly kind: "answer"; readonly answer: SpokenAnswer }
  /** Why the wall clock cannot be relied on, as part of a sentence; null: it can. */
  | { readonly kind: "clock"; readonly untrusted: string | null }
  /** The latest time in the journal, ms since the epoch. */
  | { readonly kind: "journalled"; readonly at: number }
  /** Time has passed. */
  | { readonly kind: "tick" }
  /** A decision of this guard: its evidence is spent from now on, whatever becomes of the request. */
  | {
      readonly kind: "authorised";
      readonly request: string;
      readonly device: string | null;
      readonly decision: Allowed;
    };

const FACES_KEPT = 256;
const VOICES_KEPT = 32;
const USED_VOICES_KEPT = 64;
/** Codes and messages; ten commands a second are taken at most, and each is judged at once. */
const ASKED_KEPT = 64;
const LOCKS_ASKED_KEPT = 128;
const USED_REQUESTS_KEPT = 128;
const HUB_USES_KEPT = 1_024;
const UNLOCKS_KEPT = 256;

/** The guard after one more fact. */
export function observe(state: GuardState, input: GuardInput): GuardState {
  switch (input.kind) {
    case "event":
      return observeEvent(withLatest(state, input.event.at), input.event);
    case "sighting":
      // A picture from the future has a broken time, and nothing can be concluded from it.
      return input.sighting.t > input.t ? state : observeSighting(state, input.sighting);
    case "broker":
      return { ...state, brokerSinceT: input.connectedSinceT };
    case "twin":
      return { ...state, twin: input.instance };
    case "spends":
      return withSpends(state, input.spends);
    case "mode":
      return { ...state, mode: input.mode };
    case "clock":
      return { ...state, clock: { ...state.clock, untrusted: input.untrusted } };
    case "journalled":
      return withLatest(state, input.at);
    case "lockdown":
      return { ...state, lockdown: input.active };
    case "authorised":
      return withAuthorised(state, input);
    case "spoken":
    case "unspoken":
    case "answer":
    case "tick":
      // They concern the challenges alone: see `advanceAll`.
      return state;
  }
}

function observeEvent(state: GuardState, event: GatehouseEvent): GuardState {
  if (event.name === "mode.changed") return { ...state, mode: event.to };
  if (event.name === "request.allowed") return event.boot === state.boot ? withCounted(state, event) : state;
  if (event.run !== state.run || event.boot !== state.boot) return state;
  switch (event.name) {
    case "face.recognized":
      return withFace(state, event);
    case "face.unknown":
    case "face.spoofed":
      return withoutFace(state, event);
    case "voice.commanded":
      return { ...state, voices: newest([...state.voices, event], event.t).slice(-VOICES_KEPT) };
    case "code.entered":
      return { ...state, codes: newest([...state.codes, event], event.t).slice(-ASKED_KEPT) };
    case "hub.requested":
      if (event.request === null) return state;
      return { ...state, messages: newest([...state.messages, event], event.t).slice(-ASKED_KEPT) };
    case "request.made":
      return withLockAsked(state, event);
    case "sensor.lost":
      return withLostSensor(state, event);
    case "sensor.recovered":
      return withRecoveredSensor(state, event.sensor);
    default:
      return state;
  }
}

function withLatest(state: GuardState, at: number): GuardState {
  return at > state.clock.latestAt ? { ...state, clock: { ...state.clock, latestAt: at } } : state;
}

function withFace(state: GuardState, event: EventOf<"face.recognized">): GuardState {
  const view = state.cameras.get(event.camera) ?? unseen;
  // What was recognised in a picture that is no evidence stays worthless when the stream catches up.
  if (view.lost !== null || (view.latest !== null && pictureProblem(view.latest) !== null)) return state;
  if (event.t <= (view.blindT ?? Number.NEGATIVE_INFINITY)) return state;
  const others = state.faces.filter((face) => face.camera !== event.camera || face.track !== event.track);
  const spent = state.spent.map((entry) =>
    entry.spend.person === event.person && entry.spend.camera === event.camera
      ? { ...entry, awaySinceT: null }
      : entry,
  );
  return { ...state, spent, faces: newest([...others, event], event.t).slice(-FACES_KEPT) };
}

/** Whoever was recognised in this track is not any more. */
function withoutFace(state: GuardState, event: EventOf<"face.unknown" | "face.spoofed">): GuardState {
  return {
    ...state,
    faces: state.faces.filter((face) => face.camera !== event.camera || face.track !== event.track),
  };
}

/** What takes an opening back that somebody still waits for. */
const SHUTS: readonly string[] = ["lock", "close", "stop"];

/** Somebody wants a device shut. What Gatehouse itself locks again is nobody's wish. */
function withLockAsked(state: GuardState, { detail, by, t }: EventOf<"request.made">): GuardState {
  if (detail.kind !== "device" || !SHUTS.includes(detail.command) || by.kind === "gatehouse") return state;
  const others = [...state.lockAsked].filter(([device]) => device !== detail.device);
  const lastT = Math.max(state.lockAsked.get(detail.device) ?? t, t);
  return {
    ...state,
    lockAsked: new Map([...others, [detail.device, lastT] as const].slice(-LOCKS_ASKED_KEPT)),
  };
}

function withLostSensor(state: GuardState, event: EventOf<"sensor.lost">): GuardState {
  const { kind, name } = sensorOf(event.sensor);
  if (kind === "microphone") {
    return {
      ...state,
      lostMicrophones: new Map(state.lostMicrophones).set(name, event.why),
      voices: state.voices.filter((voice) => voice.microphone !== name),
    };
  }
  const shownT = state.cameras.get(name)?.shownT ?? null;
  return {
    ...state,
    // Without a latest picture whoever is out of view begins to be so anew: see `watched`.
    cameras: new Map(state.cameras).set(name, { ...unseen, shownT, lost: event.why, blindT: event.t }),
    faces: state.faces.filter((face) => face.camera !== name),
  };
}

function withRecoveredSensor(state: GuardState, sensor: string): GuardState {
  const { kind, name } = sensorOf(sensor);
  if (kind === "microphone") {
    const lostMicrophones = new Map(state.lostMicrophones);
    lostMicrophones.delete(name);
    return { ...state, lostMicrophones };
  }
  const { blindT, shownT } = state.cameras.get(name) ?? unseen;
  return { ...state, cameras: new Map(state.cameras).set(name, { ...unseen, blindT, shownT }) };
}

function sensorOf(sensor: string): { kind: "camera" | "microphone"; name: string } {
  if (sensor.startsWith("microphone:"))
    return { kind: "microphone", name: sensor.slice("microphone:".length) };
  return { kind: "camera", name: sensor.startsWith("camera:") ? sensor.slice("camera:".length) : sensor };
}

function withSpends(state: GuardState, spends: readonly Spend[]): GuardState {
  const added = spends.map((spend) => ({ spend, awaySinceT: null }));
  // The same person at the same camera is one entry: the latest spend counts.
  const kept = state.spent.filter(
    ({ spend }) => !spends.some((other) => other.person === spend.person && other.camera === spend.camera),
  );
  return { ...state, spent: [...kept, ...added] };
}

/** What is counted against `max_per_minute`. */
const OPENS: readonly string[] = ["unlock", "open"];

function withCounted(before: GuardState, event: EventOf<"request.allowed">): GuardState {
  const state = withHubUse(before, event);
  if (event.device === null || !OPENS.includes(event.action)) return state;
  return counted(state, { device: event.device, request: event.request, t: event.t });
}

function counted(state: GuardState, unlock: { device: string; request: string; t: number }): GuardState {
  if (state.unlocks.some((other) => other.request === unlock.request)) return state;
  const recent = state.unlocks.filter((other) => unlock.t - other.t < RATE_WINDOW_MS);
  return { ...state, unlocks: [...recent, unlock].slice(-UNLOCKS_KEPT) };
}

function withAuthorised(
  state: GuardState,
  { request, device, decision }: Extract<GuardInput, { kind: "authorised" }>,
): GuardState {
  if (!decision.guarded) return state;
  const voices = decision.evidence.filter((item) => item.kind === "voice").map((item) => item.event);
  const spent = withSpends(state, decision.spends);
  const passed = state.challenges.passed.filter((pass) => pass.request !== request);
  const challenges = { ...state.challenges, passed };
  const used = {
    ...withHubUse(spent, { request, evidence: decision.evidence, t: decision.t }),
    challenges,
    usedVoices: [...spent.usedVoices, ...voices].slice(-USED_VOICES_KEPT),
    usedRequests: [...spent.usedRequests, request].slice(-USED_REQUESTS_KEPT),
  };
  return device === null ? used : counted(used, { device, request, t: decision.t });
}

/** Counts what a message of the hub has authorised, once a request. */
function withHubUse(
  state: GuardState,
  { request, evidence, t }: { request: string; evidence: readonly Evidence[]; t: number },
): GuardState {
  const target = evidence.find((item) => item.kind === "hub")?.facts["target"];
  if (typeof target !== "string" || state.hubUses.some((use) => use.request === request)) return state;
  const recent = state.hubUses.filter((use) => t - use.t < HUB_WINDOW_MS);
  return { ...state, hubUses: [...recent, { target, request, t }].slice(-HUB_USES_KEPT) };
}

function newest<Event extends { readonly t: number }>(events: readonly Event[], nowT: number): Event[] {
  return events.filter((event) => nowT - event.t <= EVIDENCE_KEPT_MS);
}
