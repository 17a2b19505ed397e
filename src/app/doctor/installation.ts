import { availableParallelism } from "node:os";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { sha256OfFile } from "../../adapters/model-files/model-directory.ts";
import { resolveModels, type ModelPaths } from "../../adapters/model-files/resolve-models.ts";
import type { StateFacts } from "../../adapters/state-directory/inspect-state.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { cameraSetup, microphoneSetup } from "../brain/sensor-setups.ts";
import { lookAtArchive } from "../archive/look.ts";
import { archiveSettings } from "../archive/settings.ts";
import { clipsToMove } from "../archive/what-moves.ts";
import { storedFiles } from "../brain/stored-files.ts";
import type { Check, Outcome } from "./check.ts";
import { copySettings } from "../copies/settings.ts";
import { checkArchive } from "./checks/archive.ts";
import { checkBroker } from "./checks/broker.ts";
import { checkCamera, KEY_FRAME_SECONDS, type SensorWord } from "./checks/camera.ts";
import { checkClock } from "./checks/clock.ts";
import { checkCopies } from "./checks/copies.ts";
import { checkJournal } from "./checks/journal.ts";
import { checkMachine } from "./checks/machine.ts";
import { checkMicrophone, LISTEN_SECONDS } from "./checks/microphone.ts";
import { checkModelFiles, checkModelRuns } from "./checks/models.ts";
import { checkPeople } from "./checks/people.ts";
import { checkRecogniser } from "./checks/recogniser.ts";
import { checkService } from "./checks/service.ts";
import { checkSpeaker } from "./checks/speaker.ts";
import { checkState } from "./checks/state.ts";
import type { AskProbe } from "./probe/ask-probe.ts";
import type { JournalWords } from "./sensor-words.ts";

/** An installation, as far as its configuration could be understood. */
export interface Installation {
  readonly config: GatehouseConfig;
  /** Where the configuration is, absolute, and its folder. */
  readonly path: string;
  readonly directory: string;
  readonly stateDirectory: string;
  readonly state: StateFacts;
  /** What the journal says; null if there is none, or it cannot be read. */
  readonly journal: JournalWords | null;
}

/** What the checks work with. */
export interface DoctorParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ask: AskProbe;
}

const QUICK_MS = 10_000;
/** A network disk is given up after half a minute. */
const ARCHIVE_MS = 40_000;
/** Another place may be far, and is asked three times. */
const COPIES_MS = 60_000;
/** Models on a slow card take their time. */
const MODELS_MS = 60_000;
/** Opening a stream, or waiting for the first sound, may take so long before anything is measured. */
const OPENING_MS = 12_000;

/** Every check of an installation, in the order in which one thing needs another. */
export function installationChecks(house: Installation, parts: DoctorParts): Check[] {
  const { config, stateDirectory, state } = house;
  const user = process.getuid?.() ?? -1;
  const mostRecorded = config.recordings.max_size;
  return [
    quick("service", (signal) => checkService(state.heldBy, signal)),
    quick("clock", (signal) => checkClock(clockQuestion(house, parts), signal)),
    quick("state directory", () =>
      Promise.resolve(checkState({ directory: stateDirectory, state, user, mostRecorded })),
    ),
    quick("journal", () => checkJournal(stateDirectory)),
    ...archiveChecks(house, parts),
    ...copyChecks(house),
    ...peopleAndModels(house, parts),
    ...Object.keys(config.cameras).map((name) => cameraCheck(name, house, parts)),
    ...Object.keys(config.microphones).map((name) => microphoneCheck(name, house, parts)),
    ...voiceChecks(house, parts),
    quick("broker", (signal) => {
      const isRunning = state.heldBy !== null;
      const question = { mqtt: config.mqtt, node: config.node, configPath: house.path, isRunning };
      return checkBroker(question, { ...parts, signal });
    }),
  ];
}

/** What can be looked at whatever the configuration says. */
export function machineCheck(): Check {
  const { version: node, platform, arch } = process;
  return quick("machine", () => Promise.resolve(checkMachine({ node, platform, arch })));
}

function quick(name: string, run: Check["run"]): Check {
  return { name, limitMs: QUICK_MS, run };
}

