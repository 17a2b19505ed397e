import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { GatehouseError } from "../runtime/errors.ts";
import type { CheckedConfiguration } from "./check-configuration.ts";
import type { CommandContext } from "./command-context.ts";

/** What the process gives the command line. */
export interface CommandIo {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Where the configuration is looked for without `--config`, in this order. */
const DEFAULT_PATHS = ["gatehouse.yaml", "/etc/gatehouse/gatehouse.yaml"];

/**
 * The context of one command line.
 *
 * @param configOption what `--config` says, asked when it is needed (options are parsed later)
 */
export function createContext(io: CommandIo, configOption: () => string | undefined): CommandContext {
  let loaded: Promise<CheckedConfiguration> | null = null;
  const configPath = async (): Promise<string> => findConfig(configOption());
  const config = (): Promise<CheckedConfiguration> => (loaded ??= configPath().then(read));
  return {
    ...io,
    config,
    configPath,
    stateDirectory: async () => stateDirectory(await configPath()),
  };
}

/** Loaded when it is asked for: the schema and the expression language are large, and the help needs neither. */
async function read(path: string): Promise<CheckedConfiguration> {
  const { readConfiguration } = await import("./configuration.ts");
  return readConfiguration(path);
}

async function findConfig(option: string | undefined): Promise<string> {
  for (const path of option === undefined ? DEFAULT_PATHS : [option]) {
    if (await readable(path)) return resolve(path);
  }
  const advice =
    option === undefined
      ? `There is no gatehouse.yaml here and none in /etc/gatehouse: copy gatehouse.example.yaml, or name yours with --config.`
      : `The configuration ${option} cannot be read: check the path given with --config.`;
  throw new GatehouseError("CONFIG_MISSING", advice, { kind: "missing" });
}

async function readable(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * The absolute state directory: `state_dir`, else systemd's, else the user's own. Secrets are not needed for it, so that
 * `events` and `why` work while the service, and with it its credentials, is down.
 */
async function stateDirectory(path: string): Promise<string> {
  const { readConfig } = await import("../config/load.ts");
  const { configIo } = await import("../adapters/config-files/config-io.ts");
  const { config, problems } = await readConfig(path, configIo);
  if (config === null) {
    const { configurationInvalid } = await import("./configuration.ts");
    throw configurationInvalid(problems);
  }
  if (config.state_dir !== undefined) return resolve(dirname(path), config.state_dir);
  const fromSystemd = process.env.STATE_DIRECTORY;
  if (fromSystemd !== undefined && fromSystemd !== "") return resolve(fromSystemd);
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "gatehouse");
}
