import type { CheckedConfiguration } from "./check-configuration.ts";

/** What every command of the command line is given. */
export interface CommandContext {
  /** The configuration that `--config` (or the default path) names; throws a `usage` error that lists every problem. */
  config(): Promise<CheckedConfiguration>;
  /** Where the configuration is, absolute; throws `missing` if there is none. */
  configPath(): Promise<string>;
  /** The absolute state directory: from the configuration, `$STATE_DIRECTORY`, or the user's own. */
  stateDirectory(): Promise<string>;
  /** Facts go here (standard output). */
  readonly out: NodeJS.WritableStream;
  /** Progress and warnings go here (standard error). */
  readonly err: NodeJS.WritableStream;
  /** Aborts when the user or systemd asks the process to end. */
  readonly signal: AbortSignal;
}
