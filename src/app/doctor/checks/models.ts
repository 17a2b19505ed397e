import { stat } from "node:fs/promises";
import type { ModelPaths } from "../../../adapters/model-files/resolve-models.ts";
import type { GatehouseConfig } from "../../../config/schema/gatehouse.ts";
import { warning } from "../advice.ts";
import type { Outcome } from "../check.ts";
import type { AskProbe } from "../probe/ask-probe.ts";
import { ModelTimings } from "../probe/jobs.ts";

/** What the models' files are; they are there, and those of the manifest have its digests, or `paths` would have failed. */
export async function checkModelFiles(
  paths: () => Promise<ModelPaths>,
  own: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const files = Object.values(await paths());
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  const megabytes = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
  const names = Object.keys(own);
  const digests =
    names.length === 0 ? "digests right" : `digests right but for your own: ${names.join(", ")}`;
  return {
    found: `${files.length} models, ${megabytes.toFixed(1)} MB, ${digests}`,
    advice: [],
    facts: { models: files.length, megabytes, own: names.join(",") },
  };
}

interface Load {
  readonly config: Pick<GatehouseConfig, "cameras" | "vision">;
  /** Processors of this machine. */
  readonly cores: number;
}

/** Whether the models load and run, and whether this machine is fast enough for the cameras. */
export async function checkModelRuns(
  paths: ModelPaths,
  load: Load,
  { ask, signal }: { readonly ask: AskProbe; readonly signal: AbortSignal },
): Promise<Outcome> {
  const timings = await ask({ job: "models", paths }, ModelTimings, signal);
  const busy = busyCores(timings, load.config);
  const advice =
    busy <= load.cores
      ? []
      : [
          warning(
            `with a face before every camera the models need ${busy.toFixed(1)} processors, and there are ${load.cores}: lower ` +
              "detect.fps, set vision.people to false, or look again when nothing else keeps the machine busy",
          ),
        ];
  const texts = Object.entries(timings).map(([task, ms]) => `${task} ${ms.toFixed(1)} ms`);
  return { found: texts.join(", "), advice, facts: { ...timings, busyCores: busy } };
}

/** Processors that are busy while one face stands before every camera. */
function busyCores(timings: Readonly<Record<string, number>>, { cameras, vision }: Load["config"]): number {
  const time = (task: string): number => timings[task] ?? 0;
  const picture =
    time("face-detection") +
    // Points are looked for in two squares.
    2 * time("face-landmarks") +
    time("face-embedding") +
    time("face-liveness") +
    (vision.people ? time("person-detection") : 0);
  const pictures = Object.values(cameras).reduce((sum, { detect }) => sum + detect.fps, 0);
  return (pictures * picture) / 1000;
}
