import { z } from "zod";
import { GatehouseError } from "../runtime/errors.ts";

/** What a model is for. Configuration and code name models by their task, never by their file. */
export const ModelTask = z.enum([
  "face-detection",
  "face-landmarks",
  "face-embedding",
  "face-liveness",
  "voice-activity",
]);
export type ModelTask = z.infer<typeof ModelTask>;

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

/** One model of `models/manifest.yaml`. */
export const Model = z.strictObject({
  task: ModelTask,
  /** Name of the file in the models directory. */
  file: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "lower-case letters, digits, `.` and `-`"),
  title: z.string(),
  source: z.union([NpmSource, UrlSource]),
  /** Size of the file. */
  bytes: z.int().positive(),
  /** Digests of the file as it is fetched, and after `patch`. */
  sha256: z.strictObject({ fetched: Sha256, ready: Sha256 }),
  /** What is done to the file after it was fetched (see `zero-tiny-weights.ts`). */
  patch: z.enum(["none", "zero-tiny-weights"]),
  licence: z.string(),
  provenance: z.string(),
  input: z.strictObject({ name: z.string(), shape: z.array(z.int()), preprocessing: z.string() }),
  output: z.string(),
  labels: z.array(z.string()),
});
export type Model = z.infer<typeof Model>;

const Manifest = z.strictObject({ version: z.literal(1), models: z.array(Model).min(1) });
export type Manifest = z.infer<typeof Manifest>;

/**
 * Checks a manifest that was read from YAML: its shape, and that no two models share a task or a file.
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
  return parsed.data;
}

function invalid(name: string, problem: string): GatehouseError {
  return new GatehouseError("MODELS_MANIFEST_INVALID", `${name} is not a valid models manifest: ${problem}`, {
    kind: "usage",
  });
}
