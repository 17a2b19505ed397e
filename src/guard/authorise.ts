import type { Action, Request } from "../events/action.ts";
import type { Instant } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import { judgeAlternatives, type Satisfied } from "./alternatives.ts";
import { judgeAddress } from "./addresses.ts";
import { denied, type Allowed, type Challenged, type Denied, type Judgement } from "./decision.ts";
import type { Hearing } from "./face.ts";
import { BROKER_SETTLE_MS, LOCKDOWN_CODE_MS, RATE_WINDOW_MS } from "./limits.ts";
import { guardedTopic, judgeTopic } from "./outputs.ts";
import { seconds } from "./phrases.ts";
import { isGuarded, type Alternative, type DevicePolicy, type GuardPolicies } from "./policy.ts";
import type { Debt, Spend } from "./ports.ts";
import type { GuardState } from "./state.ts";
import { trackKey } from "./track-key.ts";

/** What a request is judged in. */
export interface Circumstances {
  readonly policies: GuardPolicies;
  readonly now: Instant;
  readonly boot: string;
  readonly run: string;
}

/**
 * The guard's decision about a request, from what `observe` has folded into `state`. Pure. Whatever goes wrong inside is a
 * denial. Where nothing but a challenge is missing the answer is `challenged`: see `guard/challenge`. The caller has to `observe` an allowed decision (`kind: "authorised"`) before it asks again: see `Gatekeeper`.
 */
export function authorise(state: GuardState, request: Request, circumstances: Circumstances): Judgement {
  try {
    return judge(state, request, circumstances);
  } catch (error) {
    return denied(
      "GUARD_ERROR",
      `The guard could not judge this, so it is denied (report this fault): ${messageOf(error)}`,
    );
  }
}

function judge(state: GuardState, request: Request, circumstances: Circumstances): Judgement {
  const { action } = request;
  switch (action.kind) {
    case "device":
      return judgeDevice(state, { request, action, ...circumstances });
    case "mode":
      return judgeMode(state, { request, action, ...circumstances });
    case "lockdown":
      return judgeLockdown(state, { request, action, ...circumstances });
    case "rule":
      return judgeRule(state, { request, action, ...circumstances });
    case "mqtt":
      return judgeTopic(action.topic, circumstances.policies) ?? free(circumstances, "The topic is allowed.");
    case "http":
      return (
        judgeAddress(action.url, circumstances.policies) ?? free(circumstances, "The address is allowed.")
      );
    case "notify":
      return judgeNotify(action.notifier, circumstances);
    case "record":
    case "snapshot":
      return Object.hasOwn(circumstances.policies.cameras, action.camera)
        ? free(circumstances, "Recording needs no evidence.")
        : denied("UNKNOWN_CAMERA", `There is no camera ${action.camera}.`);
    case "speak":
      return free(circumstances, "Speaking needs no evidence.");
    case "ask":
    case "listen":
      return Object.hasOwn(circumstances.policies.microphones, action.microphone)
        ? free(circumstances, "Asking and listening need no evidence.")
        : denied("UNKNOWN_MICROPHONE", `There is no microphone ${action.microphone}.`);
  }
}

interface Case<Kind extends Action["kind"]> extends Circumstances {
  readonly request: Request;
  readonly action: Extract<Action, { kind: Kind }>;
}

function judgeDevice(state: GuardState, matter: Case<"device">): Judgement {
  const { action, policies } = matter;
  const device = own(policies.devices, action.device);
  if (device === undefined) return denied("UNKNOWN_DEVICE", `There is no device ${action.device}.`);
  if (device.type === "lock" && action.command === "lock") return free(matter, "Locking is always allowed.");
  const policy = own(device.commands, action.command);
  if (policy === undefined) {
    return denied("UNKNOWN_COMMAND", `Device ${action.device} has no command ${action.command}.`);
  }
  if (policy === "free" && !opens(device, action.command)) {
    const foreign = isGuarded(device) ? null : firstGuardedTopic(device, policies);
    return foreign === null ? free(matter, "This needs no evidence.") : denied("TOPIC_GUARDED", foreign);
  }
  const alternatives = policy === "free" ? [] : policy.alternatives;
  const unfit =
    lockedDown(state) ??
    unfitMoment(state, matter) ??
    lockedSince(state, matter) ??
    tooOften(state, matter, device);
  if (unfit !== null) return unfit;
  const target = `${action.command} ${action.device}`;
  const hearing = hearingOf(state, matter, { simulated: device.simulated, anyCamera: false, target });
  const debt = device.type === "lock" ? debtOf(matter, device) : null;
  return decided(judgeAlternatives(alternatives, hearing), matter, debt);
}

