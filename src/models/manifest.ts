import { z } from "zod";
import { GatehouseError } from "../runtime/errors.ts";

/** What a model is for. Configuration and code name models by their task, never by their file. */
export const ModelTask = z.enum([
  "face-detection",
  "face-landmarks",
  "face-embedding",
  "face-liveness",
  "person-detection",
  "voice-activity",
  "speech-embedding",
]);
export type ModelTask = z.infer<typeof ModelTask>;

/** A wake word that is fetched only when it is asked for: `wake:` and its name. */
const WakeTask = z.templateLiteral(["wake:", z.string().regex(/^[a-z0-9_]+$/)]);

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits");

/** A file inside an npm package. */
const NpmSource = z.strictObject({
  npm: z.string(),
  version: z.string(),
  /** Subresource integrity of the package's archive. */
  integrity: z.string(),
  /** Path of the file inside the package. */
  path: z.string(),
  /** Size of the archive; only for the progress bar. */
  archiveBytes: z.int(),
});

/** A file behind a URL. */
const UrlSource = z.strictObject({ url: z.url({ protocol: /^https?$/ }) });

/** What is done to a file after it was fetched. */
const Preparation = z.discriminatedUnion("step", [
  z.strictObject({ step: z.literal("none") }),
  /** See `zero-tiny-weights.ts`. */
  z.strictObject({ step: z.literal("zero-tiny-weights") }),
  /** The file is the JSON of a TensorFlow.js graph model, which becomes an ONNX file (see `tfjs-to-onnx/`). */
  z.strictObject({
    step: z.literal("tfjs-to-onnx"),
    /** The model's weight files in the same package, in order. */
    weights: z.array(z.strictObject({ path: z.string(), sha256: Sha256 })).min(1),
    /** Names of the outputs, and the nodes of the graph model that give them; what comes after these is left out. */
    outputs: z.record(z.string(), z.string()),
    /** Convolutions of which only some output channels are kept. */
    channels: z.record(z.string(), z.array(z.int().nonnegative()).min(1)),
  }),
]);

/** One model of `models/manifest.yaml`. */
export const Model = z.strictObject({
  task: z.union([ModelTask, WakeTask]),
  /** Name of the file in the models directory. */
  file: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "lower-case letters, digits, `.` and `-`"),
  title: z.string(),
  source: z.union([NpmSource, UrlSource]),
  /** Size of the file when it is ready. */
  bytes: z.int().positive(),
  /** Digests of the file as it is fetched, and after `prepare`. */
  sha256: z.strictObject({ fetched: Sha256, ready: Sha256 }),
  prepare: Preparation,
  licence: z.string(),
  /** The licence's name, where it has to be accepted before the file is fetched: it forbids uses. */
  accept: z.string().optional(),
  provenance: z.string(),
  input: z.strictObject({
    name: z.string(),
    /** A dimension with a name may have several sizes; `preprocessing` says which. */
    shape: z.array(z.union([z.int(), z.string()])),
    preprocessing: z.string(),
  }),
  output: z.string(),
  labels: z.array(z.string()),
});
export type Model = z.infer<typeof Model>;

const Manifest = z.strictObject({ version: z.literal(1), models: z.array(Model).min(1) });
export type Manifest = z.infer<typeof Manifest>;

/**
 * Checks a manifest that was read from YAML: its shape, and that no two models share a task or a file, and that each
 * source can hold what its model is made of.
 *
 * @param name of the file, for the message
 * @throws GatehouseError `MODELS_MANIFEST_INVALID`
 */
export function parseManifest(data: unknown, name: string): Manifest {
  const parsed = Manifest.safeParse(data);
  if (!parsed.success) throw invalid(name, z.prettifyError(parsed.error));
  for (const key of ["task", "file"] as const) {
    const values = parsed.data.models.map((model) => model[key]);
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    if (twice !== undefined) throw invalid(name, `two models have the ${key} ${twice}`);
  }
  for (const { task, source, prepare } of parsed.data.models) {
    if (prepare.step === "tfjs-to-onnx" && "url" in source) {
      throw invalid(name, `${task} is made of several files, so its source must be a package, not a URL`);
    }
  }
  return parsed.data;
}

/** Whether Gatehouse does without it unless the configuration asks for it. */
export function isOptional({ task }: Pick<Model, "task">): boolean {
  return task.startsWith("wake:");
}

/** The manifest without what nobody asked for. */
export function withoutOptional(manifest: Manifest, asked: readonly string[] = []): Manifest {
  return {
    ...manifest,
    models: manifest.models.filter((model) => !isOptional(model) || asked.includes(model.task)),
  };
}

function invalid(name: string, problem: string): GatehouseError {
  return new GatehouseError("MODELS_MANIFEST_INVALID", `${name} is not a valid models manifest: ${problem}`, {
    kind: "usage",
  });
}
