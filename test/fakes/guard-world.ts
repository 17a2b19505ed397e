import type { Request } from "../../src/events/action.ts";
import type { EventOf, GatehouseEvent } from "../../src/events/catalogue.ts";
import type { Sighting, TrackSighting } from "../../src/events/sighting.ts";
import type { Circumstances } from "../../src/guard/authorise.ts";
import { authorise } from "../../src/guard/authorise.ts";
import type { CodeTools } from "../../src/guard/challenge/code-tools.ts";
import type { Decision, Judgement } from "../../src/guard/decision.ts";
import { observe, type GuardInput } from "../../src/guard/observe.ts";
import {
  DEFAULT_THRESHOLDS,
  type Alternative,
  type DevicePolicy,
  type FaceFactor,
  type GuardPolicies,
} from "../../src/guard/policy.ts";
import { emptyGuard, type GuardState } from "../../src/guard/state.ts";

export const RUN = "run-1";
export const BOOT = "boot-1";
/** The `t` at which the stories of these tests happen. */
export const NOW_T = 1_000_000;

const envelope = {
  v: 1 as const,
  boot: BOOT,
  run: RUN,
  at: 1_700_000_000_000,
  box: [0.4, 0.2, 0.2, 0.4] as [number, number, number, number],
};
let seq = 0;

/** Ana of the family, recognised alive at the front door, 500 ms before `NOW_T`. */
export function recognized(changes: Partial<EventOf<"face.recognized">> = {}): EventOf<"face.recognized"> {
  seq += 1;
  return {
    ...envelope,
    id: `face-${seq}`,
    seq,
    name: "face.recognized",
    t: NOW_T - 500,
    source: "camera:front_door",
    camera: "front_door",
    track: 7,
    zones: ["porch"],
    live: 0.98,
    frames: 4,
    quality: 0.9,
    media: [],
    person: "Ana",
    group: "family",
    similarity: 0.71,
    margin: 0.31,
    ...changes,
  };
}

/** Somebody says "open the door" at the hall's microphone while Ana stands there. */
export function commanded(changes: Partial<EventOf<"voice.commanded">> = {}): EventOf<"voice.commanded"> {
  seq += 1;
  return {
    ...envelope,
    id: `voice-${seq}`,
    seq,
    name: "voice.commanded",
    t: NOW_T - 800,
    source: "microphone:hall",
    microphone: "hall",
    phrase: "hey gatehouse",
    sentence: "open the door",
    intent: "open-by-voice",
    slots: {},
    confidence: 0.9,
    llr: -1,
    timings: {},
    people: ["Ana"],
    media: [],
    ...changes,
  };
}

/** Any other event of a sensor. */
export function sensorEvent(
  name: "sensor.lost" | "sensor.recovered",
  sensor: string,
  t = NOW_T - 100,
): GatehouseEvent {
  seq += 1;
  return { ...envelope, id: `sensor-${seq}`, seq, name, t, source: sensor, sensor, why: "unplugged" };
}

/** Ana's track as the camera sees it. */
export function track(changes: Partial<TrackSighting> = {}): TrackSighting {
  return {
    track: 7,
    box: envelope.box,
    zones: ["porch"],
    identity: "recognized",
    person: "Ana",
    group: "family",
    similarity: 0.7,
    margin: 0.3,
    live: 0.97,
    frames: 5,
    faceWidthPx: 120,
    yaw: 0,
    mouthOpening: 0,
    lastLookT: NOW_T - 100,
    steadySinceT: NOW_T - 1_500,
    ...changes,
  };
}

/** Somebody whom Gatehouse does not know (yet). */
export function stranger(changes: Partial<TrackSighting> = {}): TrackSighting {
  return track({
    track: 8,
    identity: "undecided",
    person: null,
    group: null,
    similarity: null,
    margin: null,
    steadySinceT: null,
    ...changes,
  });
}

/** What the front door's camera sees 100 ms before `NOW_T`: Ana. */
export function sighting(changes: Partial<Sighting> = {}): Sighting {
  return {
    camera: "front_door",
    at: envelope.at,
    t: NOW_T - 100,
    tracks: [track()],
    lagMs: 40,
    frozen: false,
    covered: false,
    leapt: false,
    ...changes,
  };
}

/** The front door's policy: family, alive, on the porch, alone, within 3 s; replay accepted. */
export function faceFactor(changes: Partial<FaceFactor> = {}): FaceFactor {
  return {
    by: "face",
    groups: ["family"],
    people: null,
    cameras: ["front_door"],
    zones: ["porch"],
    live: true,
    alone: true,
    withinMs: 3_000,
    challenge: null,
    acceptsReplay: true,
    ...changes,
  };
}

/** A lock with these alternatives. */
export function lockPolicy(
  alternatives: readonly Alternative[] = [faceFactor()],
  changes: Partial<DevicePolicy> = {},
): DevicePolicy {
  return {
    type: "lock",
    simulated: false,
    commands: { lock: "free", unlock: { alternatives } },
    topics: [
      "zigbee2mqtt/front_door_lock/set",
      "zigbee2mqtt/front_door_lock",
      "zigbee2mqtt/front_door_contact",
    ],
    unlocksPerMinute: 3,
    relockAfterMs: 10_000,
    maxUnlockedMs: 120_000,
    ...changes,
  };
}

