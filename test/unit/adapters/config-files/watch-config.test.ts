import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigWatcher, watchConfig } from "../../../../src/adapters/config-files/watch-config.ts";

let folder = "";
let changes = 0;
let stop = (): void => undefined;

/** Long enough for the watcher to have been quiet. */
const settle = (): Promise<void> => pause(700);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-watch-"));
  await mkdir(join(folder, "rules"));
  await writeFile(join(folder, "gatehouse.yaml"), "node: a\n");
  await writeFile(join(folder, "rules", "a.yaml"), "rules: []\n");
  changes = 0;
  stop = watchConfig(
    {
      files: [join(folder, "gatehouse.yaml"), join(folder, "rules", "a.yaml")],
      folders: [join(folder, "rules")],
    },
    () => {
      changes += 1;
    },
  );
});

afterEach(async () => {
  stop();
  await rm(folder, { recursive: true });
});

describe("watching the configuration", () => {
  it("tells once about several quick writes", async () => {
    for (const text of ["node: b\n", "node: c\n", "node: d\n"])
      await writeFile(join(folder, "gatehouse.yaml"), text);
    await settle();
    expect(changes).toBe(1);
  });

  it("sees a file that an editor renamed into place, again and again", async () => {
    for (const round of [1, 2]) {
      await writeFile(join(folder, "gatehouse.yaml.new"), `node: n${round}\n`);
      await rename(join(folder, "gatehouse.yaml.new"), join(folder, "gatehouse.yaml"));
      await settle();
      expect(changes).toBe(round);
    }
  });

  it("sees a new rule file, and a rule file that goes", async () => {
    await writeFile(join(folder, "rules", "b.yaml"), "rules: []\n");
    await settle();
    expect(changes).toBe(1);
    await rm(join(folder, "rules", "a.yaml"));
    await settle();
    expect(changes).toBe(2);
  });

  it("does not care for editors' own files and for other files", async () => {
    await writeFile(join(folder, "rules", ".a.yaml.swp"), "x");
    await writeFile(join(folder, "rules", "a.yaml~"), "x");
    await writeFile(join(folder, "notes.txt"), "x");
    await settle();
    expect(changes).toBe(0);
  });

  it("loses no change while the watched paths are replaced", async () => {
    let told = 0;
    const watcher = new ConfigWatcher(() => {
      told += 1;
    });
    const paths = { files: [join(folder, "gatehouse.yaml")], folders: [] };
    watcher.follow(paths);
    await writeFile(join(folder, "gatehouse.yaml"), "node: b\n");
    await pause(100);
    watcher.follow({ ...paths, folders: [join(folder, "rules")] });
    await settle();
    expect(told).toBe(1);
    await writeFile(join(folder, "rules", "c.yaml"), "rules: []\n");
    await settle();
    watcher.stop();
    expect(told).toBe(2);
  });

  it("is silent after it was stopped", async () => {
    await writeFile(join(folder, "gatehouse.yaml"), "node: b\n");
    stop();
    await settle();
    expect(changes).toBe(0);
  });
});
