import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeKeyFile, nextKeyPath } from "../../../../src/adapters/people/people-key.ts";
import { aPerson, peopleIn } from "../../../fakes/people-stand.ts";

let state: string;
beforeEach(async () => (state = await mkdtemp(join(tmpdir(), "state-"))));
afterEach(() => rm(state, { recursive: true }));

const aKey = (): string => randomBytes(32).toString("base64");
const keyFile = (): Promise<string> => readFile(join(state, "people.key"), "utf8");
const keyOf = async (name: string): Promise<unknown> =>
  (JSON.parse(await readFile(join(state, "people", `${name}.json`), "utf8")) as { key: unknown }).key;

test("everybody gets a new key, and the one before opens nothing any more", async () => {
  const store = peopleIn(state);
  await store.save(aPerson("anna"));
  await store.save(aPerson("ben"));
  const before = await keyFile();
  expect(await store.rekey()).toEqual(["anna", "ben"]);
  expect(await keyFile()).not.toBe(before);
  expect((await readdir(state)).sort()).toEqual(["people", "people.key"]);
  expect((await store.read()).people).toEqual([aPerson("anna"), aPerson("ben")]);
  await rm(join(state, "people.key"));
  const old = await peopleIn(state, { key: before.trim() }).read();
  expect(old.unreadable.map(({ error }) => error.code)).toEqual(["PEOPLE_KEY_WRONG", "PEOPLE_KEY_WRONG"]);
});

test("what was interrupted leaves everybody known, and is finished by the next", async () => {
  const store = peopleIn(state);
  await store.save(aPerson("anna"));
  const first = await keyOf("anna");
  // As far as a power cut after the first of two files would let it come.
  await makeKeyFile(nextKeyPath(state));
  await store.save(aPerson("ben"));
  expect(await keyOf("ben")).not.toBe(first);
  expect((await store.read()).people).toHaveLength(2);
  expect(await store.rekey()).toEqual(["anna"]);
  expect(await keyOf("anna")).toBe(await keyOf("ben"));
  expect((await readdir(state)).sort()).toEqual(["people", "people.key"]);
  expect((await peopleIn(state).read()).people).toHaveLength(2);
});

test("a configured key takes over from the one of the state directory, which goes", async () => {
  await peopleIn(state).save(aPerson("anna"));
  const store = peopleIn(state, { key: aKey() });
  expect((await store.read()).people).toHaveLength(1);
  expect(await store.rekey()).toEqual(["anna"]);
  await expect(stat(join(state, "people.key"))).rejects.toMatchObject({ code: "ENOENT" });
  expect((await store.read()).people).toHaveLength(1);
});

test("a configured key is exchanged with the one before at hand, and not without", async () => {
  const [former, key] = [aKey(), aKey()];
  await peopleIn(state, { key: former }).save(aPerson("anna"));
  await expect(peopleIn(state, { key }).rekey()).rejects.toMatchObject({ code: "PEOPLE_KEY_WRONG" });
  expect(await peopleIn(state, { key, former }).rekey()).toEqual(["anna"]);
  expect((await peopleIn(state, { key }).read()).people).toEqual([aPerson("anna")]);
});
