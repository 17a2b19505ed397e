import { dirname, relative, resolve } from "node:path";
import { messageOf } from "../runtime/errors.ts";
import { checkConfig } from "./check-config.ts";
import { checkRule } from "./check-rules.ts";
import { checkSense } from "./check-sense.ts";
import { findingsOf } from "./issues.ts";
import { namesOf, type Names } from "./names.ts";
import type { ConfigIo } from "./ports.ts";
import { sortProblems, type Finding, type Problem } from "./problem.ts";
import { readRules } from "./read-rules.ts";
import { readYaml } from "./read-yaml.ts";
import type { RuleFile } from "./rule-file.ts";
import { isRecord, shapeOf } from "./schema-shape.ts";
import { GatehouseConfig } from "./schema/gatehouse.ts";
import { sectionsOf, type Sections } from "./sections.ts";
import { certificateProblems } from "./certificates.ts";
import { UNREAD_SECRET } from "./values.ts";
import type { YamlFile, Reference } from "./yaml-file.ts";

/** A configuration that may be run. */
export interface LoadedConfig {
  readonly ok: true;
  /** Absolute path of `gatehouse.yaml`. */
  readonly path: string;
  readonly config: GatehouseConfig;
  readonly rules: readonly RuleFile[];
  readonly warnings: readonly Problem[];
  /** Every file that was read, secrets too: watch these. Folders with rules are in `folders`. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** A finding of others at its place in `gatehouse.yaml`. */
  readonly problem: (finding: Finding) => Problem;
}

/** An expression in `gatehouse.yaml`, with its place. */
interface ConfigExpression {
  readonly path: readonly (string | number)[];
  readonly source: string;
  readonly problem: (finding: Finding) => Problem;
}

/** Everything that was found, right or wrong. */
export interface ConfigReading {
  readonly path: string;
  /** Null if it does not hold. */
  readonly config: GatehouseConfig | null;
  readonly rules: readonly RuleFile[];
  /** What is declared, even if the configuration does not hold; null if not even that can be told. */
  readonly names: Names | null;
  /** Expressions that read devices' messages, for whoever knows the language. */
  readonly expressions: readonly ConfigExpression[];
  /** Errors and warnings, sorted. */
  readonly problems: readonly Problem[];
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** A finding of others at its place in `gatehouse.yaml`. */
  readonly problem: (finding: Finding) => Problem;
}

/**
 * Reads the configuration and all rule files, and checks them but for the expressions.
 * Never rejects: what cannot be read is a problem too. The refusal carries every problem, warnings included.
 */
export async function loadConfig(
  path: string,
  io: ConfigIo,
): Promise<LoadedConfig | { readonly ok: false; readonly problems: readonly Problem[] }> {
  const { problems, config, ...reading } = await readConfig(path, io);
  if (config === null || problems.some((problem) => problem.severity === "error"))
    return { ok: false, problems };
  return {
    ok: true,
    path: reading.path,
    config,
    rules: reading.rules,
    warnings: problems,
    files: reading.files,
    folders: reading.folders,
    problem: reading.problem,
  };
}

/**
 * Like `loadConfig`, and keeps what could be understood of a configuration with errors, so that more can be checked.
 *
 * @param instead rules: an absolute folder or file to read in place of the configuration's own rules
 */
export async function readConfig(
  path: string,
  io: ConfigIo,
  instead: { readonly rules?: string | undefined } = {},
): Promise<ConfigReading> {
  const file = await readYaml(resolve(path), io);
  const secrets = await resolveReferences(file, io);
  const data = file.data((reference) => secrets.values.get(keyOf(reference)) ?? null);
  const names = file.readable ? namesOf(data) : null;
  const { config, problems } = file.readable ? checkedConfig(file, data) : { config: null, problems: [] };
  const around =
    names === null
      ? null
      : { names, outputs: config?.outputs.allow ?? sectionsOf(data).outputs, spoken: spokenOf(data, names) };
  const unreadable = config === null ? [] : await certificateProblems(config, file, io);
  const found = await readRules(file, { data, io, names, instead: instead.rules });
  for (const loaded of found.files.flatMap((one) => one.rules)) {
    if (around === null) break;
    found.problems.push(...checkRule(loaded.rule, around).map((finding) => loaded.problem(finding)));
  }
  if (names !== null) {
    const loaded = found.files.flatMap((one) => one.rules);
    found.problems.push(...checkSense(loaded, names));
  }
  return {
    path: file.path,
    config,
    rules: found.files,
    names,
    expressions: expressionsOf(sectionsOf(data)).map((one) => ({
      ...one,
      problem: (finding) => file.problem(finding),
    })),
    problems: sortProblems([
      ...file.problems,
      ...secrets.problems,
      ...problems,
      ...unreadable,
      ...found.problems,
      ...twice(found.files),
    ]),
    files: [file.path, ...secrets.files, ...found.paths],
    folders: found.folders,
    problem: (finding) => file.problem(finding),
  };
}

