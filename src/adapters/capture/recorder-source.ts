import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { backoffMs } from "../../runtime/backoff.ts";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import type { AudioSink, AudioSource } from "../../sensors/ports.ts";
import type { RecorderCommand } from "./recorder-command.ts";
import { ArrivalTime } from "./arrival-time.ts";

export interface RecorderSourceOptions {
  readonly command: RecorderCommand;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const RESTART = { firstMs: 250, maxMs: 10_000 };
/** Without a sample for this long the microphone is not heard. */
const SILENT_MS = 3_000;
const KILL_AFTER_MS = 1_000;
const STDERR_LIMIT = 500;

/**
 * A live microphone through a recording program as a child. A program that ends, hangs or is not installed is told as
 * health and tried again, ever more slowly.
 */
export class RecorderSource implements AudioSource {
  readonly #options: RecorderSourceOptions;
  #sink: AudioSink | null = null;
  #child: Child | null = null;
  #cancelRestart: Cancel = () => undefined;
  #cancelSilence: Cancel = () => undefined;
  #failures = 0;
  #flowing: boolean | null = null;
  #stopped = false;

  constructor(options: RecorderSourceOptions) {
    this.#options = options;
  }

  /** The recorder's process id, or null while there is none. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(sink: AudioSink): void {
    if (this.#sink !== null || this.#stopped) return;
    this.#sink = sink;
    this.#record();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRestart();
    this.#cancelSilence();
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.scheduler.after(KILL_AFTER_MS, () => child.kill("SIGKILL"));
      child.once("close", () => {
        cancel();
        resolve();
      });
      child.kill("SIGTERM");
    });
  }

  #record(): void {
    const { program, arguments: words, package: debianPackage } = this.#options.command;
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-STDERR_LIMIT);
    });
    this.#listen(child);
    child.on("error", (error: NodeJS.ErrnoException) => {
      complaint =
        error.code === "ENOENT"
          ? `${program} is not installed: apt-get install ${debianPackage}`
          : error.message;
      // Without a process id there will be no "close".
      if (child.pid === undefined) this.#ended(child, complaint);
    });
    child.on("close", (code, signal) => {
      const how = signal === null ? `ended with code ${code ?? 0}` : `was ended by ${signal}`;
      this.#ended(child, `${program} ${how}${complaint === "" ? "" : `: ${complaint.trim()}`}`);
    });
    this.#expectSound();
  }

  #listen(child: Child): void {
    const arrival = new ArrivalTime(SAMPLE_RATE_HZ);
    let odd: Buffer = Buffer.alloc(0);
    child.stdout.on("data", (data: Buffer) => {
      if (this.#child !== child || this.#stopped) return;
      const bytes = odd.length === 0 ? data : Buffer.concat([odd, data]);
      const samples = new Int16Array(bytes.length >> 1);
      for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(i * 2);
      odd = Buffer.from(bytes.subarray(samples.length * 2));
      if (samples.length === 0) return;
      const now = this.#options.clock.now();
      const t = arrival.startOf(samples.length, now.t);
      this.#failures = 0;
      this.#tell(true, "sound flows");
      this.#expectSound();
      void this.#sink?.chunk({ samples, t, at: now.at - now.t + t });
    });
  }

  #expectSound(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#options.scheduler.after(SILENT_MS, () => {
      this.#tell(false, `${this.#options.command.program} has sent no sound for ${SILENT_MS / 1000} s`);
      this.#child?.kill("SIGKILL");
    });
  }

  #ended(child: Child, why: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#cancelSilence();
    if (this.#stopped) return;
    this.#tell(false, why);
    const delayMs = backoffMs(this.#failures, { ...RESTART, random: this.#options.random() });
    this.#failures += 1;
    this.#cancelRestart = this.#options.scheduler.after(delayMs, () => this.#record());
  }

  #tell(ok: boolean, why: string): void {
    if (this.#flowing === ok) return;
    this.#flowing = ok;
    this.#sink?.health(ok, why);
  }
}
