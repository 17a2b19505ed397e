import { ThreadsPoolWorker } from "vitest/node";

const NAME = "kept-thread";

/** Thread that has loaded what the tests import, for the next run; null before the first and after one that died. */
let kept = null;

/**
 * A pool worker of vitest whose thread outlives the run: what the tests import is loaded once, not once for each fault. Vitest
 * itself evaluates the files of tests anew in each run.
 */
class KeptThread {
  name = NAME;
  #thread;
  #listeners = [];

  constructor(options) {
    this.#thread = kept ?? { worker: new ThreadsPoolWorker(options), isStarted: false, config: null };
    kept = this.#thread;
  }

  on(event, listener) {
    this.#listeners.push([event, listener]);
    this.#thread.worker.on(event, listener);
  }

  off(event, listener) {
    this.#thread.worker.off(event, listener);
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
    const context = { ...message.context, config: this.#thread.config };
    return this.#thread.worker.send({ ...message, context });
  }

  async stop() {
    for (const [event, listener] of this.#listeners.splice(0)) this.#thread.worker.off(event, listener);
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
