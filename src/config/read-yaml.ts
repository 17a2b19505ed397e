import { messageOf } from "../runtime/errors.ts";
import type { ConfigIo } from "./ports.ts";
import { YamlFile, type Reference } from "./yaml-file.ts";

/**
 * Reads a YAML file; that it cannot be read is one of its problems.
 *
 * @param tags what may stand for a value in it; `!env` and `!file` if nothing is given
 */
export async function readYaml(
  path: string,
  io: Pick<ConfigIo, "readFile">,
  tags?: readonly Reference["tag"][],
): Promise<YamlFile> {
  try {
    return new YamlFile(path, await io.readFile(path), tags);
  } catch (error) {
    const file = new YamlFile(path, "");
    file.problems.push(
      file.problem({ severity: "error", path: [], message: `cannot be read: ${messageOf(error)}` }),
    );
    return file;
  }
}
