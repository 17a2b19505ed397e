import { CelLanguage } from "../../src/adapters/cel/cel-language.ts";
import { sunClockAt } from "../../src/adapters/sun/sun-clock.ts";
import { checkConfiguration, type CheckedConfiguration } from "../../src/app/check-configuration.ts";
import { formatProblem, type Problem } from "../../src/config/problem.ts";
import { parseTemplate } from "../../src/perception/voice/template.ts";
import { memoryConfigIo } from "./memory-config-io.ts";

/** A small house: a camera with a porch, a microphone, a lock and a lamp. */
export const HOUSE = `node: test
mqtt: embedded
time_zone: Europe/Berlin
cameras:
  front_door: { source: "rtsp://camera/1", zones: { porch: [[0, 0], [1, 0], [1, 1]] } }
  garden: { source: /dev/video0 }
microphones:
  hall: { source: "alsa:default", near: [front_door] }
devices:
  front_lock:
    type: lock
    state: { topic: lock/state }
    command: { topic: lock/set }
    relock_after: 10s
    guard: { unlock: [{ all: [{ by: face, group: family }, { by: voice }] }] }
  lamp: { type: switch, command: { topic: lamp/set } }
modes: { home: {}, away: {}, sentry: {}, night: {} }
notifiers: { phone: { mqtt: home/notify } }
outputs: { allow: [home/bell] }
location: { latitude: 52.5, longitude: 13.4 }
`;

/** Environments are dear to make, and the houses of all tests are alike. */
const language = new CelLanguage();

/** Checks configuration and rules that stand in memory. */
export function check(
  files: { readonly config?: string; readonly rules?: string | Readonly<Record<string, string>> },
  environment: Readonly<Record<string, string>> = {},
): ReturnType<typeof checkConfiguration> {
  const { config = HOUSE, rules = {} } = files;
  const byName = typeof rules === "string" ? { "rules.yaml": rules } : rules;
  const inFolder = Object.entries(byName).map(([name, text]) => [`/house/rules/${name}`, text]);
  const all = {
    "/house/gatehouse.yaml": config,
    ...(Object.fromEntries(inFolder) as Record<string, string>),
  };
  return checkConfiguration("/house/gatehouse.yaml", {
    io: memoryConfigIo(all, environment),
    language,
    checkSentence: (sentence) => parseTemplate(sentence),
    sunClock: sunClockAt,
    timeZone: "UTC",
  });
}

/** The problems (warnings too) as `check` prints them. */
export async function problemsOf(...given: Parameters<typeof check>): Promise<string[]> {
  const result = await check(...given);
  return (result.ok ? result.warnings : result.problems).map(shown);
}

/** A problem without its excerpt. */
export function headOf(problem: string): string {
  return problem.split("\n", 1)[0] ?? "";
}

/** The house with these rules (one file, or files by name), ready to run; fails with every problem otherwise. */
export async function houseWith(
  rules: string | Readonly<Record<string, string>>,
): Promise<CheckedConfiguration> {
  const result = await check({ rules });
  if (result.ok) return result;
  throw new Error(result.problems.map(shown).join("\n"));
}

function shown(problem: Problem): string {
  return formatProblem(problem, "/house");
}
