import { dirname } from "node:path";
import { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";

/** What is measured with: a configuration, or the defaults where there is none. */
export interface Settings {
  readonly config: GatehouseConfig;
  /** The configuration's file; null for the defaults. */
  readonly path: string | null;
  /** Paths in the configuration are relative to it. */
  readonly directory: string;
}

/**
 * The configuration; the defaults if `--config` is not given and none is found.
 *
 * @param named whether `--config` is given
 */
export async function settingsOf(context: Pick<CommandContext, "config">, named: boolean): Promise<Settings> {
  try {
    const { config, path } = await context.config();
    return { config, path, directory: dirname(path) };
  } catch (error) {
    if (named || !(error instanceof GatehouseError) || error.code !== "CONFIG_MISSING") throw error;
    return { config: GatehouseConfig.parse({ node: "gatehouse" }), path: null, directory: process.cwd() };
  }
}
