import { readFile } from "node:fs/promises";
import { voltsOf } from "../../perception/power/level.ts";

/** Reads a voltage from a file such as /sys/class/power_supply/BAT0/voltage_now; null if it holds none. Never rejects. */
export async function readVoltage(path: string, volts = 1): Promise<number | null> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trim() === "" ? null : voltsOf(Number(text) * volts);
}
