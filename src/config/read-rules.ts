import { basename, dirname, join, relative, resolve } from "node:path";
import { readBlueprint, type Blueprint } from "./blueprint-file.ts";
import type { Names } from "./names.ts";
import type { ConfigIo } from "./ports.ts";
import type { Problem } from "./problem.ts";
import { readYaml } from "./read-yaml.ts";
import { readRuleFile, type RuleFile } from "./rule-file.ts";
import { isRecord } from "./schema-shape.ts";
import type { YamlFile } from "./yaml-file.ts";

/** All rule files with their blueprints written out, and what is wrong with them. */
interface FoundRules {
  readonly files: readonly RuleFile[];
  readonly problems: Problem[];
  /** Of every file that was read, blueprints too. */
  readonly paths: readonly string[];
  /** Where more of them may come. */
  readonly folders: readonly string[];
}

interface From {
  /** The configuration's data. */
  readonly data: unknown;
  readonly io: ConfigIo;
  /** What the configuration declares; null: nobody knows. */
  readonly names: Names | null;
  /** An absolute folder or file in place of the configuration's own rules. */
  readonly instead: string | undefined;
}

/** Reads the rule files of a configuration, and the blueprints beside them. */
export async function readRules(config: YamlFile, from: From): Promise<FoundRules> {
  const { data, io, names, instead } = from;
  const configured = isRecord(data) ? data.rules : undefined;
  const own = rootsOf(config, configured ?? "rules");
  const roots = instead === undefined ? own : rootsOf(config, instead);
  // Rules that are tried may be made from the blueprints that are there already.
  const folders = [...new Set([...roots, ...own].map(blueprintFolder))];
  const { blueprints, problems, paths } = await readBlueprints(folders, io);
  const files: RuleFile[] = [];
  for (const [index, root] of roots.entries()) {
    const found = await io.list(root);
    if (found === null && (instead ?? configured) !== undefined) {
      const message = `there is neither a folder nor a file ${root}`;
      problems.push(config.problem({ severity: "error", path: ["rules", index], message }));
    }
    for (const path of (found ?? []).filter((one) => !paths.includes(one))) {
      const read = readRuleFile(await readYaml(path, io), { blueprints, names });
      files.push(read.file);
      problems.push(...read.problems);
      paths.push(path);
    }
  }
  return { files, problems, paths, folders: [...roots, ...folders] };
}

function rootsOf({ path }: YamlFile, entries: unknown): string[] {
  const wanted = [entries].flat().filter((entry) => typeof entry === "string");
  return wanted.map((entry) => join(resolve(dirname(path), entry)));
}

const FOLDER = "blueprints";

/** A file's blueprints are beside it. */
function blueprintFolder(root: string): string {
  if (!/\.ya?ml$/.test(root)) return join(root, FOLDER);
  const folder = dirname(root);
  return basename(folder) === FOLDER ? folder : join(folder, FOLDER);
}

async function readBlueprints(
  folders: readonly string[],
  io: ConfigIo,
): Promise<{ blueprints: ReadonlyMap<string, Blueprint>; problems: Problem[]; paths: string[] }> {
  const blueprints = new Map<string, Blueprint>();
  const problems: Problem[] = [];
  const paths: string[] = [];
  for (const folder of folders) {
    for (const path of (await io.list(folder)) ?? []) {
      paths.push(path);
      const name = relative(folder, path).replace(/\.ya?ml$/, "");
      // What is called the same in a later folder is hidden by it, as with programs on a search path.
      if (blueprints.has(name)) continue;
      const read = readBlueprint(name, await readYaml(path, io, ["!input"]));
      blueprints.set(name, read.blueprint);
      problems.push(...read.problems);
    }
  }
  return { blueprints, problems, paths };
}
