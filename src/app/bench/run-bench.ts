import { availableParallelism, cpus, totalmem } from "node:os";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import type { ExecutionProvider } from "../../models/execution-provider.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Settings } from "../evaluate/settings.ts";
import { advise } from "./advice.ts";
import type { BenchResult } from "./report.ts";
import type { Stopwatch } from "./timing.ts";
import { benchVision } from "./vision-bench.ts";
import { benchVoice, type VoiceBench } from "./voice-bench.ts";

export interface BenchOptions {
  readonly settings: Settings;
  readonly providers: readonly ExecutionProvider[];
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly progress: (what: string) => void;
}

/**
 * Measures what this machine can do.
 *
 * @throws GatehouseError `MODELS_MISSING` (missing)
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { settings, providers, rounds, signal, progress } = options;
  const models = await resolveModels(modelsDirectory(), settings.config.models, settings.directory);
  progress("timing the vision models");
  const vision = await benchVision(models, { providers, rounds, signal, stopwatch });
  const memoryMb = process.memoryUsage.rss() / 1024 ** 2;
  progress("timing the hearing");
  const voice = await voiceOf(models["voice-activity"], signal);
  const machine = {
    processor: cpus()[0]?.model.trim() ?? "unknown processor",
    architecture: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memoryMb: totalmem() / 1024 ** 2,
  };
  return { machine, vision, ...voice, memoryMb, advice: advise(vision, machine, memoryMb) };
}

/** What the voice needs is not on every machine, and the rest is worth knowing without it. */
async function voiceOf(
  activityModel: string,
  signal: AbortSignal,
): Promise<{ voice: VoiceBench | null; voiceMissing: string | null }> {
  const [clock, scheduler] = [new SystemClock(), new SystemScheduler()];
  try {
    return {
      voice: await benchVoice({ activityModel, stopwatch, clock, scheduler, signal }),
      voiceMissing: null,
    };
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.kind !== "missing") throw error;
    return { voice: null, voiceMissing: error.message };
  }
}

const stopwatch: Stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000 };
};
