import type { Debt } from "../guard/ports.ts";
import type { Instant } from "../runtime/clock.ts";
import type { LockValue } from "./lock-value.ts";

/**
 * The duty to lock again, as a pure state machine. A debt is paid only by a `LOCKED` that the lock itself reports, live,
 * after the lock command; until then the command is repeated, for ever, and said loudly.
 */
export interface RelockState {
  readonly debt: Debt | null;
  /** Somebody asked for the lock; pursued until this moment even without a debt. */
  readonly wishUntilT: number | null;
  /** An unlock is on its way: a lock command now could overtake it. */
  readonly delivering: boolean;
  /** It is not known whether an unlock that was sent has arrived, or will. */
  readonly doubtful: boolean;
  /**
   * The lock answered, but the unlock may still arrive: until then an `UNLOCKED` is locked again at once, and the debt stays
   * written down.
   */
  readonly late: { readonly debt: Debt; readonly untilT: number } | null;
  /** Until then an earlier unlock that was given up may still arrive, whatever became of those after it. */
  readonly strayUntilT: number | null;
  /** Lock commands sent in this pursuit; when the last one left, and when the next one is due. */
  readonly tries: number;
  readonly sentT: number | null;
  readonly nextT: number | null;
  readonly contact: "open" | "closed" | null;
  readonly brokerUp: boolean;
  /** When the trouble was last told, so that it is told rarely. */
  readonly toldT: number | null;
  readonly jamTold: boolean;
}

/** What happens to the duty. */
export type RelockInput =
  | { readonly kind: "restore"; readonly debt: Debt; readonly boot: string }
  /** A committed unlock is handed to the wire. */
  | { readonly kind: "owe"; readonly debt: Debt }
  /** A committed unlock was not sent after all: what was owed before is owed still, under the committed debt's name. */
  | { readonly kind: "abandon"; readonly debt: Debt }
  | { readonly kind: "delivered" }
  | { readonly kind: "expired" }
  | { readonly kind: "confirmed" }
  | { readonly kind: "wish" }
  | { readonly kind: "state"; readonly value: LockValue; readonly retained: boolean; readonly t: number }
  | { readonly kind: "contact"; readonly open: boolean; readonly retained: boolean }
  | { readonly kind: "broker"; readonly up: boolean }
  /** The lock command of that moment did not leave. */
  | { readonly kind: "send-failed"; readonly sentT: number }
  | { readonly kind: "tick" }
  | { readonly kind: "stop" };

/** What has to be done. */
export type RelockEffect =
  | { readonly kind: "send-lock" }
  /** The debt is gone. `paid`: the lock answered; otherwise nothing had been opened. */
  | { readonly kind: "settle"; readonly debt: Debt; readonly paid: boolean }
  /** The lock answered `LOCKED` to whoever asked. */
  | { readonly kind: "granted" }
  /** It did not in time, and nobody but who asked needs it. */
  | { readonly kind: "given-up"; readonly why: string }
  | { readonly kind: "failed"; readonly why: string };

/** The next state and what to do. */
export interface RelockStep {
  readonly state: RelockState;
  readonly effects: readonly RelockEffect[];
}

/** Between the first tries, and between later ones. */
const RETRY_MS = 2_000;
const SLOW_RETRY_MS = 10_000;
const QUICK_TRIES = 5;
/** So many tries without an answer are a failure, and it is told again this rarely. */
const TELL_AFTER_TRIES = 3;
const TELL_AGAIN_MS = 300_000;
/** A wish without a debt is pursued for so long. */
const WISH_MS = 30_000;
/** For so long an unlock whose fate is unknown may still arrive at the lock. */
const LATE_UNLOCK_MS = 60_000;

/** Nothing is owed. */
export const nothingOwed: RelockState = {
  debt: null,
  wishUntilT: null,
  delivering: false,
  doubtful: false,
  late: null,
  strayUntilT: null,
  tries: 0,
  sentT: null,
  nextT: null,
  contact: null,
  brokerUp: false,
  toldT: null,
  jamTold: false,
};

const restarted = { tries: 0, sentT: null, nextT: null, toldT: null, jamTold: false } as const;

/**
 * The debt after one more unlock: due later, but never later than `maxUnlockedMs` after the first unlock of which the lock
 * is still owed. Null if that moment has come: then nothing may be opened before the lock has answered.
 */
export function mergeDebts(owed: Debt | null, proposed: Debt, maxUnlockedMs: number): Debt | null {
  if (owed === null) return proposed;
  if (owed.boot !== proposed.boot) return null;
  const latestT = owed.sinceT + maxUnlockedMs;
  const dueT = Math.min(Math.max(owed.dueT, proposed.dueT), latestT);
  if (dueT <= proposed.sinceT) return null;
  return { ...proposed, sinceT: owed.sinceT, dueT, dueAt: proposed.dueAt + (dueT - proposed.dueT) };
}