/** What is never free, whatever the policy says. */
function opens({ type }: DevicePolicy, command: string): boolean {
  return (type === "lock" && command === "unlock") || (type === "cover" && command === "open");
}

function judgeMode(state: GuardState, matter: Case<"mode">): Judgement {
  const { action, policies } = matter;
  if (!Object.hasOwn(policies.modes, action.mode)) {
    return denied("UNKNOWN_MODE", `There is no mode ${action.mode}.`);
  }
  const alternatives = toLeave(state.mode, policies);
  if (alternatives === null || state.mode === action.mode)
    return free(matter, "Changing to it needs no evidence.");
  return judgeLeaving(state, matter, alternatives);
}

function judgeLeaving(
  state: GuardState,
  matter: Case<"mode"> | Case<"rule">,
  alternatives: readonly Alternative[],
): Judgement {
  const unfit = lockedDown(state) ?? unfitMoment(state, matter);
  if (unfit !== null) return unfit;
  const target = `leave ${String(state.mode)}`;
  const hearing = hearingOf(state, matter, { simulated: false, anyCamera: true, target });
  return decided(judgeAlternatives(alternatives, hearing), matter, null);
}

/**
 * What a rule asks for is judged by itself, so that anybody may switch one on. But a guarded mode is worth what its rules do:
 * switching one off takes what leaving the mode takes. Who may run commands as Gatehouse may edit the rules' files too.
 */
function judgeRule(state: GuardState, matter: Case<"rule">): Judgement {
  const { action, request, policies } = matter;
  if (action.enabled) return free(matter, "Switching a rule on needs no evidence.");
  if (request.by.kind === "command") return free(matter, "The command line may switch rules off.");
  const alternatives = toLeave(state.mode, policies);
  return alternatives === null
    ? free(matter, "Switching a rule off needs no evidence in this mode.")
    : judgeLeaving(state, matter, alternatives);
}

/** Anybody may begin a lockdown; a code that is there for it ends it, or who may run commands as Gatehouse. */
function judgeLockdown(state: GuardState, matter: Case<"lockdown">): Judgement {
  const { action, request, policies } = matter;
  if (action.active) return free(matter, "A lockdown may always begin.");
  if (!state.lockdown) return free(matter, "There is no lockdown.");
  if (request.by.kind === "command") return free(matter, "The command line may end it.");
  const codes = policies.lockdownEndedBy;
  if (codes.length === 0) return denied("LOCKDOWN", "Only the command line ends this lockdown.");
  const unfit = unfitMoment(state, matter);
  if (unfit !== null) return unfit;
  const scope = { simulated: false, anyCamera: false, target: "end the lockdown" };
  const code: Alternative = { by: "code", codes, people: null, withinMs: LOCKDOWN_CODE_MS };
  const judgement = decided(judgeAlternatives([code], hearingOf(state, matter, scope)), matter, null);
  return judgement.outcome === "allowed" ? { ...judgement, endsLockdown: true } : judgement;
}

function lockedDown({ lockdown }: GuardState): Denied | null {
  return lockdown
    ? denied("LOCKDOWN", "There is a lockdown: nothing is opened or disarmed until it is ended.")
    : null;
}

/** What leaving the present mode demands. While it is not known, nothing can be left in a house that has guarded modes. */
function toLeave(mode: string | null, policies: GuardPolicies): readonly Alternative[] | null {
  const present = mode === null ? undefined : own(policies.modes, mode);
  if (present !== undefined) return present.leave;
  return Object.values(policies.modes).some((known) => known.leave !== null) ? [] : null;
}

function judgeNotify(notifier: string | null, circumstances: Circumstances): Judgement {
  const { notifiers } = circumstances.policies;
  const topics = notifier === null ? Object.values(notifiers) : [own(notifiers, notifier)];
  for (const topic of topics) {
    if (topic === undefined) return denied("UNKNOWN_NOTIFIER", `There is no notifier ${String(notifier)}.`);
    const guarded = guardedTopic(topic, circumstances.policies);
    if (guarded !== null) return denied("TOPIC_GUARDED", guarded);
  }
  return free(circumstances, "Notifying needs no evidence.");
}

function firstGuardedTopic(device: DevicePolicy, policies: GuardPolicies): string | null {
  return device.topics.map((topic) => guardedTopic(topic, policies)).find((found) => found !== null) ?? null;
}