/** The policies of a house with one lock. */
export function policies(changes: Partial<GuardPolicies> = {}): GuardPolicies {
  return {
    devices: { front_door_lock: lockPolicy() },
    modes: { home: { leave: null }, away: { leave: null } },
    cameras: { front_door: { replay: false }, garden: { replay: false } },
    microphones: { hall: { replay: false, near: ["front_door"] } },
    codes: { anna: { person: "Ana" }, guest: { person: null } },
    rights: [],
    lockdownEndedBy: [],
    timeZone: "Europe/Berlin",
    speaks: true,
    notifiers: {},
    outputsAllow: [],
    thresholds: DEFAULT_THRESHOLDS,
    ...changes,
  };
}

/** The same house with another policy of its lock. */
export function lockedBy(
  alternatives: readonly Alternative[],
  changes: Partial<DevicePolicy> = {},
): GuardPolicies {
  return policies({ devices: { front_door_lock: lockPolicy(alternatives, changes) } });
}

/** A rule's request for `action`. */
export function request(
  action: Request["action"] = { kind: "device", device: "front_door_lock", command: "unlock" },
  changes: Partial<Request> = {},
): Request {
  seq += 1;
  return {
    id: `request-${seq}`,
    action,
    by: { kind: "rule", rule: "open-for-family", ruleRun: "run-of-rule" },
    cause: null,
    at: envelope.at,
    t: NOW_T,
    ...changes,
  };
}

/** What the guard has learnt when Ana stands at the door, and everything is as it should be. */
export function anaAtTheDoor(): GuardInput[] {
  return [
    { kind: "broker", connectedSinceT: NOW_T - 60_000 },
    { kind: "event", event: recognized() },
    { kind: "sighting", sighting: sighting(), t: NOW_T - 50 },
  ];
}

/** The guard's state after these inputs. */
export function guardAfter(inputs: readonly GuardInput[]): GuardState {
  return inputs.reduce(observe, emptyGuard({ run: RUN, boot: BOOT }));
}

/** What a guard that has learnt `inputs` says to a request (by default: unlock the front door) at `NOW_T`. */
export function judged(
  inputs: readonly GuardInput[],
  options: { request?: Request; policies?: GuardPolicies; now?: Circumstances["now"] } = {},
): Decision {
  const judgement = judgementOf(inputs, options);
  if (judgement.outcome === "challenged") throw new Error("only a challenge is missing");
  return judgement;
}

function judgementOf(
  inputs: readonly GuardInput[],
  options: { request?: Request; policies?: GuardPolicies; now?: Circumstances["now"] } = {},
): Judgement {
  return authorise(guardAfter(inputs), options.request ?? request(), {
    policies: options.policies ?? policies(),
    now: options.now ?? { at: envelope.at, t: NOW_T },
    boot: BOOT,
    run: RUN,
  });
}

/** Codes that are all the same, and answers that are right if they are that phrase. */
const plainTools: CodeTools = {
  drawCode: () => ({ phrase: "yellow elephant", candidates: ["yellow elephant", "purple giraffe"] }),
  isCodeSpoken: (answer, phrase) =>
    answer.phrase === phrase ? { ok: true, why: null } : { ok: false, why: "it was another phrase" },
  mouthFollowsSound: (mouth, answer) => {
    const moved = mouth.some(
      ({ t, opening }) => t >= answer.startT && t <= answer.endT && (opening ?? 0) > 0.1,
    );
    return {
      agrees: moved,
      why: moved ? null : "it was still",
      moved: 1,
      before: 0,
      correlation: 1,
      lagMs: 0,
    };
  },
};

/** A guard that draws nothing by chance and asks nobody. */
export const unasked = { random: () => 0, tools: plainTools, perform: () => undefined };

/** The code of a denial, or "allowed". */
export function answerTo(...asked: Parameters<typeof judged>): string {
  const decision = judgementOf(...asked);
  return decision.outcome === "denied" ? decision.code : decision.outcome;
}

/** A code that came with `asked`, as it was found to be; by default Ana's. */
export function entered(asked: Request, changes: Partial<EventOf<"code.entered">> = {}): GuardInput {
  seq += 1;
  const event: GatehouseEvent = {
    ...{ v: envelope.v, boot: BOOT, run: RUN, at: envelope.at, id: `code-${seq}`, seq },
    ...{ name: "code.entered", t: NOW_T - 500, source: "guard", request: asked.id, via: "mqtt" },
    ...{ outcome: "right", code: "anna", person: "Ana", group: null, why: "It is right." },
    ...changes,
  };
  return { kind: "event", event };
}

/** The message that was `asked`. */
export function heard(asked: Request, changes: Partial<EventOf<"hub.requested">> = {}): GuardInput {
  seq += 1;
  const event: GatehouseEvent = {
    ...{ v: envelope.v, boot: BOOT, run: RUN, at: envelope.at, id: `hub-${seq}`, seq },
    ...{ name: "hub.requested", t: NOW_T - 20, source: "mqtt", request: asked.id, problem: null },
    topic: "gatehouse/front/device/front_door_lock/set",
    ...changes,
  };
  return { kind: "event", event };
}

/** A working broker, and nobody in sight. */
export const brokerUp: GuardInput = { kind: "broker", connectedSinceT: NOW_T - 60_000 };
