import { OnnxSpeechEmbedding, OnnxWakeHead } from "../../adapters/onnx/speech-embedding.ts";
import type { WakeModel } from "../../perception/voice/wake/watch.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { resolveWake, type WakeWish } from "../wake/resolve-wake.ts";

/** The phrase that wakes a microphone, and the model that hears it at once; null: the commands' grammar finds it. */
export interface LoadedWake {
  readonly phrase: string | null;
  readonly model: WakeModel | null;
}

/** Keeps the loaded wake word model of a microphone, and loads another one when the configuration names one. */
export class WakeModelHolder {
  #path: string | null = null;
  #model: (WakeModel & { readonly close: () => Promise<void> }) | null = null;

  /** Rejects with errors of `resolveWake`, and `WAKE_MODEL` or `WAKE_EMBEDDING_MODEL` if a file is no such model. */
  async load(wish: WakeWish, embeddingModel: string | undefined): Promise<LoadedWake> {
    const { phrase, head } = await resolveWake(wish);
    if ((head?.path ?? null) !== this.#path) await this.close();
    if (head !== null && this.#path === null) {
      this.#model = await opened(head, embeddingModel);
      this.#path = head.path;
    }
    return { phrase, model: this.#model };
  }

  async close(): Promise<void> {
    const before = this.#model;
    this.#model = null;
    this.#path = null;
    await before?.close();
  }
}

async function opened(
  { path, threshold }: { readonly path: string; readonly threshold: number },
  embeddingModel: string | undefined,
): Promise<WakeModel & { close: () => Promise<void> }> {
  if (embeddingModel === undefined)
    throw new GatehouseError(
      "WAKE_EMBEDDING_MODEL",
      "no model for speech-embedding; run `gatehouse models pull`",
      { kind: "missing" },
    );
  const embedding = await OnnxSpeechEmbedding.load(embeddingModel);
  const head = await OnnxWakeHead.load(path);
  const close = async (): Promise<void> => {
    await Promise.all([embedding.close(), head.close()]);
  };
  return { embedding, head, threshold, close };
}