/** Why nothing that is guarded can be authorised at this moment, whatever the evidence. */
function unfitMoment(state: GuardState, { run, boot, now }: Circumstances): Denied | null {
  if (run !== state.run || boot !== state.boot) {
    return denied("OTHER_RUN", "What the guard knows belongs to another start of Gatehouse.");
  }
  if (state.twin !== null) {
    return denied(
      "TWIN_INSTANCE",
      `Another Gatehouse of the same name is on the broker (${state.twin}); stop one of them or rename it.`,
    );
  }
  if (state.brokerSinceT === null) return denied("BROKER_AWAY", "There is no connection to the MQTT broker.");
  const standsMs = now.t - state.brokerSinceT;
  if (standsMs >= BROKER_SETTLE_MS) return null;
  return denied(
    "BROKER_TOO_NEW",
    `The connection to the MQTT broker stands for only ${seconds(Math.max(0, standsMs))}; ${seconds(BROKER_SETTLE_MS)} are needed.`,
  );
}

/** A request waits while its code or its challenge is looked at; whoever asks for the lock meanwhile means it. */
function lockedSince(state: GuardState, { action, request }: Case<"device">): Denied | null {
  const asked = state.lockAsked.get(action.device);
  if (asked === undefined || asked <= request.t) return null;
  return denied("LOCKED_SINCE", `Somebody has asked for ${action.device} to be shut since.`);
}

function tooOften(
  state: GuardState,
  { action, now }: Case<"device">,
  { unlocksPerMinute }: DevicePolicy,
): Denied | null {
  const recent = state.unlocks.filter(
    (unlock) => unlock.device === action.device && now.t - unlock.t < RATE_WINDOW_MS,
  );
  if (recent.length < unlocksPerMinute) return null;
  return denied(
    "RATE_LIMIT",
    `${action.device} was opened ${recent.length} times in the last minute; ${unlocksPerMinute} are allowed.`,
  );
}

function hearingOf(
  state: GuardState,
  { policies, now, request }: { policies: GuardPolicies; now: Instant; request: Request },
  scope: { readonly simulated: boolean; readonly anyCamera: boolean; readonly target: string },
): Hearing {
  return { state, policies, now, cause: request.cause, request: request.id, pass: null, ...scope };
}

function debtOf({ request, action, now, boot }: Case<"device">, device: DevicePolicy): Debt {
  const forMs = Math.min(device.relockAfterMs ?? device.maxUnlockedMs, device.maxUnlockedMs);
  return {
    device: action.device,
    request: request.id,
    sinceT: now.t,
    dueT: now.t + forMs,
    dueAt: now.at + forMs,
    boot,
  };
}

function decided(
  judged: Satisfied | Challenged | Denied,
  { now, boot }: Circumstances,
  debt: Debt | null,
): Judgement {
  if (judged.outcome !== "satisfied") return judged;
  const spends = judged.faces.map(({ event }): Spend => ({
    person: event.person,
    camera: event.camera,
    track: trackKey(event.run, event.track),
    t: now.t,
    at: now.at,
    boot,
  }));
  const seen = judged.faces.map(
    ({ event }) => `${event.person} was recognised at ${event.camera} ${seconds(now.t - event.t)} ago`,
  );
  const voice = judged.evidence.find((item) => item.kind === "voice");
  const said = voice === undefined ? [] : [`“${String(voice.facts["sentence"])}” was said there`];
  const asked = judged.evidence.flatMap(({ kind, facts }) => {
    if (kind === "code") return [`the code ${String(facts["code"])} was entered`];
    return kind === "hub" ? [`a message on ${String(facts["topic"])} asked for it`] : [];
  });
  const did = judged.passes.map(({ kind, person }) =>
    kind === "say-code" ? `${person} said the code that was asked for` : `${person} turned the head as asked`,
  );
  return {
    outcome: "allowed",
    guarded: true,
    reason: sentence([...seen, ...said, ...asked, ...did], judged.faces.length > 0),
    evidence: judged.evidence,
    spends,
    debt,
    faces: judged.faces,
    passes: judged.passes,
    t: now.t,
  };
}

/** Parts as a sentence; one that begins with a name leaves it as it is written. */
function sentence(parts: readonly string[], startsWithName: boolean): string {
  const text = `${parts.join(" and ")}.`;
  return startsWithName ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function free({ now }: Circumstances, reason: string): Allowed {
  return {
    outcome: "allowed",
    guarded: false,
    reason,
    evidence: [],
    spends: [],
    debt: null,
    faces: [],
    passes: [],
    t: now.t,
  };
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
