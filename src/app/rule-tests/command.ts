import { SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { ConfigWatcher } from "../../adapters/config-files/watch-config.ts";
import { formatProblem } from "../../config/problem.ts";
import { sleep } from "../../runtime/clock.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { paintFor } from "../../surfaces/cli/paint.ts";
import type { CommandContext } from "../command-context.ts";
import { checkAt, configurationInvalid } from "../configuration.ts";
import { testJson, testText } from "./report.ts";
import { runTestFiles } from "./run-files.ts";

type Context = Pick<CommandContext, "configPath" | "out" | "err" | "signal">;

export interface RulesTestOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

/**
 * Runs the tests beside the rules; with `watch` again after each change of a file, until the context's signal aborts.
 *
 * @throws GatehouseError RULES_TEST_FAILED, RULES_TEST_NONE (refused), CONFIG_INVALID (usage)
 */
export async function testRules(
  files: readonly string[],
  options: RulesTestOptions,
  context: Context,
): Promise<void> {
  if (options.watch !== true) {
    const { failed } = await testOnce(files, options, context);
    if (failed !== null) throw failed;
    return;
  }
  await watchTests(async () => {
    try {
      const { failed, watched } = await testOnce(files, options, context);
      if (failed !== null) context.err.write(`${failed.message}\n`);
      return watched;
    } catch (error) {
      context.err.write(`${messageOf(error)}\n`);
      return null;
    }
  }, context);
}

interface Watched {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

async function testOnce(
  files: readonly string[],
  options: RulesTestOptions,
  { configPath, out }: Context,
): Promise<{ failed: GatehouseError | null; watched: Watched }> {
  const checked = await checkAt(await configPath());
  if (!checked.ok) throw configurationInvalid(checked.problems);
  const { tested, problems, files: found } = await runTestFiles(checked, files.length === 0 ? null : files);
  const paint = paintFor(out, process.env);
  for (const one of tested)
    out.write(
      options.json === true ? `${JSON.stringify(testJson(one))}\n` : testText(one, paint, process.cwd()),
    );
  for (const problem of problems)
    out.write(
      options.json === true
        ? `${JSON.stringify({ problem: problem.message, ...problem.position })}\n`
        : `${formatProblem(problem, process.cwd())}\n`,
    );
  const passed = tested.filter(({ result }) => result.ok).length;
  const counts = { passed, failed: tested.length - passed, problems: problems.length };
  const ok = counts.failed + counts.problems === 0;
  if (options.json === true) out.write(`${JSON.stringify({ ok, ...counts })}\n`);
  else out.write(`${passed} of ${tested.length} tests passed, in ${found.length} files.\n`);
  return {
    failed: failure(counts, found.length),
    watched: { files: [...checked.files, ...found], folders: checked.folders },
  };
}

function failure(counts: { failed: number; problems: number }, files: number): GatehouseError | null {
  if (files === 0)
    return new GatehouseError(
      "RULES_TEST_NONE",
      "There are no tests: write NAME.test.yaml beside a rule file; rules/story.test.yaml of Gatehouse is an example.",
      { kind: "refused" },
    );
  if (counts.failed + counts.problems === 0) return null;
  const message = `${counts.failed} tests failed, ${counts.problems} cannot be run as they are written.`;
  return new GatehouseError("RULES_TEST_FAILED", message, { kind: "refused" });
}

const ALIVE_MS = 60_000;

async function watchTests(test: () => Promise<Watched | null>, { signal }: Context): Promise<void> {
  let turn = Promise.resolve();
  const again = (): void => {
    turn = turn.then(async () => {
      const watched = await test();
      if (watched !== null) watcher.follow(watched);
    });
  };
  const watcher = new ConfigWatcher(again);
  again();
  // The watcher alone does not keep the process alive.
  const scheduler = new SystemScheduler();
  while (!signal.aborted) await sleep(scheduler, ALIVE_MS, signal);
  watcher.stop();
  await turn;
}
