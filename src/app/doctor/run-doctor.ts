import { dirname } from "node:path";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { configIo } from "../../adapters/config-files/config-io.ts";
import { inspectState } from "../../adapters/state-directory/inspect-state.ts";
import { readConfig } from "../../config/load.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { checkAt } from "../configuration.ts";
import { problem } from "./advice.ts";
import { diagnose, type Check, type Diagnosis, type Outcome } from "./check.ts";
import { checkConfigurationFile } from "./checks/configuration.ts";
import { installationChecks, machineCheck, type DoctorParts, type Installation } from "./installation.ts";
import { askProbe } from "./probe/ask-probe.ts";
import { householdProblems } from "./read-household.ts";
import { redactor } from "./redacted.ts";
import { diagnosisJson, diagnosisText, tallyOf, tallyText } from "./report.ts";
import { journalWords } from "./sensor-words.ts";

export interface DoctorOptions {
  readonly json?: boolean;
}

/** Reading a configuration, and what `check` says of it. */
const CONFIGURATION_MS = 20_000;

/**
 * Looks at everything that Gatehouse needs, one thing after the other, and says what to do.
 *
 * @throws GatehouseError DOCTOR_PROBLEMS (refused)
 */
export async function runDoctor({ json = false }: DoctorOptions, context: CommandContext): Promise<void> {
  const parts: DoctorParts = { clock: new SystemClock(), scheduler: new SystemScheduler(), ask: askProbe };
  const { scheduler } = parts;
  const { signal } = context;
  const found = await installation(context);
  const clean = redactor(found.config);
  const diagnoses: Diagnosis[] = [];
  for (const check of checksOf(found, parts)) {
    if (signal.aborted) break;
    const diagnosis = clean(await diagnose(check, { scheduler, signal }));
    diagnoses.push(diagnosis);
    context.out.write(`${json ? diagnosisJson(diagnosis) : diagnosisText(diagnosis)}\n`);
  }
  signal.throwIfAborted();
  const tally = tallyOf(diagnoses);
  context.out.write(
    json ? `${JSON.stringify({ healthy: tally.problems === 0, ...tally })}\n` : `\n${tallyText(tally)}\n`,
  );
  if (tally.problems === 0) return;
  throw new GatehouseError(
    "DOCTOR_PROBLEMS",
    `Gatehouse cannot work as it should: see the ${tally.problems === 1 ? "problem" : `${tally.problems} problems`} above`,
    { kind: "refused" },
  );
}

/** An installation that cannot be looked at. */
type Unknown =
  | { readonly config: null; readonly path: null; readonly why: string }
  /** What `check` says of the file is why. */
  | { readonly config: null; readonly path: string };

function checksOf(found: Installation | Unknown, parts: DoctorParts): Check[] {
  const configuration: Check = {
    name: "configuration",
    limitMs: CONFIGURATION_MS,
    run: () => checkConfiguration(found),
  };
  return [machineCheck(), configuration, ...(found.config === null ? [] : installationChecks(found, parts))];
}

async function checkConfiguration(found: Installation | Unknown): Promise<Outcome> {
  const { path } = found;
  if (path === null) return { found: "there is none", advice: [problem(found.why)] };
  const result = await checkAt(path);
  if (!result.ok) return checkConfigurationFile(path, result.problems);
  // What cannot be read of the people is told where they are looked at.
  const unread = (): void => undefined;
  const household =
    found.config === null ? [] : await householdProblems(result, found.stateDirectory, unread);
  return checkConfigurationFile(path, [...result.warnings, ...household]);
}

/** What there is to look at; a configuration with errors is looked at as far as it could be understood. */
async function installation(context: CommandContext): Promise<Installation | Unknown> {
  let path: string;
  try {
    path = await context.configPath();
  } catch (error) {
    return { config: null, path: null, why: messageOf(error) };
  }
  const { config } = await readConfig(path, configIo);
  if (config === null) return { config, path };
  const stateDirectory = await context.stateDirectory();
  return {
    ...{ config, path, directory: dirname(path), stateDirectory },
    state: await inspectState(stateDirectory),
    // A journal that is missing or damaged is nothing that keeps the rest from being looked at.
    journal: await journalWords(stateDirectory).catch(() => null),
  };
}
