import type { Manifest, Model } from "./manifest.ts";
import type { Archive, ArchiveFetcher, ModelStore } from "./ports.ts";
import { prepareModel, wantedPaths } from "./prepare.ts";

/** Whether a model's file is there and is the right one. */
export type ModelState = "ready" | "missing" | "wrong";

/** What happens during a pull, for whoever shows it. */
export type PullProgress =
  | { readonly kind: "fetching"; readonly archive: string; readonly bytes: number; readonly total: number }
  | { readonly kind: "done"; readonly model: Model; readonly was: ModelState };

export interface PullPorts {
  readonly store: ModelStore;
  readonly fetcher: ArchiveFetcher;
  readonly onProgress: (progress: PullProgress) => void;
  readonly signal: AbortSignal;
}

/** The state of one model's file, by its digest. */
export async function modelState(model: Model, store: ModelStore): Promise<ModelState> {
  const digest = await store.digest(model.file);
  if (digest === null) return "missing";
  return digest === model.sha256.ready ? "ready" : "wrong";
}

/**
 * Fetches every model that is missing or wrong; each archive is downloaded once, however many models it holds.
 * Interrupted, it leaves whole files only, and goes on from there the next time.
 *
 * @throws GatehouseError `MODELS_FETCH_FAILED`, `MODELS_DIGEST_MISMATCH`, `MODELS_FILE_ABSENT`
 */
export async function pullModels(manifest: Manifest, ports: PullPorts): Promise<void> {
  const wanted = new Map<string, { archive: Archive; models: [Model, ModelState][] }>();
  for (const model of manifest.models) {
    const was = await modelState(model, ports.store);
    if (was === "ready") {
      ports.onProgress({ kind: "done", model, was });
      continue;
    }
    const archive = archiveOf(model);
    const group = wanted.get(nameOf(archive)) ?? { archive, models: [] };
    group.models.push([model, was]);
    wanted.set(nameOf(archive), group);
  }
  for (const { archive, models } of wanted.values()) {
    const files = await fetchArchive(archive, models, ports);
    for (const [model, was] of models) {
      await ports.store.write(model.file, prepareModel(model, nameOf(archive), files));
      ports.onProgress({ kind: "done", model, was });
    }
  }
}

function fetchArchive(
  archive: Archive,
  models: readonly [Model, ModelState][],
  { fetcher, onProgress, signal }: PullPorts,
): Promise<ReadonlyMap<string, Uint8Array>> {
  let bytes = 0;
  const report = (): void =>
    onProgress({ kind: "fetching", archive: nameOf(archive), bytes, total: archive.bytes });
  report();
  return fetcher.fetch(archive, {
    paths: models.flatMap(([model]) => wantedPaths(model)),
    onBytes: (count) => {
      bytes += count;
      report();
    },
    signal,
  });
}

function archiveOf({ source, bytes }: Model): Archive {
  if ("url" in source) return { kind: "url", url: source.url, bytes };
  const { npm: name, version, integrity, archiveBytes } = source;
  return { kind: "npm", name, version, integrity, bytes: archiveBytes };
}

function nameOf(archive: Archive): string {
  return archive.kind === "url" ? archive.url : `${archive.name}@${archive.version}`;
}
