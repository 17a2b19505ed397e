import { isAbsolute, join, resolve } from "node:path";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { FaceRules } from "../../perception/vision/hidden-faces.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { tcpAddress } from "../../runtime/tcp-address.ts";
import { builtInIntents } from "../../perception/voice/built-in.ts";
import { CONTINUOUS_FOLDER, TIME_LAPSE_FOLDER } from "../continuous/segment-name.ts";
import type { CameraSetup, MicrophoneSetup } from "../protocol.ts";
import type { VoiceServiceSetup } from "../voice-service/protocol.ts";
import { spokenVocabulary } from "../spoken-vocabulary.ts";
import type { VoiceIntent } from "../../rules/voice.ts";
import { isFileSource } from "../source-kind.ts";
import { wakeSetup, type WakeSetup } from "../wake-setup.ts";
import { whyNotRecorded } from "./why-not-recorded.ts";

/** What the setups of all sensors have in common. */
interface SetupContext {
  readonly config: GatehouseConfig;
  /** Directory of the configuration file: relative sources are relative to it. */
  readonly directory: string;
  readonly models: Readonly<Record<string, string>>;
}

interface CameraContext extends SetupContext {
  readonly people: Gallery;
  /** Where what is recorded all the time is kept; without it nothing is. */
  readonly stateDirectory?: string;
}

/** Kept before the wished pre-roll: so late may a wish come, by the way from the camera through a rule and back. */
const RING_SLACK_S = 12;
/** 64 MB hold 25 s of a 20 Mbit/s camera. */
export const RING_MAX_BYTES = 64 * 1024 * 1024;

/** Everything one camera process needs. */
export function cameraSetup(name: string, context: CameraContext): CameraSetup {
  const { config, people, models } = context;
  const camera = config.cameras[name];
  if (camera === undefined) throw new RangeError(`no camera ${name}`);
  const { source, detect, zones, masks, encode, loop, paced } = camera;
  return {
    type: "setup",
    camera: name,
    source: located(source, context.directory),
    detectSource: detect.source === undefined ? null : located(detect.source, context.directory),
    fps: detect.fps,
    loop,
    paced,
    zones,
    masks,
    encode,
    models: { ...models },
    people: [...people],
    faces: faceRules(config.recordings.faces),
    findPeople: config.vision.people,
    providers: config.vision.providers,
    thresholds: config.vision,
    ringSeconds: config.recordings.before / 1000 + RING_SLACK_S,
    ringMaxBytes: RING_MAX_BYTES,
    audio: Object.values(config.microphones).some((microphone) => microphone.source === `camera:${name}`),
    continuous: continuousOf(name, context),
    timeLapse: timeLapseOf(name, context),
    logLevel: config.logging.level,
  };
}

function timeLapseOf(name: string, { config, stateDirectory }: CameraContext): CameraSetup["timeLapse"] {
  const wanted = config.cameras[name]?.time_lapse ?? null;
  if (wanted === null || stateDirectory === undefined) return null;
  const timeZone = config.time_zone ?? null;
  return { directory: join(stateDirectory, TIME_LAPSE_FOLDER, name), everyMs: wanted.every, timeZone };
}

function continuousOf(name: string, { config, stateDirectory }: CameraContext): CameraSetup["continuous"] {
  const continuous = config.cameras[name]?.continuous ?? null;
  if (continuous === null || stateDirectory === undefined || whyNotRecorded(name, config) !== null)
    return null;
  return { directory: join(stateDirectory, CONTINUOUS_FOLDER, name), segmentMs: continuous.segment };
}

/** One word is for all who are known; by group, the groups that are not named are shown. */
function faceRules(faces: GatehouseConfig["recordings"]["faces"]): FaceRules {
  return typeof faces === "string" ? { known: faces, groups: {} } : { known: "keep", groups: faces };
}

/** What whoever listens for commands has to know besides. */
export interface SpokenContext extends SetupContext {
  readonly intents: readonly VoiceIntent[];
  /** Everybody whose name may be said. */
  readonly people?: readonly string[];
}

/** Everything one microphone process needs. */
export function microphoneSetup(name: string, context: SpokenContext): MicrophoneSetup {
  const { config } = context;
  const microphone = config.microphones[name];
  if (microphone === undefined) throw new RangeError(`no microphone ${name}`);
  return {
    type: "setup",
    microphone: name,
    source: located(microphone.source, context.directory),
    loop: microphone.loop,
    paced: microphone.paced,
    ...wakeAt(wakeSetup(config.voice, microphone), context.directory),
    ...spokenFields(context),
    gainDb: microphone.gain,
    noiseSuppression: microphone.noise_suppression,
    followUpMs: config.voice.follow_up,
    sounds: microphone.sounds,
    ...engineOf(config.voice.stt, context.directory),
    cancelPhrases: config.voice.phrases.cancel.map((phrase) => phrase.toLowerCase()),
    logLevel: config.logging.level,
  };
}

/** Everything the process needs that offers Gatehouse's ears to others; null if it is not wanted. */
export function voiceServiceSetup(context: SpokenContext): VoiceServiceSetup | null {
  const { voice, node, logging } = context.config;
  const listen = voice.wyoming === undefined ? null : tcpAddress(voice.wyoming.listen);
  if (listen === null) return null;
  const { wakePhrase, wakeModel } = wakeSetup(voice);
  return {
    type: "setup",
    name: `Gatehouse ${node}`,
    listen,
    ...{ wakePhrase, wakeModel },
    ...spokenFields(context),
    logLevel: logging.level,
  };
}

function spokenFields({
  config,
  intents,
  models,
  directory,
  people = [],
}: SpokenContext): Omit<
  VoiceServiceSetup,
  "type" | "name" | "listen" | "wakePhrase" | "wakeModel" | "logLevel"
> {
  const { phrases, pronounce, accept, accept_guarded: acceptGuarded } = config.voice;
  return {
    directory,
    intents: [
      ...intents.map(({ intent, sentences, slots, accept: least }) => ({
        ...{ intent, accept: least },
        sentences: [...sentences],
        slots: slots,
      })),
      ...builtInIntents({ cancel: phrases.cancel, whatDidYouHear: phrases.what_did_you_hear }),
    ],
    ...spokenVocabulary(config, people),
    pronounce,
    thresholds: { accept, acceptGuarded },
    guardedIntents: intents.filter(({ guarded }) => guarded).map(({ intent }) => intent),
    models: { ...models },
  };
}

/** A folder is relative to the configuration's. */
function wakeAt(wake: WakeSetup, directory: string): WakeSetup {
  const { wakeService } = wake;
  return wakeService !== null && "sherpa" in wakeService
    ? { ...wake, wakeService: { sherpa: resolve(directory, wakeService.sherpa) } }
    : wake;
}

function engineOf(stt: GatehouseConfig["voice"]["stt"], directory: string): Pick<MicrophoneSetup, "stt"> {
  if (stt === undefined) return {};
  if ("sherpa" in stt) return { stt: { sherpa: resolve(directory, stt.sherpa) } };
  const wyoming = tcpAddress(stt.wyoming);
  return wyoming === null ? {} : { stt: { wyoming } };
}

function located(source: string, directory: string): string {
  return isFileSource(source) && !isAbsolute(source)
    ? resolve(directory, source.replace(/^file:\/\//i, ""))
    : source;
}
