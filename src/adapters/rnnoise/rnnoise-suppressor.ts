import type { Rnnoise } from "@shiguredo/rnnoise-wasm";
import type { NoiseSuppressor } from "../../perception/voice/ports.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { FACTOR, to16kHz, to48kHz } from "./resample.ts";

/** So much of the beginning is heard once before, to learn the noise: 0.3 s, the silence before an utterance. */
const WARM_UP = 4_800;
/** Frames of 10 ms after which others get a turn: inference blocks the thread. */
const TURN_FRAMES = 25;

let loading: Promise<Rnnoise> | null = null;

/** RNNoise 0.2 (https://github.com/xiph/rnnoise) as WebAssembly. Takes about a tenth of the sound's length. */
export class RnnoiseSuppressor implements NoiseSuppressor {
  /** Rejects with `VOICE_NOISE_SUPPRESSION` (kind `failed`) if the module cannot be loaded. */
  async suppress(samples: Int16Array): Promise<Int16Array> {
    const library = await (loading ??= load());
    const state = library.createDenoiseState();
    const size = library.frameSize;
    try {
      const noise = to48kHz(samples.subarray(0, WARM_UP));
      for (let start = 0; start + size <= noise.length; start += size)
        state.processFrame(noise.subarray(start, start + size).slice());
      const sound = to48kHz(padded(samples, size / FACTOR));
      for (let start = 0, n = 1; start + size <= sound.length; start += size, n += 1) {
        state.processFrame(sound.subarray(start, start + size));
        if (n % TURN_FRAMES === 0) await new Promise(setImmediate);
      }
      return to16kHz(sound).subarray(0, samples.length);
    } finally {
      state.destroy();
    }
  }
}

/** Filled with silence up to whole frames. */
function padded(samples: Int16Array, frame: number): Int16Array {
  const whole = new Int16Array(Math.ceil(samples.length / frame) * frame);
  whole.set(samples);
  return whole;
}

/** The module refuses to start outside of browsers, though it needs nothing of them: it looks for a `window` once. */
async function load(): Promise<Rnnoise> {
  const before = Object.getOwnPropertyDescriptor(globalThis, "window");
  try {
    const module = await import("@shiguredo/rnnoise-wasm");
    if (before === undefined) Object.defineProperty(globalThis, "window", { value: {}, configurable: true });
    // The check is made before the first wait inside.
    const loaded = module.Rnnoise.load();
    if (before === undefined) Reflect.deleteProperty(globalThis, "window");
    return await loaded;
  } catch (error) {
    loading = null;
    throw new GatehouseError(
      "VOICE_NOISE_SUPPRESSION",
      `the noise suppressor cannot be loaded: ${messageOf(error)}; with \`noise_suppression: false\` a microphone does without`,
      { kind: "failed", cause: error },
    );
  }
}
