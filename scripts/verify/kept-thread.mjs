import { ThreadsPoolWorker } from "vitest/node";

const NAME = "kept-thread";

/** Thread that has loaded what the tests import, for the next run; null before the first and after one that died. */
let kept = null;

/**
 * A pool worker of vitest whose thread outlives the run: what the tests import is loaded once, not once for each fault. Vitest
 * itself evaluates the files of tests anew in each run; it is given one after the other, and no more once a test has failed.
 */
class KeptThread {
  name = NAME;
  #thread;
  #vitest;
  #listeners = [];
  /** What is to be run after the file that is being run. */
  #rest = null;

  constructor(options) {
    this.#vitest = options.project.vitest;
    this.#thread = kept ?? { worker: new ThreadsPoolWorker(options), isStarted: false, config: null };
    kept = this.#thread;
  }

  on(event, listener) {
    const heard = event === "message" ? (message) => this.#goesOn(message) || listener(message) : listener;
    this.#listeners.push([event, listener, heard]);
    this.#thread.worker.on(event, heard);
  }

  off(event, listener) {
    const [, , heard] = this.#listeners.find((one) => one[0] === event && one[1] === listener) ?? [];
    if (heard !== undefined) this.#thread.worker.off(event, heard);
  }

  async start() {
    if (this.#thread.isStarted) return;
    await this.#thread.worker.start();
    this.#thread.worker.on("exit", () => {
      kept = null;
    });
  }

  /** The thread is started once, with another configuration for each run, and never told to stop. */
  send(message) {
    if (message.type === "start") {
      this.#thread.config = message.context.config;
      if (this.#thread.isStarted) return this.#answer("started");
      this.#thread.isStarted = true;
    }
    if (message.type === "stop") return this.#answer("stopped");
    if (message.type !== "run") return this.#thread.worker.send(message);
    return this.#run(message);
  }

  #run(message) {
    const [file, ...files] = message.context.files;
    this.#rest = files.length === 0 ? null : { ...message, context: { ...message.context, files } };
    const context = { ...message.context, files: [file], config: this.#thread.config };
    this.#thread.worker.send({ ...message, context });
  }

  /** Runs the next file where a message says that one is through; false: there is none, or something has failed. */
  #goesOn(message) {
    if (message.type !== "testfileFinished" || message.error !== undefined) return false;
    if (this.#rest === null || this.#vitest.isCancelling) return false;
    this.#run(this.#rest);
    return true;
  }

  async stop() {
    for (const [event, , heard] of this.#listeners.splice(0)) this.#thread.worker.off(event, heard);
  }

  deserialize(data) {
    return data;
  }

  #answer(type) {
    const answer = { type, __vitest_worker_response__: true };
    const listeners = this.#listeners.filter(([event]) => event === "message");
    queueMicrotask(() => listeners.forEach(([, listener]) => listener(answer)));
  }
}

/** The plug-in that has every run in one thread, also where the pool was chosen already. */
export const keptThread = {
  name: NAME,
  configureVitest({ vitest, project }) {
    vitest.onClose(() => kept?.worker.stop());
    project.config.pool = NAME;
    project.config.poolRunner = { name: NAME, createPoolWorker: (options) => new KeptThread(options) };
  },
};