/** When the machine has to be ticked, ms since boot; null if only something else can move it. */
export function wakeAtT(state: RelockState): number | null {
  if (state.delivering) return null;
  const times: number[] = [];
  if (state.wishUntilT !== null) times.push(state.wishUntilT);
  if (state.late !== null && state.brokerUp) times.push(state.late.untilT);
  if (state.debt !== null && state.nextT === null) times.push(state.debt.dueT);
  if (state.nextT !== null) times.push(state.nextT);
  return times.length === 0 ? null : Math.min(...times);
}

/** One step: takes what happened and returns what to do. */
export function relockStep(state: RelockState, input: RelockInput, now: Instant): RelockStep {
  const taken = take(state, input, now);
  const pursued = pursue(taken.state, now);
  return { state: pursued.state, effects: [...taken.effects, ...pursued.effects] };
}

function take(state: RelockState, input: RelockInput, now: Instant): RelockStep {
  switch (input.kind) {
    case "restore":
      return only({ ...state, ...restarted, debt: due(input.debt, input.boot, now), doubtful: true });
    case "owe":
      return only(owing(state, input.debt));
    case "abandon":
      return abandoned(state, input.debt);
    case "delivered":
      return only({ ...state, ...restarted, delivering: false });
    case "expired":
      return only(givenUp(state, now));
    case "confirmed":
      return only({ ...state, doubtful: false });
    case "wish":
      return only(wished(state, now));
    case "state":
      return input.retained ? only(state) : reported(state, input, now);
    case "contact":
      return only(contactChanged(state, input, now));
    case "broker":
      if (input.up === state.brokerUp) return only(state);
      return only(input.up ? reconnected(state, now) : { ...state, brokerUp: false });
    case "send-failed":
      return only(state.sentT === input.sentT ? { ...state, sentT: null } : state);
    case "tick":
      return only(state);
    case "stop":
      return only(dueNow(state, now));
  }
}

/** What the lock said meanwhile nobody has heard: where an unlock may have arrived late the lock is owed once more. */
function reconnected(state: RelockState, now: Instant): RelockState {
  const next = { ...state, brokerUp: true, nextT: null };
  return state.late === null ? next : owedAgain(next, state.late.debt, now);
}

/** An unlock whose lock had been answered may have opened the door after all. */
function owedAgain(state: RelockState, debt: Debt, now: Instant): RelockState {
  const dueNow: Debt = { ...debt, dueT: now.t, dueAt: now.at };
  return { ...state, ...restarted, debt: dueNow, late: null, doubtful: true };
}

/** Whether the unlock arrives is not known, nor when. */
function givenUp(state: RelockState, now: Instant): RelockState {
  const strayUntilT = now.t + LATE_UNLOCK_MS;
  return { ...dueNow(state, now), ...restarted, delivering: false, doubtful: true, strayUntilT };
}

/** A new unlock does not make an earlier one arrive. */
function owing(state: RelockState, debt: Debt): RelockState {
  return {
    ...state,
    ...restarted,
    strayUntilT: latest(state.strayUntilT, state.late?.untilT ?? null),
    debt,
    wishUntilT: null,
    delivering: true,
    doubtful: true,
    late: null,
  };
}

/** Joins a pursuit that is under way: many wishes make no more lock commands than one. */
function wished(state: RelockState, now: Instant): RelockState {
  const soonestT = state.sentT === null ? now.t : state.sentT + RETRY_MS;
  const nextT = state.nextT === null ? null : Math.min(state.nextT, soonestT);
  return { ...state, wishUntilT: now.t + WISH_MS, nextT };
}

/** The later of two moments; null is none. */
function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function only(state: RelockState): RelockStep {
  return { state, effects: [] };
}

/** After a reboot the `t`s of a debt mean nothing: it is due at once. */
function due(debt: Debt, boot: string, now: Instant): Debt {
  return debt.boot === boot ? debt : { ...debt, sinceT: now.t, dueT: now.t, boot };
}

function dueNow(state: RelockState, now: Instant): RelockState {
  if (state.debt === null || state.debt.dueT <= now.t) return state;
  return { ...state, nextT: null, debt: { ...state.debt, dueT: now.t, dueAt: now.at } };
}

function abandoned(state: RelockState, committed: Debt): RelockStep {
  const { request } = committed;
  if (state.debt !== null) return only({ ...state, debt: { ...state.debt, request } });
  if (state.late !== null)
    return only({ ...state, late: { ...state.late, debt: { ...state.late.debt, request } } });
  return { state, effects: [{ kind: "settle", debt: committed, paid: false }] };
}

