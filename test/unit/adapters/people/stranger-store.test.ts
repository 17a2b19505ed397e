import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { strangerStore, type StrangerStore } from "../../../../src/adapters/people/stranger-store.ts";
import type { Stranger } from "../../../../src/perception/vision/strangers.ts";
import { like } from "../../../fakes/face-looks.ts";

let state: string;
let store: StrangerStore;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "state-"));
  store = strangerStore({ stateDirectory: state, exclusively: (work) => work() });
});
afterEach(() => rm(state, { recursive: true }));

const file = (id: string): string => join(state, "strangers", `${id}.json`);

function aStranger(id: string): Stranger {
  const visit = {
    embedding: like(0, 0.3),
    camera: "porch-camera",
    at: 5,
    frames: 7,
    quality: 0.5,
    picture: null,
  };
  return { id, model: "m", kept: [visit], visits: 1, firstAt: 5, lastAt: 5 };
}

test("a stranger comes back as stored, and the file says nothing without the key", async () => {
  const stranger = aStranger("stranger-0000000a");
  await store.save(stranger);
  expect(await store.read()).toEqual({ strangers: [stranger], unreadable: [] });
  const text = await readFile(file(stranger.id), "utf8");
  expect(text).not.toMatch(/porch-camera|embedding|visits/);
  expect((await stat(file(stranger.id))).mode & 0o777).toBe(0o600);
  expect(await readdir(join(state, "strangers"))).toEqual(["stranger-0000000a.json"]);
});

test("a damaged file, and one that was put under another name, concern their own stranger alone", async () => {
  await store.save(aStranger("stranger-0000000a"));
  await store.save(aStranger("stranger-0000000b"));
  await writeFile(file("stranger-0000000a"), await readFile(file("stranger-0000000b")));
  await writeFile(file("stranger-0000000c"), "{");
  const { strangers, unreadable } = await store.read();
  expect(strangers.map(({ id }) => id)).toEqual(["stranger-0000000b"]);
  expect(unreadable.map(({ id, error }) => [id, error.code])).toEqual([
    ["stranger-0000000a", "STRANGER_FILE_INVALID"],
    ["stranger-0000000c", "STRANGER_FILE_INVALID"],
  ]);
});

test("who was forgotten meanwhile does not come back with a later visit", async () => {
  const stranger = aStranger("stranger-0000000a");
  await store.save(stranger);
  expect(await store.update({ ...stranger, visits: 2 })).toBe(true);
  expect(await store.forget(stranger.id)).toBe(true);
  expect(await store.update({ ...stranger, visits: 3 })).toBe(false);
  expect(await readdir(join(state, "strangers"))).toEqual([]);
  expect(await store.forget(stranger.id)).toBe(false);
});

test("nothing but a stranger's id is forgotten", async () => {
  await store.save(aStranger("stranger-0000000a"));
  for (const id of ["../people/anna", "", "*", "stranger-", "stranger-0000000A"])
    expect(await store.forget(id)).toBe(false);
});
