import { sleep, type Clock, type Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import type { AudioReader, AudioSink, AudioSource } from "../../sensors/ports.ts";

export interface FileSourceOptions {
  readonly path: string;
  readonly reader: AudioReader;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** From the start again at the end. */
  readonly loop: boolean;
  /** In real time; otherwise as fast as the sink takes it. */
  readonly paced: boolean;
}

const CHUNK = (SAMPLE_RATE_HZ * 80) / 1000;
const RETRY_MS = 5_000;

/**
 * A sound file as a microphone. Capture times run with the sound: unpaced they run ahead of the clock.
 * After the end of a file that plays once comes a second of silence, so that its last utterance is decided.
 */
export class FileSource implements AudioSource {
  readonly #options: FileSourceOptions;
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #started = false;
  #startT = 0;
  #atMinusT = 0;
  #sent = 0;

  constructor(options: FileSourceOptions) {
    this.#options = options;
  }

  start(sink: AudioSink): void {
    if (this.#started || this.#abort.signal.aborted) return;
    this.#started = true;
    const now = this.#options.clock.now();
    this.#startT = now.t;
    this.#atMinusT = now.at - now.t;
    this.#running = this.#play(sink);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #play(sink: AudioSink): Promise<void> {
    const { path, loop, reader, scheduler } = this.#options;
    const { signal } = this.#abort;
    const over = (): boolean => signal.aborted;
    let healthy: boolean | null = null;
    const tell = (ok: boolean, why: string): void => {
      if (healthy !== ok) sink.health(ok, why);
      healthy = ok;
    };
    while (!over()) {
      try {
        let any = false;
        for await (const block of reader.samples(path, signal)) {
          if (over()) return;
          any = true;
          tell(true, "sound flows");
          await this.#send(block, sink);
        }
        if (!any) throw new Error(`${path} has no sound in it`);
        if (loop) continue;
        await this.#send(new Int16Array(SAMPLE_RATE_HZ), sink);
        if (!over()) sink.ended();
        return;
      } catch (error) {
        if (over()) return;
        tell(false, messageOf(error));
        await sleep(scheduler, RETRY_MS, signal);
      }
    }
  }

  async #send(block: Int16Array, sink: AudioSink): Promise<void> {
    const { clock, paced, scheduler } = this.#options;
    const { signal } = this.#abort;
    for (let start = 0; start < block.length && !signal.aborted; start += CHUNK) {
      const samples = block.subarray(start, start + CHUNK);
      const t = this.#startT + (this.#sent / SAMPLE_RATE_HZ) * 1000;
      const endT = t + (samples.length / SAMPLE_RATE_HZ) * 1000;
      this.#sent += samples.length;
      // A live microphone gives a sample when it has been spoken, never before.
      if (paced) await sleep(scheduler, Math.max(0, endT - clock.now().t), signal);
      const taken = sink.chunk({ samples: samples.slice(), t, at: t + this.#atMinusT });
      if (!paced) await taken;
    }
  }
}
