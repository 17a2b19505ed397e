import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";

/** The cameras at whose doors a microphone hears: the one whose sound it is, and those that the configuration names. */
export function camerasNear(microphone: GatehouseConfig["microphones"][string]): readonly string[] {
  const { source, near } = microphone;
  const own = source.startsWith("camera:") ? [source.slice("camera:".length)] : [];
  return [...new Set([...own, ...near])];
}
