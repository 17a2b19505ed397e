import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Brain } from "../../../../src/app/brain/brain.ts";
import { Reloader } from "../../../../src/app/brain/reload.ts";
import type { CheckedConfiguration } from "../../../../src/app/check-configuration.ts";
import { readConfiguration } from "../../../../src/app/configuration.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

let folder: string;
let applied: CheckedConfiguration[];
let said: string[];
/** What taking a configuration over does. */
let apply: () => Promise<string[]>;
let reloader: Reloader;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  save("node: front\n");
  applied = [];
  said = [];
  apply = () => Promise.resolve([]);
  const clock = new ManualClock();
  const brain = {
    apply: (next: CheckedConfiguration) => {
      applied.push(next);
      return apply();
    },
    kernel: {
      emit: (...drafts: readonly { name: string; why?: string }[]) =>
        said.push(...drafts.map(({ name, why }) => `${name}: ${why ?? ""}`)),
    },
  } as unknown as Brain;
  const running = await readConfiguration(join(folder, "gatehouse.yaml"));
  reloader = new Reloader({ brain, clock, logger: silentLogger, running });
});
afterEach(() => {
  reloader.stop();
  rmSync(folder, { recursive: true });
});

function save(text: string): void {
  writeFileSync(join(folder, "gatehouse.yaml"), text);
}

test("a configuration that holds is taken over, and that is said", async () => {
  save("node: front\nmodes: { home: {}, night: {} }\n");
  await reloader.reload("SIGHUP");
  expect(Object.keys(applied[0]?.config.modes ?? {})).toEqual(["home", "night"]);
  expect(said).toEqual(["config.reloaded: SIGHUP"]);
});

test("one that does not hold changes nothing; every error is said with its place", async () => {
  save("node: front\nmodse: {}\ncameras: { porch: {} }\n");
  await reloader.reload("SIGHUP");
  expect(applied).toEqual([]);
  expect(said).toEqual([
    expect.stringMatching(/^config\.rejected: .*gatehouse\.yaml:2:1: .*gatehouse\.yaml:3/s),
  ]);
});

test("what only a restart can change is named", async () => {
  apply = () => Promise.resolve(["node", "mqtt"]);
  await reloader.reload("SIGHUP");
  expect(said).toEqual(["config.reloaded: SIGHUP; takes effect at the next start: node, mqtt"]);
});

test("one that cannot be taken over is said, and the next one is taken over again", async () => {
  apply = () => Promise.reject(new Error("a model is missing"));
  await reloader.reload("SIGHUP");
  apply = () => Promise.resolve([]);
  await reloader.reload("SIGHUP");
  expect(said).toEqual(["config.rejected: a model is missing", "config.reloaded: SIGHUP"]);
});

test("asked twice, it takes one over after the other", async () => {
  let isBusy = false;
  const overlapped: boolean[] = [];
  apply = async () => {
    overlapped.push(isBusy);
    isBusy = true;
    await new Promise((resolve) => setImmediate(resolve));
    isBusy = false;
    return [];
  };
  await Promise.all([reloader.reload("one"), reloader.reload("two")]);
  expect(overlapped).toEqual([false, false]);
  expect(said).toEqual(["config.reloaded: one", "config.reloaded: two"]);
});

test("a saved file is read by itself, a broken one and its mending too", async () => {
  reloader.watch();
  save("node: [\n");
  await eventually(() => said.length === 1, { withinMs: 15_000 });
  save("node: front\nmodes: { home: {}, away: {} }\n");
  await eventually(() => said.length === 2, { withinMs: 15_000 });
  expect(said).toEqual([expect.stringContaining("config.rejected"), "config.reloaded: a file was saved"]);
});

test("whoever asks while one waits to begin shares it", async () => {
  const all = ["one", "two", "three", "four"].map((why) => reloader.reload(why));
  await Promise.all(all);
  expect(said).toEqual(["config.reloaded: one", "config.reloaded: two"]);
});
