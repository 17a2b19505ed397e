import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readMachine } from "../../../../src/adapters/machine/machine-readings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-machine-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const zone = (name: string, text: string): void => {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "temp"), text);
};

it("tells the hottest zone, leaving out those that do not measure", async () => {
  zone("thermal_zone0", "48312\n");
  zone("thermal_zone1", "52750\n");
  zone("thermal_zone2", "-274000\n");
  zone("thermal_zone3", "");
  mkdirSync(join(folder, "thermal_zone4"));
  zone("cooling_device0", "99000\n");
  const { celsius, freeBytes } = await readMachine(folder, folder);
  expect(celsius).toBe(52.75);
  expect(freeBytes).toBeGreaterThan(0);
});

it("tells nothing where there is nothing", async () => {
  const nowhere = join(folder, "nowhere");
  expect(await readMachine(nowhere, nowhere)).toEqual({ freeBytes: null, celsius: null });
});
