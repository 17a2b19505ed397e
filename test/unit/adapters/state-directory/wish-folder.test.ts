import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { WishFolder } from "../../../../src/adapters/state-directory/wish-folder.ts";
import { eventually } from "../../../fakes/eventually.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gatehouse-wishes-"));
});
afterEach(() => rm(directory, { recursive: true }));

it("hands each on once, what was left before as well as what comes", async () => {
  const folder = new WishFolder(directory, "wishes");
  const taken: string[] = [];
  await folder.leave("first");
  const stop = folder.watch(new SystemScheduler(), (text) => taken.push(text));
  expect(taken).toEqual(["first"]);
  await folder.leave("second");
  await eventually(() => taken.length === 2);
  stop();
  await folder.leave("third");
  folder.watch(new SystemScheduler(), (text) => taken.push(text))();
  expect(taken).toEqual(["first", "second", "third"]);
  expect(await readdir(join(directory, "wishes"))).toEqual([]);
});
