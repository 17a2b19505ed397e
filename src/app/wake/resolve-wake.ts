import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { modelDirectory } from "../../adapters/model-files/model-directory.ts";
import { modelsDirectory, readManifest } from "../../adapters/model-files/manifest-file.ts";
import type { Model } from "../../models/manifest.ts";
import { modelState } from "../../models/pull.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { cardPath, readCard } from "./card.ts";

/** What the configuration says about waking. */
export interface WakeWish {
  readonly wakePhrase: string | null;
  /** Name of a wake word of the manifest, or a file relative to `directory`. */
  readonly wakeModel: string | null;
  readonly directory: string;
}

/** The phrase, and the trained head that hears it. */
export interface ResolvedWake {
  readonly phrase: string | null;
  /** Null: the phrase is found by the grammar of the commands alone, when the utterance is over. */
  readonly head: { readonly path: string; readonly threshold: number } | null;
}

/** Heads that come with Gatehouse; this module has the same depth in `src/` and in `dist/`. */
const SHIPPED = fileURLToPath(new URL("../../../models/wake", import.meta.url));
/** The score that openWakeWord counts from. */
const USUAL_THRESHOLD = 0.5;

/**
 * Finds the model for a wake phrase, and the phrase of a wake word model.
 *
 * @throws GatehouseError `WAKE_MODEL_MISSING` (kind `missing`), `WAKE_PHRASE_UNKNOWN`, `WAKE_CARD` (`usage`)
 */
export async function resolveWake(wish: WakeWish, shipped = SHIPPED): Promise<ResolvedWake> {
  const { wakePhrase, wakeModel, directory } = wish;
  if (wakeModel === null)
    return { phrase: wakePhrase, head: wakePhrase === null ? null : await shippedHead(wakePhrase, shipped) };
  const { models } = await readManifest();
  const named = models.find(({ task }) => task === `wake:${wakeModel}`);
  if (named !== undefined) {
    const path = await fetchedHead(named, wakeModel);
    return { phrase: wakePhrase ?? named.labels[0] ?? null, head: { path, threshold: USUAL_THRESHOLD } };
  }
  return ownHead(resolve(directory, wakeModel), wakePhrase);
}

async function shippedHead(phrase: string, folder: string): Promise<ResolvedWake["head"]> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".onnx")).sort();
  for (const file of files) {
    const path = join(folder, file);
    const card = await readCard(path);
    if (card?.phrase === phrase) return { path, threshold: card.threshold };
  }
  return null;
}

async function fetchedHead(model: Model, name: string): Promise<string> {
  const directory = modelsDirectory();
  if ((await modelState(model, modelDirectory(directory))) === "ready") return join(directory, model.file);
  const accept = model.accept === undefined ? "" : ` --accept-licence ${model.accept}`;
  throw new GatehouseError(
    "WAKE_MODEL_MISSING",
    `the wake word ${name} is not there; its licence is ${model.licence}: run \`gatehouse models pull --wake ${name}${accept}\``,
    { kind: "missing" },
  );
}

async function ownHead(path: string, wished: string | null): Promise<ResolvedWake> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true)
    throw new GatehouseError(
      "WAKE_MODEL_MISSING",
      `there is no wake word model ${path}: train one with \`gatehouse wake train\`, or correct voice.wake.model`,
      { kind: "missing" },
    );
  const card = await readCard(path);
  const phrase = wished ?? card?.phrase ?? null;
  if (phrase === null)
    throw new GatehouseError(
      "WAKE_PHRASE_UNKNOWN",
      `${path} has no card (${cardPath(path)}) that says what it listens for: add \`phrase:\` to voice.wake`,
      { kind: "usage" },
    );
  if (card !== null && card.phrase !== phrase)
    throw new GatehouseError(
      "WAKE_PHRASE_UNKNOWN",
      `${path} listens for "${card.phrase}", but voice.wake.phrase is "${phrase}"`,
      { kind: "usage" },
    );
  return { phrase, head: { path, threshold: card?.threshold ?? USUAL_THRESHOLD } };
}
