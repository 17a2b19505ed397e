import { once } from "node:events";
import { SystemClock, SystemScheduler } from "../adapters/clock/system-clock.ts";
import { createLogger } from "../adapters/logging/pino-logger.ts";
import { programOutput } from "../adapters/process/program-output.ts";
import { createNotifier } from "../adapters/systemd/notifier.ts";
import { formatProblem } from "../config/problem.ts";
import { startBrain } from "./brain/brain.ts";
import { Reloader } from "./brain/reload.ts";
import { startKeeping, type KeepingParts } from "./keeping.ts";
import { Watchdog } from "./brain/watchdog.ts";
import type { CheckedConfiguration } from "./check-configuration.ts";
import type { Logger } from "../runtime/logger.ts";
import type { CommandContext } from "./command-context.ts";
import { householdProblems } from "./doctor/read-household.ts";
import type { ProcessParts } from "./process-parts.ts";

/** Runs the daemon; resolves when it has ended in order. */
export async function runDaemon(context: CommandContext): Promise<void> {
  const configuration = await context.config();
  const logger = createLogger({ level: configuration.config.logging.level });
  const parts: ProcessParts = {
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
    // Math.random spreads reconnects and makes ids unique; nothing is decided by it.
    // eslint-disable-next-line no-restricted-properties
    random: Math.random,
    logger,
  };
  for (const warning of configuration.warnings) {
    logger.warn("the configuration has a warning", { warning: formatProblem(warning, process.cwd()) });
  }
  const stateDirectory = await context.stateDirectory();
  const notifier = createNotifier(process.env);
  const { signal } = context;
  const wishes: { reload: (why: string) => void } = { reload: () => undefined };
  const reload = (why: string): void => wishes.reload(why);
  const over = new AbortController();
  const end = (why: string): void => over.abort(why);
  const brain = await startBrain({ ...parts, configuration, stateDirectory, reload, end });
  const services = startServices({ ...parts, brain, configuration, stateDirectory }, notifier);
  wishes.reload = services.reload;
  const status = statusOf(configuration);
  notifier.ready(status);
  logger.info("gatehouse is ready", { status, state: stateDirectory, run: process.pid });
  const unread = (why: string): void => logger.warn("something enrolled was not looked at", { why });
  for (const warning of await householdProblems(configuration, stateDirectory, unread)) {
    logger.warn("the house has a warning", { warning: formatProblem(warning, process.cwd()) });
  }
  const asked = AbortSignal.any([signal, over.signal]);
  if (!asked.aborted) await once(asked, "abort");
  notifier.stopping();
  const why = over.signal.aborted ? String(over.signal.reason) : "asked to end";
  logger.info("gatehouse is stopping", { why });
  services.stop();
  await brain.stop(why);
  logger.info("gatehouse has stopped");
  if (over.signal.aborted) await runLast(configuration.config.power?.command, logger);
}

const LAST_COMMAND_MS = 20_000;

/** Runs what the configuration wants to be run behind an end for want of power. */
async function runLast(command: readonly string[] | undefined, logger: Logger): Promise<void> {
  const [program, ...words] = command ?? [];
  if (program === undefined) return;
  const { outcome, complaint } = await programOutput(program, words, { timeoutMs: LAST_COMMAND_MS });
  if (outcome !== "done") logger.error("the last command did not work", { program, outcome, complaint });
}

interface Services {
  readonly reload: (why: string) => void;
  stop(): void;
}

/** What runs beside the brain: reloading, the watchdog, and what becomes of recordings. */
function startServices(parts: KeepingParts, notifier: ReturnType<typeof createNotifier>): Services {
  const { brain, configuration, logger } = parts;
  const reloader = new Reloader({ ...parts, running: configuration, logger: logger.child("reload") });
  reloader.watch();
  const reload = (why: string): void => {
    notifier.reloading(process.hrtime.bigint() / 1000n);
    void reloader.reload(why).then(() => notifier.ready(statusOf(configuration)));
  };
  const onHangup = (): void => reload("SIGHUP");
  process.on("SIGHUP", onHangup);
  const watchdog = new Watchdog({
    ...parts,
    everyMs: notifier.watchdogMs,
    check: async () => {
      await brain.kernel.probe();
      await brain.journal.reader.events({ newestFirst: true, limit: 1 });
    },
    feed: () => notifier.watchdog(),
  });
  watchdog.start();
  const keeping = startKeeping(parts);
  return {
    reload,
    stop: () => {
      process.off("SIGHUP", onHangup);
      reloader.stop();
      watchdog.stop();
      keeping.stop();
    },
  };
}

/** One line for `systemctl status`. */
function statusOf({ config, program }: CheckedConfiguration): string {
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
  return [
    count(Object.keys(config.cameras).length, "camera"),
    count(Object.keys(config.microphones).length, "microphone"),
    count(Object.keys(config.devices).length, "device"),
    count(program.rules.size, "rule"),
  ].join(", ");
}
