import { CameraStream } from "../../../adapters/libav/camera-stream.ts";
import type { AudioChunk } from "../../../sensors/audio-chunk.ts";
import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";
import { GatehouseError } from "../../../runtime/errors.ts";
import { sleep } from "../../../runtime/clock.ts";
import { openAudioSource } from "../../microphone/audio-source.ts";
import type { ProcessParts } from "../../process-parts.ts";
import type { ProbeJob, SoundReport } from "./jobs.ts";
import { SoundLevel } from "./sound-level.ts";

/** How long a microphone may take until its first sound. */
const FIRST_SOUND_MS = 6_000;
const LOOK_EVERY_MS = 50;

/**
 * Listens for some seconds.
 *
 * @throws GatehouseError DOCTOR_NO_SOUND (failed) with what the source said
 */
export async function listenTo(
  { source, of, seconds }: Extract<ProbeJob, { job: "sound" }>,
  parts: ProcessParts,
  signal: AbortSignal,
): Promise<SoundReport> {
  const level = new SoundLevel();
  const state = { why: "no sound came", ended: false, failed: false };
  const listener = {
    sound: (chunk: AudioChunk): void => level.add(chunk.samples),
    health: (ok: boolean, why: string): void => {
      state.failed = !ok;
      if (!ok) state.why = why;
    },
    ended: (): void => void (state.ended = true),
  };
  const stop = of === "camera" ? hearCamera(source, parts, listener) : hear(source, parts, listener);
  const begin = parts.clock.now().t;
  const wanted = seconds * SAMPLE_RATE_HZ;
  while (!signal.aborted && !state.ended && level.samples < wanted) {
    // Sources try again by themselves for ever; who asks the doctor wants to know now.
    if (state.failed || (level.samples === 0 && parts.clock.now().t - begin > FIRST_SOUND_MS)) break;
    await sleep(parts.scheduler, LOOK_EVERY_MS, signal);
  }
  await stop();
  if (level.samples === 0) throw new GatehouseError("DOCTOR_NO_SOUND", state.why, { kind: "failed" });
  return level.report();
}

interface Listener {
  sound(chunk: AudioChunk): void;
  health(ok: boolean, why: string): void;
  ended(): void;
}

function hear(source: string, parts: ProcessParts, listener: Listener): () => Promise<void> {
  const opened = openAudioSource({ source, loop: false, paced: true }, parts);
  opened?.start({
    chunk: (chunk) => {
      listener.sound(chunk);
      return Promise.resolve();
    },
    health: (ok, why) => listener.health(ok, why),
    ended: () => listener.ended(),
  });
  return () => opened?.stop() ?? Promise.resolve();
}

/** A camera's own sound. */
function hearCamera(source: string, parts: ProcessParts, listener: Listener): () => Promise<void> {
  const stream = new CameraStream({
    ...{
      camera: "doctor",
      source,
      analyseFps: null,
      masks: [],
      encode: false,
      packets: false,
      sound: true,
      loop: false,
      paced: true,
    },
    ...parts,
  });
  stream.start({
    packet: ({ packet }) => packet.native.free(),
    frame: () => undefined,
    sound: (chunk) => listener.sound(chunk),
    unrecordable: () => undefined,
    health: (ok, why) => listener.health(ok, why),
    ended: () => listener.ended(),
  });
  return () => stream.stop();
}
