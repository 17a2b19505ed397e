import { Worker } from "node:worker_threads";
import type { Expectation } from "../../perception/voice/grammar.ts";
import type {
  Candidates,
  Choice,
  CommandRecogniser,
  Recognition,
  RecogniserGrammar,
} from "../../perception/voice/ports.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { WorkerJob, WorkerReply } from "./worker-messages.ts";

export interface WorkerRecogniserOptions {
  readonly scheduler: Scheduler;
  /** An utterance that takes longer is given up, and the thread is started anew. */
  readonly timeoutMs?: number;
  /** The thread's module; another one only in tests. */
  readonly entry?: URL;
}

const TIMEOUT_MS = 20_000;

interface Pending {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: Error) => void;
  readonly cancel: Cancel;
}

type Ask =
  | { readonly type: "prepare"; readonly grammar: RecogniserGrammar }
  | { readonly type: "recognise"; readonly samples: Int16Array; readonly expectation: Expectation }
  | { readonly type: "choose"; readonly samples: Int16Array; readonly candidates: Candidates };

/**
 * A recogniser in a thread of its own, so that capture never waits for it. After a crash or a time-out the next question
 * starts a new thread, which learns the last grammar first.
 */
export class WorkerRecogniser implements CommandRecogniser {
  readonly #options: WorkerRecogniserOptions;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #grammar: RecogniserGrammar | null = null;
  #lastId = 0;
  #starts = 0;
  #closed = false;

  constructor(options: WorkerRecogniserOptions) {
    this.#options = options;
  }

  /** How often the thread had to be started again. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  async prepare(grammar: RecogniserGrammar): Promise<void> {
    await this.#ask({ type: "prepare", grammar });
    this.#grammar = grammar;
  }

  async recognise(samples: Int16Array, expectation: Expectation): Promise<Recognition> {
    await this.#prepareAgain();
    const reply = await this.#ask({ type: "recognise", samples, expectation });
    if (reply.type !== "recognised") throw lost("answered something else");
    return reply.recognition;
  }

  async choose(samples: Int16Array, candidates: Candidates): Promise<Choice> {
    await this.#prepareAgain();
    const reply = await this.#ask({ type: "choose", samples, candidates });
    if (reply.type !== "chosen") throw lost("answered something else");
    return reply.choice;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#giveUp("is closed");
    await worker?.terminate();
  }

  /** A new thread knows nothing of the last grammar. */
  async #prepareAgain(): Promise<void> {
    if (this.#worker === null && this.#grammar !== null)
      await this.#ask({ type: "prepare", grammar: this.#grammar });
  }

  #ask(ask: Ask): Promise<WorkerReply> {
    if (this.#closed) return Promise.reject(lost("is closed"));
    const worker = (this.#worker ??= this.#start());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const cancel = this.#options.scheduler.after(this.#options.timeoutMs ?? TIMEOUT_MS, () => {
        this.#giveUp("did not answer in time");
        void worker.terminate();
      });
      this.#pending.set(id, { resolve, reject, cancel });
      worker.postMessage({ ...ask, id } satisfies WorkerJob);
    });
  }

  #start(): Worker {
    this.#starts += 1;
    const worker = new Worker(
      this.#options.entry ?? compiledUrl(import.meta.url, "adapters/pocketsphinx/recogniser-worker"),
      { name: "commands" },
    );
    worker.on("message", (reply: WorkerReply) => this.#answer(reply));
    const gone = (why: string): void => {
      if (this.#worker === worker) this.#giveUp(why);
    };
    worker.on("error", (error) => gone(`failed: ${error.message}`));
    worker.on("exit", (code) => gone(`ended with code ${code}`));
    return worker;
  }

  #answer(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    this.#pending.delete(reply.id);
    pending.cancel();
    if (reply.type === "failed")
      pending.reject(new GatehouseError(reply.code, reply.message, { kind: reply.kind }));
    else pending.resolve(reply);
  }

  /** Forgets the thread; whoever waits for it learns why. */
  #giveUp(why: string): void {
    this.#worker = null;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of waiting) {
      pending.cancel();
      pending.reject(lost(why));
    }
  }
}

function lost(why: string): GatehouseError {
  return new GatehouseError("VOICE_RECOGNISER", `The command recogniser ${why}.`, { kind: "failed" });
}
