import { createHash } from "node:crypto";
import { GatehouseError } from "../runtime/errors.ts";
import type { Model } from "./manifest.ts";
import { convertGraphModel } from "./tfjs-to-onnx/convert.ts";
import { zeroTinyWeights } from "./zero-tiny-weights.ts";

/** Paths within the archive of everything that a model is made of; `` for a file behind a URL. */
export function wantedPaths({ source, prepare }: Model): string[] {
  const first = "url" in source ? "" : source.path;
  return prepare.step === "tfjs-to-onnx" ? [first, ...prepare.weights.map(({ path }) => path)] : [first];
}

/**
 * Takes what a model is made of out of an archive, checks it, prepares it as the manifest says, and checks the result.
 *
 * @param archive the archive's name, for messages
 * @param files what was fetched, by path
 * @throws GatehouseError `MODELS_FILE_ABSENT`, `MODELS_DIGEST_MISMATCH`, `MODELS_CONVERSION_FAILED`
 */
export function prepareModel(
  model: Model,
  archive: string,
  files: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
  const [fetched = new Uint8Array(), ...more] = wantedPaths(model).map((path) => {
    const bytes = files.get(path);
    if (bytes !== undefined) return bytes;
    throw new GatehouseError(
      "MODELS_FILE_ABSENT",
      `${archive} has no file ${path}: correct the source of ${model.task} in the manifest`,
      { kind: "failed" },
    );
  });
  demand(fetched, model.sha256.fetched, `${model.task} as fetched`);
  const ready = prepared(model, fetched, more);
  if (ready !== fetched) demand(ready, model.sha256.ready, `${model.task} after it was prepared`);
  return ready;
}

function prepared(
  { task, prepare, input }: Model,
  fetched: Uint8Array,
  more: readonly Uint8Array[],
): Uint8Array {
  switch (prepare.step) {
    case "none":
      return fetched;
    case "zero-tiny-weights": {
      const patched = fetched.slice();
      zeroTinyWeights(patched);
      return patched;
    }
    case "tfjs-to-onnx": {
      prepare.weights.forEach(({ path, sha256 }, i) => {
        demand(more[i] ?? new Uint8Array(), sha256, `${path} of ${task} as fetched`);
      });
      const { outputs, channels } = prepare;
      return convertGraphModel(fetched, more, { input: input.name, outputs, channels });
    }
  }
}

function demand(bytes: Uint8Array, wanted: string, what: string): void {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === wanted) return;
  throw new GatehouseError(
    "MODELS_DIGEST_MISMATCH",
    `${what} has the SHA-256 ${found}, the manifest says ${wanted}: nothing was stored; ` +
      "pull again, and if it stays so do not use this source",
    { kind: "failed" },
  );
}
