import { access, constants } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ModelTask, type Manifest } from "../../models/manifest.ts";
import { modelState } from "../../models/pull.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { readManifest } from "./manifest-file.ts";
import { modelDirectory } from "./model-directory.ts";

/** Absolute path of each model's file, by task. */
export type ModelPaths = Record<ModelTask, string>;

/**
 * Where each model's file is. Fetched files must have the digest that the manifest gives; files of the user's own are taken
 * as they are, if they can be read.
 *
 * @param directory with the fetched files (see `modelsDirectory`)
 * @param overrides the user's own files by task, from the configuration
 * @param base the configuration's folder: the user's paths are relative to it
 * @throws GatehouseError `MODELS_MISSING` (kind `missing`, names the command to run), `MODELS_TASK_UNKNOWN` (`usage`)
 */
export async function resolveModels(
  directory: string,
  overrides: Readonly<Record<string, string>> = {},
  base = process.cwd(),
): Promise<ModelPaths> {
  const manifest = await readManifest();
  for (const task of Object.keys(overrides)) demandTask(task);
  const paths = new Map<ModelTask, string>();
  const problems: string[] = [];
  for (const task of ModelTask.options) {
    const own = overrides[task];
    const found =
      own === undefined ? await fetched(manifest, task, directory) : await readable(task, resolve(base, own));
    if ("path" in found) paths.set(task, found.path);
    else problems.push(found.problem);
  }
  if (problems.length === 0) return Object.fromEntries(paths) as ModelPaths;
  throw new GatehouseError("MODELS_MISSING", problems.join("; "), { kind: "missing" });
}

type Found = { readonly path: string } | { readonly problem: string };

async function fetched(manifest: Manifest, task: ModelTask, directory: string): Promise<Found> {
  const model = manifest.models.find((candidate) => candidate.task === task);
  if (model === undefined) {
    return { problem: `the manifest has no model for ${task}: name a file of your own under \`models:\`` };
  }
  const state = await modelState(model, modelDirectory(directory));
  if (state === "ready") return { path: resolve(directory, model.file) };
  const what = state === "missing" ? "is not there" : "is not the file that the manifest names";
  return {
    problem: `the model for ${task}, ${join(directory, model.file)}, ${what}: run \`gatehouse models pull --directory ${directory}\``,
  };
}

async function readable(task: ModelTask, path: string): Promise<Found> {
  try {
    await access(path, constants.R_OK);
    return { path };
  } catch {
    return {
      problem: `your own model for ${task}, ${path}, cannot be read: correct \`models:\` in the configuration`,
    };
  }
}

function demandTask(task: string): void {
  if (ModelTask.safeParse(task).success) return;
  throw new GatehouseError(
    "MODELS_TASK_UNKNOWN",
    `\`models:\` names the task ${task}; there are ${ModelTask.options.join(", ")}`,
    { kind: "usage" },
  );
}
