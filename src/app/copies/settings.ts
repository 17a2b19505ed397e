import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { CopySettings } from "./copy-keeper.ts";

/** What is copied where to; null if nothing is. */
export function copySettings({ copy }: GatehouseConfig["recordings"]): CopySettings | null {
  if (copy === undefined) return null;
  const { to, config, what, encrypt: password = null, bandwidth = null } = copy;
  return { what, place: { to, config, password, bandwidth } };
}
