import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { parseManifest, type Manifest } from "../../models/manifest.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** `models/` of the installed package; this module has the same depth in `src/` and in `dist/`. */
const modelsUrl = new URL("../../../models/", import.meta.url);

/** Reads and checks a models manifest; without a path the package's own. */
export async function readManifest(
  path = fileURLToPath(new URL("manifest.yaml", modelsUrl)),
): Promise<Manifest> {
  let data: unknown;
  try {
    data = parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new GatehouseError(
      "MODELS_MANIFEST_INVALID",
      `cannot read the models manifest ${path}: ${messageOf(error)}`,
      { kind: "usage", cause: error },
    );
  }
  return parseManifest(data, path);
}

/** Where the models' files are: what the user names, else `$GATEHOUSE_MODELS`, else `models/fetched/` in the package. */
export function modelsDirectory(named?: string): string {
  return named ?? process.env["GATEHOUSE_MODELS"] ?? fileURLToPath(new URL("fetched", modelsUrl));
}
