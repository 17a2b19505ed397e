import { SystemClock, SystemScheduler } from "../../../adapters/clock/system-clock.ts";
import { probeStream } from "../../../adapters/libav/probe-stream.ts";
import { loadSphinx } from "../../../adapters/pocketsphinx/library.ts";
import { acousticModel } from "../../../adapters/pocketsphinx/model.ts";
import { silentLogger } from "../../../runtime/logger.ts";
import type { ProcessParts } from "../../process-parts.ts";
import type { ProbeJob } from "./jobs.ts";
import { timeModels } from "./time-models.ts";
import { listenTo } from "./listen-to.ts";

/** Does a job of the doctor; rejects with what is wrong. */
export async function doProbe(job: ProbeJob, signal: AbortSignal): Promise<unknown> {
  const parts: ProcessParts = {
    ...{ clock: new SystemClock(), scheduler: new SystemScheduler(), logger: silentLogger },
    // Chance spreads reconnecting sensors; here there is one.
    random: () => 0.5,
  };
  switch (job.job) {
    case "models":
      return timeModels(job.paths, parts.clock);
    case "stream":
      return probeStream(job.source, {
        ...parts,
        signal,
        seconds: job.seconds,
        keyFrameSeconds: job.keyFrameSeconds,
      });
    case "sound":
      return listenTo(job, parts, signal);
    case "recogniser":
      loadSphinx();
      return { model: acousticModel() };
  }
}
