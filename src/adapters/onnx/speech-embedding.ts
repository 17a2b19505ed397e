import * as ort from "onnxruntime-node";
import { MEL_BANDS } from "../../perception/voice/wake/mel.ts";
import {
  EMBEDDING_FRAMES,
  EMBEDDING_SIZE,
  HEAD_EMBEDDINGS,
  type SpeechEmbedding,
  type WakeHead,
} from "../../perception/voice/wake/ports.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { floats, onnxRuntime, type ModelSession } from "./session.ts";

/** Google's speech embedding (https://tfhub.dev/google/speech_embedding/1, Apache-2.0), about 1 ms a window. */
export class OnnxSpeechEmbedding implements SpeechEmbedding {
  readonly #session: ModelSession;

  private constructor(session: ModelSession) {
    this.#session = session;
  }

  /** @throws GatehouseError `WAKE_EMBEDDING_MODEL` (kind `missing`) if the file is no such model */
  static async load(path: string): Promise<OnnxSpeechEmbedding> {
    try {
      return new OnnxSpeechEmbedding(await onnxRuntime.create(path, "cpu"));
    } catch (error) {
      throw new GatehouseError(
        "WAKE_EMBEDDING_MODEL",
        `the model for speech-embedding, ${path}, cannot be loaded: ${messageOf(error)}; run \`gatehouse models verify\``,
        { kind: "missing", cause: error },
      );
    }
  }

  async embed(windows: Float32Array, count: number): Promise<Float32Array> {
    const input = new ort.Tensor("float32", windows, [count, EMBEDDING_FRAMES, MEL_BANDS, 1]);
    const [inputName = "", outputName = ""] = [...this.#session.inputNames, ...this.#session.outputNames];
    const output = floats(await this.#session.run({ [inputName]: input }), outputName);
    if (output.length === count * EMBEDDING_SIZE) return output;
    throw new GatehouseError(
      "WAKE_EMBEDDING_FAILED",
      `the speech embedding gives ${output.length} numbers for ${count} windows, not ${EMBEDDING_SIZE} each`,
      { kind: "failed" },
    );
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

/** A head on the speech embedding: [1, 16, 96] in, [1, 1] out, as `gatehouse wake train` and openWakeWord make them. */
export class OnnxWakeHead implements WakeHead {
  readonly embeddings = HEAD_EMBEDDINGS;
  readonly #session: ModelSession;

  private constructor(session: ModelSession) {
    this.#session = session;
  }

  /** @throws GatehouseError `WAKE_MODEL` (kind `missing`) if the file cannot be read or is no such head */
  static async load(path: string): Promise<OnnxWakeHead> {
    const fail = (why: string, cause?: unknown): GatehouseError =>
      new GatehouseError("WAKE_MODEL", `${path} cannot be used as a wake word model: ${why}`, {
        kind: "missing",
        cause,
      });
    const session = await onnxRuntime.create(path, "cpu").catch((error: unknown) => {
      throw fail(messageOf(error).split("\n")[0] ?? "", error);
    });
    const head = new OnnxWakeHead(session);
    try {
      await head.score(new Float32Array(HEAD_EMBEDDINGS * EMBEDDING_SIZE));
    } catch (error) {
      await session.release();
      throw fail(`it does not take [1, ${HEAD_EMBEDDINGS}, ${EMBEDDING_SIZE}] numbers and give one`, error);
    }
    return head;
  }

  async score(features: Float32Array): Promise<number> {
    const input = new ort.Tensor("float32", features, [1, HEAD_EMBEDDINGS, EMBEDDING_SIZE]);
    const [inputName = "", outputName = ""] = [...this.#session.inputNames, ...this.#session.outputNames];
    const [score, ...more] = floats(await this.#session.run({ [inputName]: input }), outputName);
    if (score !== undefined && more.length === 0) return score;
    throw new GatehouseError("WAKE_MODEL_FAILED", "the wake word model does not give one number", {
      kind: "failed",
    });
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