function expressionsOf({ devices, batteryValue }: Sections): Omit<ConfigExpression, "problem">[] {
  const battery =
    batteryValue === null ? [] : [{ path: ["power", "battery", "value"], source: batteryValue }];
  const read = [...devices].flatMap(([name, device]) => {
    if (device.type === "button") return [];
    const { state, availability } = device;
    const third =
      device.type === "lock"
        ? { contact: device.contact }
        : device.type === "cover"
          ? { obstruction: device.obstruction }
          : {};
    const readings = { state, availability, ...third };
    return Object.entries(readings).flatMap(([key, reading]) =>
      reading === undefined ? [] : [{ path: ["devices", name, key, "value"], source: reading.value }],
    );
  });
  return [...read, ...battery];
}

/** What sentences may name, even if the configuration does not hold. A list that would be empty is not there. */
function spokenOf(data: unknown, names: Names): { lists: string[]; rules: string[] } {
  const voice = isRecord(data) && isRecord(data.voice) ? data.voice : {};
  const keys = (entry: unknown): string[] => Object.keys(isRecord(entry) ? entry : {});
  const types = [...names.devices.values()].map(({ type }) => type);
  const builtIn = [
    "person",
    ...(types.length > 0 ? ["device"] : []),
    ...["lock", "switch", "cover"].filter((type) => types.includes(type)),
    ...(names.cameras.size > 0 ? ["camera"] : []),
    "mode",
  ];
  return { lists: [...builtIn, ...keys(voice.lists)], rules: keys(voice.expansion_rules) };
}

const configShape = shapeOf(GatehouseConfig);

function checkedConfig(
  file: YamlFile,
  data: unknown,
): { config: GatehouseConfig | null; problems: Problem[] } {
  const result = GatehouseConfig.safeParse(data);
  const written = (path: readonly (string | number)[]): string | null => file.written(path);
  const findings: Finding[] = result.success
    ? []
    : findingsOf(result.error.issues, { data, shape: configShape, written });
  findings.push(...checkConfig(sectionsOf(data), namesOf(data)), ...plainSecrets(data, file));
  return {
    config: result.success ? result.data : null,
    problems: findings.map((finding) => file.problem(finding)),
  };
}

/** What belongs elsewhere. */
function secretsOf(data: unknown): { path: readonly string[]; what: string }[] {
  const webhooks = isRecord(data) && isRecord(data.webhooks) ? data.webhooks : {};
  return [
    { path: ["mqtt", "password"], what: "password" },
    { path: ["people", "key"], what: "key" },
    { path: ["recordings", "copy", "encrypt"], what: "password" },
    ...Object.keys(isRecord(webhooks.hooks) ? webhooks.hooks : {}).map((hook) => ({
      ...{ path: ["webhooks", "hooks", hook, "token"], what: "token" },
    })),
  ];
}

/** A secret that stands in the file is readable for whoever reads a backup of it. */
function plainSecrets(data: unknown, file: YamlFile): Finding[] {
  return secretsOf(data).flatMap(({ path, what }): Finding[] => {
    const value = path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), data);
    const isReference = file.references.some((reference) => reference.path.join(".") === path.join("."));
    if (value === undefined || isReference) return [];
    const message = `the ${what} stands in the file; better take it from elsewhere: !file PATH or !env NAME`;
    return [{ severity: "warning", path, message }];
  });
}

interface Secrets {
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
  readonly files: readonly string[];
}

async function resolveReferences(file: YamlFile, io: ConfigIo): Promise<Secrets> {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  const files: string[] = [];
  for (const reference of file.references) {
    const path = resolve(dirname(file.path), reference.name);
    if (reference.tag === "!file") files.push(path);
    const outcome = reference.tag === "!env" ? fromEnvironment(reference, io) : await fromFile(path, io);
    if ("value" in outcome) values.set(keyOf(reference), outcome.value);
    else problems.push(file.problem({ severity: "error", path: reference.path, message: outcome.why }));
    // The schema sees a text in any case, so that one missing secret is one problem.
    if (!("value" in outcome)) values.set(keyOf(reference), UNREAD_SECRET);
  }
  return { values, problems, files };
}

function fromEnvironment(reference: Reference, io: ConfigIo): { value: string } | { why: string } {
  const value = io.env(reference.name);
  if (value !== undefined && value !== "") return { value };
  return { why: `the environment variable ${reference.name} is not set` };
}

async function fromFile(path: string, io: ConfigIo): Promise<{ value: string } | { why: string }> {
  try {
    return { value: (await io.readFile(path)).replace(/\r?\n$/, "") };
  } catch (error) {
    return { why: `the file ${path} cannot be read: ${messageOf(error)}` };
  }
}

function keyOf(reference: Pick<Reference, "tag" | "name">): string {
  return `${reference.tag} ${reference.name}`;
}

/** Ids must be unique among all files: requests, traces and topics name rules by them. */
function twice(files: readonly RuleFile[]): Problem[] {
  const first = new Map<string, Problem["position"]>();
  const problems: Problem[] = [];
  for (const loaded of files.flatMap((file) => file.rules)) {
    const here = loaded.problem({ severity: "error", path: ["id"], message: "" });
    const there = first.get(loaded.rule.id);
    if (there === undefined) first.set(loaded.rule.id, here.position);
    else
      problems.push({
        ...here,
        message: `the id "${loaded.rule.id}" is taken already, at ${relative(dirname(here.position.file), there.file)}:${there.line}`,
      });
  }
  return problems;
}
