import { parentPort } from "node:worker_threads";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { SphinxRecogniser } from "./recogniser.ts";
import type { WorkerJob, WorkerReply } from "./worker-messages.ts";

/** The thread in which PocketSphinx blocks. */
let recogniser: SphinxRecogniser | null = null;
let last: Promise<void> = Promise.resolve();

async function work(job: WorkerJob): Promise<WorkerReply> {
  try {
    recogniser ??= new SphinxRecogniser();
    if (job.type === "prepare") {
      await recogniser.prepare(job.grammar);
      return { id: job.id, type: "prepared" };
    }
    if (job.type === "choose")
      return { id: job.id, type: "chosen", choice: await recogniser.choose(job.samples, job.candidates) };
    const recognition = await recogniser.recognise(job.samples, job.expectation);
    return { id: job.id, type: "recognised", recognition };
  } catch (error) {
    const known = error instanceof GatehouseError ? error : null;
    return {
      id: job.id,
      type: "failed",
      code: known?.code ?? "VOICE_RECOGNISER",
      kind: known?.kind ?? "failed",
      message: messageOf(error),
    };
  }
}

parentPort?.on("message", (job: WorkerJob) => {
  last = last.then(async () => parentPort?.postMessage(await work(job)));
});
