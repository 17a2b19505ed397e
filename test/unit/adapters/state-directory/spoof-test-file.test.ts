import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import {
  readSpoofTest,
  spoofTestPath,
  watchSpoofTest,
  writeSpoofTest,
} from "../../../../src/adapters/state-directory/spoof-test-file.ts";
import { eventually } from "../../../fakes/eventually.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "spoof-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test("what is written is read again, for this user alone, and nothing else is left", async () => {
  expect(readSpoofTest(folder)).toBeNull();
  await writeSpoofTest(folder, "one");
  await writeSpoofTest(folder, "two");
  expect(readSpoofTest(folder)).toBe("two");
  expect((await stat(spoofTestPath(folder))).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(["spoof-test.json"]);
});

test("whoever watches is told of each new result, and of other files nothing", async () => {
  let told = 0;
  const cancel = watchSpoofTest(folder, new SystemScheduler(), () => (told += 1));
  try {
    await writeFile(join(folder, "journal.db"), "busy");
    await writeSpoofTest(folder, "one");
    await eventually(() => told === 1);
    await writeSpoofTest(folder, "two");
    await eventually(() => told === 2);
  } finally {
    cancel();
  }
});

test("a folder that is taken away while it is watched harms nobody", async () => {
  const cancel = watchSpoofTest(folder, new SystemScheduler(), () => undefined);
  await rm(folder, { recursive: true });
  cancel();
});
