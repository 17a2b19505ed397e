import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Transcriber } from "../../perception/voice/ports.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";

/** What Gatehouse uses of sherpa-onnx-node (github.com/k2-fsa/sherpa-onnx, nodejs-addon-examples). */
interface Stream {
  acceptWaveform(sound: { readonly sampleRate: number; readonly samples: Float32Array }): void;
  inputFinished(): void;
}
interface Recogniser {
  createStream(): Stream;
  isReady(stream: Stream): boolean;
  decode(stream: Stream): void;
  getResult(stream: Stream): { readonly text?: string };
}
type Sherpa = { readonly OnlineRecognizer: new (config: unknown) => Recogniser };

const Package = z.object({
  OnlineRecognizer: z.custom<Sherpa["OnlineRecognizer"]>((one) => typeof one === "function"),
});

/** A streaming model looks ahead: without this silence it keeps the last word to itself. */
const TAIL_SAMPLES = 0.6 * SAMPLE_RATE_HZ;

/** The files of a streaming transducer. */
export interface TransducerFiles {
  readonly encoder: string;
  readonly decoder: string;
  readonly joiner: string;
  readonly tokens: string;
}

/** A streaming transducer that runs on this machine, through sherpa-onnx; the user brings the model. Decoding blocks the thread. */
export class SherpaTranscriber implements Transcriber {
  readonly #recogniser: Recogniser;

  private constructor(recogniser: Recogniser) {
    this.#recogniser = recogniser;
  }

  /** Rejects with kind `missing`: `SHERPA_PACKAGE` if the package is not installed, `SHERPA_MODEL` if the folder lacks a file. */
  static async load(folder: string): Promise<SherpaTranscriber> {
    const { tokens, ...transducer } = await transducerFiles(folder);
    const { OnlineRecognizer } = await loadPackage();
    try {
      const config = {
        featConfig: { sampleRate: SAMPLE_RATE_HZ, featureDim: 80 },
        modelConfig: { transducer, tokens, numThreads: 1, provider: "cpu", debug: 0 },
        decodingMethod: "greedy_search",
        enableEndpoint: 0,
      };
      return new SherpaTranscriber(new OnlineRecognizer(config));
    } catch (error) {
      throw new GatehouseError(
        "SHERPA_MODEL",
        `sherpa-onnx cannot use the model in ${folder}: ${messageOf(error)}`,
        {
          kind: "missing",
          cause: error,
        },
      );
    }
  }

  transcribe(samples: Int16Array): Promise<string> {
    return Promise.resolve().then(() => {
      const stream = this.#recogniser.createStream();
      const sound = Float32Array.from(samples, (sample) => sample / 32_768);
      stream.acceptWaveform({ sampleRate: SAMPLE_RATE_HZ, samples: sound });
      stream.acceptWaveform({ sampleRate: SAMPLE_RATE_HZ, samples: new Float32Array(TAIL_SAMPLES) });
      stream.inputFinished();
      while (this.#recogniser.isReady(stream)) this.#recogniser.decode(stream);
      return this.#recogniser.getResult(stream).text ?? "";
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The model's files in a folder, the smaller ones (`int8`) where there are two. Rejects with `SHERPA_MODEL`. */
export async function transducerFiles(folder: string): Promise<TransducerFiles> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new GatehouseError(
      "SHERPA_MODEL",
      `The folder of the sherpa-onnx model cannot be read: ${messageOf(error)}`,
      {
        kind: "missing",
        cause: error,
      },
    );
  });
  const found = (part: string): string | undefined => {
    const all = names.filter((name) => name.startsWith(part) && name.endsWith(".onnx"));
    return all.find((name) => name.includes("int8")) ?? all[0];
  };
  const [encoder, decoder, joiner] = ["encoder", "decoder", "joiner"].map(found);
  const tokens = names.includes("tokens.txt") ? "tokens.txt" : undefined;
  const all = { encoder, decoder, joiner, tokens };
  const missing = Object.entries(all).flatMap(([part, name]) => (name === undefined ? [part] : []));
  if (encoder === undefined || decoder === undefined || joiner === undefined || tokens === undefined)
    throw new GatehouseError(
      "SHERPA_MODEL",
      `${folder} holds no streaming transducer for sherpa-onnx: it lacks ${missing.join(", ")} (encoder*.onnx, decoder*.onnx, joiner*.onnx, tokens.txt)`,
      { kind: "missing" },
    );
  const at = (name: string): string => join(folder, name);
  return { encoder: at(encoder), decoder: at(decoder), joiner: at(joiner), tokens: at(tokens) };
}

async function loadPackage(): Promise<Sherpa> {
  // Not one of our dependencies: whoever brings a model brings the package.
  const name: string = "sherpa-onnx-node";
  try {
    const loaded = (await import(name)) as { readonly default?: unknown };
    return Package.parse(loaded.default ?? loaded);
  } catch (error) {
    throw new GatehouseError(
      "SHERPA_PACKAGE",
      `sherpa-onnx-node is not installed (${messageOf(error).split("\n", 1)[0] ?? ""}): npm install sherpa-onnx-node`,
      { kind: "missing", cause: error },
    );
  }
}
