import { CelLanguage } from "../adapters/cel/cel-language.ts";
import { configIo } from "../adapters/config-files/config-io.ts";
import { sunClockAt } from "../adapters/sun/sun-clock.ts";
import { formatProblem, type Problem } from "../config/problem.ts";
import { parseSentence, parseVocabulary } from "../perception/voice/vocabulary.ts";
import { GatehouseError, messageOf } from "../runtime/errors.ts";
import {
  checkConfiguration,
  type CheckedConfiguration,
  type CheckParts,
  type RefusedConfiguration,
} from "./check-configuration.ts";

/** What checking is done with in the real program. */
export function checkParts(): CheckParts {
  return {
    io: configIo,
    language: new CelLanguage(),
    checkSentence,
    sunClock: sunClockAt,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** What the microphones will say to a sentence, said before they hear it. */
const checkSentence: CheckParts["checkSentence"] = (sentence, slots, { lists, rules }) => {
  try {
    return parseSentence(sentence, parseVocabulary({ lists: { ...lists, ...slots }, rules }));
  } catch (error) {
    return { ok: false, message: messageOf(error), offset: 0 };
  }
};

/**
 * Reads and checks the configuration at `path`, rules and all.
 *
 * @param instead rules: an absolute folder or file in place of the configuration's own rules
 */
export function checkAt(
  path: string,
  instead: { readonly rules?: string | undefined } = {},
): Promise<CheckedConfiguration | RefusedConfiguration> {
  return checkConfiguration(path, checkParts(), instead);
}

/**
 * The configuration at `path`.
 *
 * @throws GatehouseError CONFIG_INVALID (usage) that lists every error with its place
 */
export async function readConfiguration(path: string): Promise<CheckedConfiguration> {
  const checked = await checkAt(path);
  if (checked.ok) return checked;
  throw configurationInvalid(checked.problems);
}

/** The error that lists every error of a configuration with its place. */
export function configurationInvalid(problems: readonly Problem[]): GatehouseError {
  return new GatehouseError("CONFIG_INVALID", `the configuration does not hold:\n${errorsText(problems)}`, {
    kind: "usage",
  });
}

/** The errors among the problems, as people read them, paths relative to the working directory. */
export function errorsText(problems: readonly Problem[]): string {
  return problems
    .filter((problem) => problem.severity === "error")
    .map((problem) => formatProblem(problem, process.cwd()))
    .join("\n");
}
