import { Worker } from "node:worker_threads";
import {
  beforeCpu,
  unfinished,
  type ExecutionProvider,
  type ProviderChoice,
  type ProviderRefusal,
} from "../../models/execution-provider.ts";
import type { FaceLook } from "../../perception/vision/face-look.ts";
import type { Scene, SceneAnalyser } from "../../perception/vision/ports.ts";
import { backoffMs } from "../../runtime/backoff.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Frame } from "../../sensors/frame.ts";
import type {
  SceneModelPaths,
  WorkerJob,
  WorkerReply,
  WorkerRequest,
  WorkerStart,
} from "./worker-messages.ts";

export interface WorkerAnalyserOptions {
  readonly models: SceneModelPaths;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Execution providers in the order of preference; the CPU if none is given, and as the last resort. */
  readonly providers?: readonly ExecutionProvider[];
  /** Told after each start what runs the models. */
  readonly onReady?: (choices: readonly ProviderChoice[]) => void;
  /** A frame that takes longer is given up and the thread is started anew. */
  readonly timeoutMs?: number;
  /** How long loading may take, providers' trials included. */
  readonly startTimeoutMs?: number;
  /** The thread's module; another one only in tests. */
  readonly entry?: URL;
}

/** Loading models from a slow card may take this long, and with a provider that has to build something first so long. */
const START_TIMEOUT_MS = { cpu: 60_000, others: 120_000 };
const TIMEOUT_MS = 5000;
const RESTART = { firstMs: 200, maxMs: 10_000, random: 0.5 };

/**
 * A face analyser in a worker thread of its own, which is started again after a crash or a time-out. One frame is in
 * work, the latest waits, older ones give way to it. A frame must not be changed before its promise has settled.
 */
export function workerAnalyser(options: WorkerAnalyserOptions): SceneAnalyser {
  return new WorkerAnalyser(options);
}

interface Job {
  readonly frame: Frame;
  readonly people: boolean;
  readonly resolve: (scene: Scene | null) => void;
  readonly reject: (error: Error) => void;
}

class WorkerAnalyser implements SceneAnalyser {
  readonly counters = { analysed: 0, dropped: 0, restarts: 0 };
  readonly #options: WorkerAnalyserOptions;
  #worker: Worker | null = null;
  #ready = false;
  /** Providers whose trial hung, or ended the thread. */
  readonly #unfinished: ProviderRefusal[] = [];
  #pixels = new SharedArrayBuffer(0);
  #inWork: Job | null = null;
  #waiting: Job | null = null;
  #jobId = 0;
  #failures = 0;
  #cancelTimer: Cancel = () => undefined;
  #closed: Promise<void> | null = null;

  constructor(options: WorkerAnalyserOptions) {
    this.#options = options;
    this.#start();
  }

  async analyse(frame: Frame): Promise<readonly FaceLook[] | null> {
    return (await this.analyseScene(frame, { people: false }))?.looks ?? null;
  }

  analyseScene(frame: Frame, { people }: { readonly people: boolean }): Promise<Scene | null> {
    if (this.#closed !== null) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      if (this.#waiting !== null) {
        this.counters.dropped += 1;
        this.#waiting.resolve(null);
      }
      this.#waiting = { frame, people, resolve, reject };
      this.#next();
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#cancelTimer();
    const worker = this.#worker;
    this.#worker = null;
    this.#inWork?.resolve(null);
    this.#waiting?.resolve(null);
    this.#inWork = null;
    this.#waiting = null;
    if (worker !== null) await this.#retire(worker);
  }