function copyChecks({ config, stateDirectory }: Installation): Check[] {
  const settings = copySettings(config.recordings);
  if (settings === null) return [];
  const run: Check["run"] = (signal) => checkCopies(settings, { stateDirectory, signal });
  return [{ name: "copies", limitMs: COPIES_MS, run }];
}

function archiveChecks({ config, stateDirectory }: Installation, { clock }: DoctorParts): Check[] {
  const settings = archiveSettings(config.recordings);
  if (settings === null) return [];
  const { path, afterMs } = settings;
  const run = async (): Promise<Outcome> => {
    const seen = await lookAtArchive(stateDirectory);
    const files = await storedFiles(join(stateDirectory, "clips")).catch(() => []);
    const { length: waiting } = clipsToMove(files, { nowAt: clock.now().at, afterMs, missingBytes: 0 });
    return checkArchive({ path, seen, waiting });
  };
  return [{ name: "archive", limitMs: ARCHIVE_MS, run }];
}

function clockQuestion(
  { config, journal }: Installation,
  { clock }: DoctorParts,
): Parameters<typeof checkClock>[0] {
  return {
    at: clock.now().at,
    // This very file: no honest clock is before the day it was written.
    madeAt: statSync(fileURLToPath(import.meta.url)).mtimeMs,
    newestAt: journal?.newestAt ?? null,
    timeZone: config.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

function peopleAndModels({ config, directory, stateDirectory }: Installation, { ask }: DoctorParts): Check[] {
  const paths = (): Promise<ModelPaths> => resolveModels(modelsDirectory(), config.models, directory);
  return [
    quick("people", async () => {
      const embedding = await paths().then(
        (found) => sha256OfFile(found["face-embedding"]),
        () => null,
      );
      return checkPeople({ config, stateDirectory, model: embedding });
    }),
    quick("models", () => checkModelFiles(paths, config.models)),
    {
      name: "models run",
      limitMs: MODELS_MS,
      run: async (signal) =>
        checkModelRuns(await paths(), { config, cores: availableParallelism() }, { ask, signal }),
    },
  ];
}

function cameraCheck(name: string, house: Installation, { ask }: DoctorParts): Check {
  const { config, directory } = house;
  const setup = cameraSetup(name, { config, directory, models: {}, people: [] });
  const streams = setup.detectSource === null ? 1 : 2;
  return {
    name: `camera ${name}`,
    limitMs: streams * (OPENING_MS + KEY_FRAME_SECONDS * 1000),
    run: (signal) => checkCamera({ setup, daemon: wordOn(`camera:${name}`, house) }, { ask, signal }),
  };
}

function microphoneCheck(name: string, house: Installation, { ask }: DoctorParts): Check {
  const { config, directory } = house;
  const { source, gainDb = 0 } = microphoneSetup(name, { config, directory, models: {}, intents: [] });
  const camera = source.startsWith("camera:") ? source.slice("camera:".length) : null;
  const daemon = wordOn(`microphone:${name}`, house);
  return {
    name: `microphone ${name}`,
    limitMs: OPENING_MS + LISTEN_SECONDS * 1000,
    run: (signal) => {
      if (camera === null)
        return checkMicrophone({ source, of: "microphone", gainDb, daemon }, { ask, signal });
      const setup = cameraSetup(camera, { config, directory, models: {}, people: [] });
      return checkMicrophone({ source: setup.source, of: "camera", gainDb, daemon }, { ask, signal });
    },
  };
}

function voiceChecks({ config }: Installation, { ask }: DoctorParts): Check[] {
  const hears = Object.keys(config.microphones).length > 0;
  return [
    ...(hears ? [quick("voice recognition", (signal) => checkRecogniser({ ask, signal }))] : []),
    { name: "speaker", limitMs: 2 * QUICK_MS, run: (signal) => checkSpeaker(config.voice.reply, signal) },
  ];
}

/** What the running daemon says of a sensor; null if none runs. */
function wordOn(sensor: string, { state, journal }: Installation): SensorWord | null {
  if (state.heldBy === null) return null;
  return journal?.sensors.get(sensor) ?? { ok: true, why: "" };
}
