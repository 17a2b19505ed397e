import { readConfig, type ConfigReading, type LoadedConfig } from "../config/load.ts";
import type { ConfigIo } from "../config/ports.ts";
import { nearest } from "../config/nearest.ts";
import { sortProblems, type Finding, type Problem } from "../config/problem.ts";
import type { LoadedRule } from "../config/rule-file.ts";
import { compile, type RuleProblem, type SentenceCheck } from "../rules/compile.ts";
import type { ExpressionLanguage, Variables } from "../rules/language.ts";
import type { DeclaredWorld, Program } from "../rules/program.ts";
import type { SunClock } from "../rules/sun.ts";
import { voiceIntents } from "../rules/voice.ts";
import { guardedModes } from "./brain/guard-policies.ts";
import { sameSentences } from "./sentence-problems.ts";
import { findVocabularyFaults, spokenVocabulary, type SpokenVocabulary } from "./spoken-vocabulary.ts";

/** What checking needs of the outside. */
export interface CheckParts {
  readonly io: ConfigIo;
  readonly language: ExpressionLanguage;
  /** Parses a sentence template of the voice stage. */
  readonly checkSentence: (
    sentence: string,
    slots: Parameters<SentenceCheck>[1],
    shared: SpokenVocabulary,
  ) => ReturnType<SentenceCheck>;
  readonly sunClock: (place: { readonly latitude: number; readonly longitude: number }) => SunClock;
  /** The machine's time zone, for a configuration that names none. */
  readonly timeZone: string;
}

/** A configuration that may be run, with its rules compiled. */
export interface CheckedConfiguration extends LoadedConfig {
  readonly program: Program;
}

/** A configuration that may not; `files` and `folders` are worth watching all the same. */
export interface RefusedConfiguration {
  readonly ok: false;
  readonly problems: readonly Problem[];
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Reads and checks everything: the files, the names, the policies, the expressions, the sentences. Reports all problems at once. */
export async function checkConfiguration(
  path: string,
  parts: CheckParts,
  instead: { readonly rules?: string | undefined } = {},
): Promise<CheckedConfiguration | RefusedConfiguration> {
  const reading = await readConfig(path, parts.io, instead);
  const loaded = reading.rules.flatMap((file) => file.rules);
  const { language } = parts;
  const shared = reading.config === null ? null : spokenVocabulary(reading.config, ANYBODY);
  const checkSentence: SentenceCheck = (sentence, slots) =>
    // Without a configuration nobody knows the lists.
    shared === null ? { ok: true } : parts.checkSentence(sentence, slots, shared);
  const compiled = compile(
    loaded.map((rule) => rule.rule),
    worldOf(reading, parts),
    { language, checkSentence },
  );
  const problems = sortProblems([
    ...reading.problems,
    ...deviceExpressions(reading, parts.language),
    ...vocabularyProblems(reading),
    ...looseCommands(reading),
    ...(shared === null ? [] : sameSentences(loaded, shared)),
    ...compiled.problems.flatMap((problem) => placed(problem, { loaded, reading }) ?? []),
  ]);
  const { config, rules, files, folders, problem } = reading;
  if (config === null || problems.some((problem) => problem.severity === "error")) {
    return { ok: false, problems, files, folders };
  }
  return {
    ok: true,
    path: reading.path,
    config,
    rules,
    warnings: problems,
    files,
    folders,
    problem,
    program: compiled.program,
  };
}

/** Who is enrolled changes without the configuration. */
const ANYBODY = ["somebody"];

function worldOf({ names, config }: ConfigReading, parts: CheckParts): DeclaredWorld {
  return {
    modes: [...(names?.modes ?? [])],
    devices: [...(names?.devices.keys() ?? [])],
    cameras: [...(names?.cameras.keys() ?? [])],
    microphones: [...(names?.microphones ?? [])],
    timeZone: config?.time_zone ?? parts.timeZone,
    sun: config?.location === undefined ? null : parts.sunClock(config.location),
  };
}

/** The problem at its place; null where it only follows from another: an unreadable configuration declares no names. */
function placed(
  problem: RuleProblem,
  { loaded, reading }: { loaded: readonly LoadedRule[]; reading: ConfigReading },
): Problem | null {
  const rule = loaded[problem.rule];
  const isGuess =
    problem.unknown !== undefined &&
    (reading.names === null || (rule?.hasAllTriggers === false && problem.unknown.owner === "trigger"));
  if (rule === undefined || isGuess || isToldByName(problem)) return null;
  const finding: Finding = {
    severity: "error",
    path: problem.path,
    message: message(problem),
    ...(problem.within === null ? {} : { within: problem.within }),
  };
  const suggestion = problem.unknown && nearest(problem.unknown.name, problem.unknown.valid);
  return rule.problem(suggestion === undefined ? finding : { ...finding, suggestion });
}

/** Where a camera or microphone is that of a trigger which has none, the check of the names says what to do about it. */
function isToldByName({ path, unknown }: RuleProblem): boolean {
  const [action, field] = path.slice(-2);
  if (typeof action !== "number" || unknown?.owner !== "trigger" || unknown.name !== field) return false;
  return field === "camera" || field === "microphone";
}

function message({ message: sentence, unknown }: RuleProblem): string {
  if (unknown === undefined || unknown.valid.length === 0) return sentence;
  const names = `${sentence}; there are: ${unknown.valid.join(", ")}`;
  // Whoever writes mode == sentry means the text.
  const isWord = unknown.owner === null && nearest(unknown.name, unknown.valid) === undefined;
  return isWord ? `${names}. A text stands in quotes: "${unknown.name}"` : names;
}

/** What opens or leaves a guarded mode may ask for more than `accept_guarded`, never for less. */
function looseCommands({ config, rules }: ConfigReading): Problem[] {
  if (config === null) return [];
  const least = config.voice.accept_guarded;
  const loaded = rules.flatMap((file) => file.rules);
  const guarded = voiceIntents(
    loaded.map(({ rule }) => rule),
    { guardedModes: guardedModes(config.modes) },
  ).filter((intent) => intent.guarded);
  return loaded.flatMap(({ rule, problem }) =>
    rule.triggers.flatMap((trigger, index) => {
      if (trigger.trigger !== "voice" || trigger.accept === undefined || trigger.accept >= least) return [];
      if (!guarded.some(({ intent }) => intent === rule.id)) return [];
      const message = `this rule unlocks or leaves a guarded mode: expected at least ${least} (voice.accept_guarded)`;
      return [problem({ severity: "error", path: ["triggers", index, "accept"], message })];
    }),
  );
}

function vocabularyProblems({ config, problem }: ConfigReading): Problem[] {
  const { lists = {}, expansion_rules: rules = {} } = config?.voice ?? {};
  return findVocabularyFaults(lists, rules).map(({ section, name, message, offset }) => {
    const path = ["voice", section, name];
    const within = offset === undefined ? {} : { within: { offset, length: 1 } };
    return problem({ severity: "error", path, message, ...within });
  });
}

/** What the expressions that read a device's messages may use: the parsed message. */
export const PAYLOAD: Variables = { payload: "any" };

function deviceExpressions(reading: ConfigReading, language: ExpressionLanguage): Problem[] {
  return reading.expressions.flatMap(({ path, source, problem }) => {
    const compiled = language.compile(source, { variables: PAYLOAD, expected: "any" });
    if (compiled.ok) return [];
    const { offset, length, message: sentence } = compiled.problem;
    return [problem({ severity: "error", path, message: sentence, within: { offset, length } })];
  });
}
