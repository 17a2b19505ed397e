import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";

/** What Gatehouse uses of sherpa-onnx-node (github.com/k2-fsa/sherpa-onnx, nodejs-addon-examples). */
export interface SherpaStream {
  acceptWaveform(sound: { readonly sampleRate: number; readonly samples: Float32Array }): void;
  inputFinished(): void;
}
/** Recognises or spots: both work on streams in the same way. */
export interface SherpaEngine<Result> {
  createStream(): SherpaStream;
  isReady(stream: SherpaStream): boolean;
  decode(stream: SherpaStream): void;
  getResult(stream: SherpaStream): Result;
}
type Engine<Result> = new (config: unknown) => SherpaEngine<Result>;
interface Sherpa {
  readonly OnlineRecognizer: Engine<{ readonly text?: string }>;
  readonly KeywordSpotter: Engine<{ readonly keyword?: string }>;
}

const isEngine = (one: unknown): boolean => typeof one === "function";
const Package = z.object({
  OnlineRecognizer: z.custom<Sherpa["OnlineRecognizer"]>(isEngine),
  KeywordSpotter: z.custom<Sherpa["KeywordSpotter"]>(isEngine),
});

/** The files of a streaming transducer. */
export interface TransducerFiles {
  readonly encoder: string;
  readonly decoder: string;
  readonly joiner: string;
  readonly tokens: string;
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

/** How the models of a folder are to be run. */
export function modelConfig({ tokens, ...transducer }: TransducerFiles): object {
  return {
    featConfig: { sampleRate: SAMPLE_RATE_HZ, featureDim: 80 },
    modelConfig: { transducer, tokens, numThreads: 1, provider: "cpu", debug: 0 },
  };
}

/** The error for files that the package does not take. */
export function unusable(folder: string, error: unknown): GatehouseError {
  const message = `sherpa-onnx cannot use the model in ${folder}: ${messageOf(error)}`;
  return new GatehouseError("SHERPA_MODEL", message, { kind: "missing", cause: error });
}

/** Rejects with `SHERPA_PACKAGE` (missing) if it is not installed. */
export async function loadPackage(): Promise<Sherpa> {
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
