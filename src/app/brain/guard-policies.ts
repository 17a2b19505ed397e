import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import {
  DEFAULT_THRESHOLDS,
  type Alternative,
  type DevicePolicy,
  type Factor,
  type GuardPolicies,
} from "../../guard/policy.ts";
import type { TimeWindow as ConfiguredWindow } from "../../config/schema/time-window.ts";
import type { TimeWindow } from "../../guard/time-window.ts";
import { camerasNear } from "./cameras-near.ts";
import { isHeard } from "../reply-heard.ts";
import { sourceKind } from "../../sensors/camera-source.ts";

type ConfiguredDevice = GatehouseConfig["devices"][string];
type ConfiguredLock = Extract<ConfiguredDevice, { type: "lock" }>;
type ConfiguredAlternative = ConfiguredLock["guard"]["unlock"][number];
type ConfiguredFactor = Exclude<ConfiguredAlternative, { all: unknown }>;

/**
 * The guard's policies as the configuration words them.
 *
 * @param spoofTest why a face alone authorises nothing at a camera, by the household's own test; null where nothing is known
 */
export function guardPolicies(
  config: GatehouseConfig,
  spoofTest: (camera: string) => string | null = () => null,
): GuardPolicies {
  return {
    devices: mapValues(config.devices, devicePolicy),
    modes: mapValues(config.modes, (mode) => ({ leave: mode.leave?.guard.map(alternative) ?? null })),
    cameras: Object.fromEntries(
      Object.entries(config.cameras).map(([name, camera]) => {
        const failed = spoofTest(name);
        return [
          name,
          { replay: isReplayedCamera(camera), ...(failed === null ? {} : { spoofTest: failed }) },
        ];
      }),
    ),
    microphones: mapValues(config.microphones, (microphone) => ({
      replay: isReplayedMicrophone(microphone.source, config),
      near: camerasNear(microphone),
    })),
    codes: mapValues(config.codes, ({ person, when }) => ({
      ...{ person: person ?? null, when: timeWindow(when) },
    })),
    rights: config.people.rights.map(({ person = null, group = null, when }) => ({
      ...{ person, group, when: windowOf(when) },
    })),
    lockdownEndedBy: config.lockdown.ended_by,
    timeZone: config.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    speaks: isHeard(config.voice.reply),
    notifiers: mapValues(config.notifiers, (notifier) => notifier.mqtt),
    outputsAllow: config.outputs.allow,
    thresholds: {
      ...DEFAULT_THRESHOLDS,
      similarity: config.vision.recognize,
      margin: config.vision.margin,
      live: config.vision.live,
      voiceLlr: config.voice.accept_guarded,
    },
  };
}

/** The modes that take evidence to leave. */
export function guardedModes(modes: GatehouseConfig["modes"]): string[] {
  return Object.entries(modes)
    .filter(([, mode]) => mode.leave !== undefined)
    .map(([name]) => name);
}

/** What is neither unlocked nor locked again. */
const OWES_NOTHING = { unlocksPerMinute: 0, relockAfterMs: null, maxUnlockedMs: 0 } as const;

function devicePolicy(device: ConfiguredDevice): DevicePolicy {
  const { type, simulated, command } = device;
  switch (type) {
    case "lock":
      return lockPolicy(device);
    case "cover":
      return {
        ...{ type, simulated, ...OWES_NOTHING },
        commands: { open: { alternatives: device.guard.open.map(alternative) }, close: "free", stop: "free" },
        topics: [
          ...[command.topic, device.state.topic],
          ...(device.obstruction === undefined ? [] : [device.obstruction.topic]),
        ],
        unlocksPerMinute: device.guard.max_per_minute,
      };
    case "switch":
      return {
        ...{ type, simulated, ...OWES_NOTHING },
        commands: { on: "free", off: "free" },
        topics: [command.topic, ...(device.state === undefined ? [] : [device.state.topic])],
      };
    case "button":
      return {
        ...{ type, simulated, ...OWES_NOTHING },
        commands: { press: "free" },
        topics: [command.topic],
      };
  }
}

function lockPolicy(device: ConfiguredLock): DevicePolicy {
  return {
    type: "lock",
    simulated: device.simulated,
    commands: { lock: "free", unlock: { alternatives: device.guard.unlock.map(alternative) } },
    topics: [
      device.command.topic,
      device.state.topic,
      ...(device.contact === undefined ? [] : [device.contact.topic]),
    ],
    unlocksPerMinute: device.guard.max_per_minute,
    relockAfterMs: device.relock_after ?? null,
    maxUnlockedMs: device.max_unlocked,
  };
}

function alternative(configured: ConfiguredAlternative): Alternative {
  if (!("all" in configured)) return limitedFactor(configured);
  const { all, people, when } = configured;
  const limits = { ...(people === undefined ? {} : { people }), ...limitsOf(when) };
  return { all: all.map(limitedFactor), ...limits };
}

function limitedFactor(configured: ConfiguredFactor): Factor {
  return { ...factor(configured), ...limitsOf(configured.when) };
}

function limitsOf(when: ConfiguredWindow | undefined): { readonly when?: TimeWindow } {
  const window = timeWindow(when);
  return window === null ? {} : { when: window };
}

function timeWindow(when: ConfiguredWindow | undefined): TimeWindow | null {
  return when === undefined ? null : windowOf(when);
}

function windowOf(when: ConfiguredWindow): TimeWindow {
  const { days = null, from = null, to = null, since = null, until = null } = when;
  return { days, from, to, since, until };
}

function factor(configured: ConfiguredFactor): Factor {
  switch (configured.by) {
    case "face":
      return {
        by: "face",
        groups: configured.group === undefined ? null : [configured.group],
        people: configured.person === undefined ? null : [configured.person],
        cameras: configured.cameras.length === 0 ? null : configured.cameras,
        zones: configured.zones,
        live: configured.live,
        alone: configured.alone,
        withinMs: configured.within,
        challenge: configured.challenge ?? null,
        acceptsReplay: configured.accepts === "replay",
      };
    case "voice":
      return {
        by: "voice",
        microphones: configured.microphones.length === 0 ? null : configured.microphones,
        saidBy: configured.said_by ?? null,
        withinMs: configured.within,
      };
    case "code":
      return {
        by: "code",
        codes: configured.codes.length === 0 ? null : configured.codes,
        people: configured.person === undefined ? null : [configured.person],
        withinMs: configured.within,
      };
    case "hub":
      return { by: "hub", withinMs: configured.within, maxPerHour: configured.max_per_hour };
    case "web":
      return { by: "web" };
  }
}

/** What is analysed counts. */
function isReplayedCamera({ source, detect }: GatehouseConfig["cameras"][string]): boolean {
  return !showsNow(detect.source ?? source);
}

/** Only a recorder of this machine, or the sound of a camera that shows what is there now, is what is being said now. */
function isReplayedMicrophone(source: string, config: GatehouseConfig): boolean {
  if (!source.startsWith("camera:")) return !/^(alsa|pulse):/i.test(source);
  const camera = config.cameras[source.slice("camera:".length)];
  return camera === undefined || !showsNow(camera.source);
}

/**
 * Whether a camera's source is a stream with times of its own or a device of this machine. A file may be years old, and a
 * stream over HTTP may be late without anybody knowing.
 */
function showsNow(source: string): boolean {
  const kind = sourceKind(source);
  return kind === "rtsp" || kind === "device";
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
