import { readdir, readFile, statfs } from "node:fs/promises";
import { join } from "node:path";

/** How the machine does; null where it cannot be told. */
export interface MachineReadings {
  /** Room left for this user where the state directory is, bytes. */
  readonly freeBytes: number | null;
  /** The hottest of the sensors that the kernel knows as thermal zones, °C. */
  readonly celsius: number | null;
}

/** What a chip can have; other numbers are a sensor that is not there. */
const [COLDEST, HOTTEST] = [-40, 150];

/** Reads room and temperature; never rejects. */
export async function readMachine(
  stateDirectory: string,
  zones = "/sys/class/thermal",
): Promise<MachineReadings> {
  const [room, celsius] = await Promise.all([
    statfs(stateDirectory).catch(() => null),
    hottest(zones).catch(() => null),
  ]);
  return { freeBytes: room === null ? null : room.bavail * room.bsize, celsius };
}

async function hottest(zones: string): Promise<number | null> {
  const names = (await readdir(zones)).filter((name) => name.startsWith("thermal_zone"));
  const read = await Promise.all(
    // Some zones fail while what they measure sleeps.
    names.map((name) => readFile(join(zones, name, "temp"), "utf8").catch(() => "")),
  );
  const found = read
    .filter((text) => text.trim() !== "")
    // The kernel counts thousandths of a degree.
    .map((text) => Number(text) / 1000)
    .filter((celsius) => celsius > COLDEST && celsius < HOTTEST);
  return found.length === 0 ? null : Math.max(...found);
}