  /**
   * Lets a thread finish its frame and end by itself. Only one that hangs is terminated: a thread that is torn down inside
   * the models' native code takes the process with it.
   */
  #retire(worker: Worker): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.scheduler.after(this.#options.timeoutMs ?? TIMEOUT_MS, () => {
        void worker.terminate().then(() => resolve());
      });
      worker.once("exit", () => {
        cancel();
        resolve();
      });
      const end: WorkerRequest = "end";
      worker.postMessage(end);
    });
  }

  #start(): void {
    const { models, entry } = this.#options;
    const worker = new Worker(entry ?? compiledUrl(import.meta.url, "adapters/onnx/face-worker"), {
      workerData: { models, providers: this.#providers() } satisfies WorkerStart,
      name: "faces",
    });
    this.#worker = worker;
    this.#ready = false;
    // A thread that was given up may still be reading the old one.
    this.#pixels = new SharedArrayBuffer(0);
    worker.on("message", (reply: WorkerReply) => {
      if (this.#worker === worker) this.#hear(reply);
    });
    const lost = (why: string): void => {
      if (this.#worker === worker) this.#restart(why);
    };
    worker.on("error", (error) => lost(error.message));
    worker.on("exit", (code) => lost(`the thread ended with code ${code}`));
    const limitMs = START_TIMEOUT_MS[this.#providers().length > 0 ? "others" : "cpu"];
    this.#limit(this.#options.startTimeoutMs ?? limitMs, "the models were not loaded in time");
  }

  #hear(reply: WorkerReply): void {
    if (reply.type === "ready") {
      this.#ready = true;
      const refused = this.#unfinished;
      this.#options.onReady?.(
        reply.choices.map((choice) => ({ ...choice, refused: [...choice.refused, ...refused] })),
      );
    } else {
      const job = this.#inWork;
      if (job === null || reply.id !== this.#jobId) return;
      this.#inWork = null;
      if (reply.type === "scene") {
        this.#failures = 0;
        this.counters.analysed += 1;
        job.resolve(reply.scene);
      } else {
        job.reject(failed(reply.why));
      }
    }
    this.#cancelTimer();
    this.#next();
  }

  /** Hands the waiting frame to the thread if it is free. */
  #next(): void {
    const job = this.#waiting;
    if (!this.#ready || this.#inWork !== null || job === null || this.#worker === null) return;
    this.#waiting = null;
    this.#inWork = job;
    this.#jobId += 1;
    const { width, height, data } = job.frame;
    if (this.#pixels.byteLength < data.length) this.#pixels = new SharedArrayBuffer(data.length);
    new Uint8Array(this.#pixels).set(data);
    const message: WorkerJob = { id: this.#jobId, width, height, pixels: this.#pixels, people: job.people };
    this.#worker.postMessage(message);
    const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS;
    this.#limit(timeoutMs, `a frame took longer than ${timeoutMs} ms`);
  }

  #limit(ms: number, why: string): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.scheduler.after(ms, () => this.#restart(why));
  }

  /** What is to be tried beside the CPU. */
  #providers(): readonly ExecutionProvider[] {
    if (this.#unfinished.length > 0) return [];
    return beforeCpu(this.#options.providers ?? []);
  }

  /** A thread that never came as far as its first frame is started with the CPU alone. */
  #giveUpProviders(why: string): void {
    this.#unfinished.push(...unfinished(this.#providers(), why));
  }

  #restart(why: string): void {
    const worker = this.#worker;
    this.#worker = null;
    if (!this.#ready) this.#giveUpProviders(why);
    this.#ready = false;
    this.counters.restarts += 1;
    // Not awaited: a thread inside native code ends only when that returns.
    if (worker !== null) void this.#retire(worker);
    this.#inWork?.reject(failed(why));
    this.#inWork = null;
    const delayMs = backoffMs(this.#failures, RESTART);
    this.#failures += 1;
    this.#options.logger.warn("the face models are started again", { why, delayMs });
    this.#cancelTimer();
    this.#cancelTimer = this.#options.scheduler.after(delayMs, () => this.#start());
  }
}

function failed(why: string): GatehouseError {
  return new GatehouseError("FACE_ANALYSIS_FAILED", `the face models failed: ${why}`, { kind: "failed" });
}