function reported(
  state: RelockState,
  { value, t }: { readonly value: LockValue; readonly t: number },
  now: Instant,
): RelockStep {
  const answers = state.sentT !== null && t >= state.sentT;
  if (value === "LOCKED" && answers) return locked(state, now);
  if (value === "JAMMED" && answers && !state.jamTold) {
    const why = "The lock is jammed; Gatehouse keeps trying.";
    return { state: { ...state, jamTold: true, toldT: now.t }, effects: [{ kind: "failed", why }] };
  }
  if (value === "UNLOCKED" && state.debt === null && state.late !== null && now.t <= state.late.untilT) {
    const why = "The lock opened late, after its unlock had been given up; it is locked again at once.";
    return { state: owedAgain(state, state.late.debt, now), effects: [{ kind: "failed", why }] };
  }
  return only(state);
}

function locked(state: RelockState, now: Instant): RelockStep {
  const effects: RelockEffect[] = state.wishUntilT === null ? [] : [{ kind: "granted" }];
  const granted = { ...state, wishUntilT: null };
  // A bolt thrown in an open door locks nothing: still owed.
  if (state.debt === null || state.contact === "open") {
    return { state: state.debt === null ? { ...granted, ...restarted } : granted, effects };
  }
  const done = { ...granted, ...restarted, debt: null, doubtful: false, strayUntilT: null };
  const untilT = latest(state.doubtful ? now.t + LATE_UNLOCK_MS : null, state.strayUntilT);
  if (untilT !== null && untilT > now.t) {
    return { state: { ...done, late: { debt: state.debt, untilT } }, effects };
  }
  return { state: done, effects: [...effects, { kind: "settle", debt: state.debt, paid: true }] };
}

function contactChanged(
  state: RelockState,
  { open, retained }: { readonly open: boolean; readonly retained: boolean },
  now: Instant,
): RelockState {
  // A stored "open" may be long untrue, and must not keep a lock from being locked. But where the door was seen open, a
  // stored "closed" tells that it was closed while nobody listened.
  if (retained && (open || state.contact !== "open")) return state;
  const closes = state.contact === "open" && !open;
  const next: RelockState = { ...state, contact: open ? "open" : "closed" };
  return closes ? { ...dueNow(next, now), nextT: null, toldT: null } : next;
}

/** Sends, repeats, tells: whatever the present state asks for at this moment. */
function pursue(state: RelockState, now: Instant): RelockStep {
  // Without the broker nobody hears that the lock opened: what may have happened meanwhile is settled on reconnect.
  if (state.late !== null && state.brokerUp && now.t >= state.late.untilT) {
    const rest = pursue({ ...state, late: null }, now);
    const settle: RelockEffect = { kind: "settle", debt: state.late.debt, paid: true };
    return { state: rest.state, effects: [settle, ...rest.effects] };
  }
  if (state.wishUntilT !== null && now.t >= state.wishUntilT) {
    const cause = state.brokerUp ? "" : ": there is no connection to the MQTT broker";
    const why = `The lock did not report LOCKED within ${WISH_MS / 1000} s${cause}.`;
    const rest = pursue({ ...state, wishUntilT: null }, now);
    return { state: rest.state, effects: [{ kind: "given-up", why }, ...rest.effects] };
  }
  return pursueLock(state, now);
}

function pursueLock(state: RelockState, now: Instant): RelockStep {
  if (state.delivering) return only(state);
  const owed = state.debt !== null && now.t >= state.debt.dueT;
  // Nobody wants the lock yet, or any more: a pursuit that has ended leaves nothing to wake up for.
  if (!owed && state.wishUntilT === null) return only({ ...state, ...restarted });
  if (state.nextT !== null && now.t < state.nextT) return only(state);
  if (state.contact === "open" && state.wishUntilT === null) {
    return telling(
      { ...state, nextT: now.t + TELL_AGAIN_MS },
      "The door stands open, so it cannot be locked; it is locked as soon as it closes.",
      now,
    );
  }
  if (!state.brokerUp) {
    const why = "The lock cannot be reached (no connection to the MQTT broker); it is locked on reconnect.";
    const waiting = { ...state, nextT: now.t + SLOW_RETRY_MS };
    return owed ? telling(waiting, why, now) : only(waiting);
  }
  return sending(state, owed, now);
}

function sending(state: RelockState, owed: boolean, now: Instant): RelockStep {
  const tries = state.tries + 1;
  const nextT = now.t + (tries <= QUICK_TRIES ? RETRY_MS : SLOW_RETRY_MS);
  const sent: RelockState = { ...state, tries, sentT: now.t, nextT };
  const send: RelockEffect = { kind: "send-lock" };
  if (!owed || tries <= TELL_AFTER_TRIES) return { state: sent, effects: [send] };
  const why = `The door may stand unlocked: ${state.tries} lock commands were not answered by LOCKED. Gatehouse keeps trying.`;
  const told = telling(sent, why, now);
  return { state: told.state, effects: [...told.effects, send] };
}

function telling(state: RelockState, why: string, now: Instant): RelockStep {
  if (state.toldT !== null && now.t - state.toldT < TELL_AGAIN_MS) return only(state);
  return { state: { ...state, toldT: now.t }, effects: [{ kind: "failed", why }] };
}
