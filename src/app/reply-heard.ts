import type { GatehouseConfig } from "../config/schema/gatehouse.ts";

/** Whether a microphone could hear what is said; a file is silent. */
export function isHeard({
  speaker,
  command,
}: Pick<GatehouseConfig["voice"]["reply"], "speaker" | "command">): boolean {
  return command !== undefined || speaker.startsWith("alsa:") || speaker.startsWith("pulse:");
}
