import { randomBytes } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { like } from "../../../fakes/face-looks.ts";
import { aPerson, peopleIn } from "../../../fakes/people-stand.ts";

let state: string;
beforeEach(async () => (state = await mkdtemp(join(tmpdir(), "state-"))));
afterEach(() => rm(state, { recursive: true }));

const aKey = (): string => randomBytes(32).toString("base64");
const fileOf = (name: string): string => join(state, "people", `${name}.json`);
const jsonOf = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(fileOf(name), "utf8")) as Record<string, unknown>;

/** Templates as they stand in the clear: little-endian numbers in base64. */
function encoded(embedding: Float32Array): string {
  return Buffer.from(embedding.buffer).toString("base64");
}

const plain = (name: string): string => {
  const facts = { source: "a.jpg", kind: "photo", at: 1_700_000_000_000, frames: 1, quality: 0.5 };
  const templates = [{ ...facts, embedding: encoded(like(0, 0.3)) }];
  return JSON.stringify({ version: 1, name, group: "family", model: "abc", templates });
};

describe("a person's file", () => {
  test("shows neither the templates nor where they came from", async () => {
    await peopleIn(state).save(aPerson("anna"));
    const text = await readFile(fileOf("anna"), "utf8");
    expect(text).not.toContain(encoded(like(0, 0.3)).slice(0, 40));
    expect(text).not.toContain("a.jpg");
    expect(JSON.parse(text)).toMatchObject({ version: 2, name: "anna", group: "family", consent: null });
  });

  test("is sealed with a fresh nonce each time", async () => {
    const store = peopleIn(state);
    await store.save(aPerson("anna"));
    const first = await jsonOf("anna");
    await store.save(aPerson("anna"));
    const second = await jsonOf("anna");
    expect(second.nonce).not.toBe(first.nonce);
    expect(second.sealed).not.toBe(first.sealed);
  });

  test.each<[what: string, change: (json: Record<string, unknown>) => unknown]>([
    ["the group", (json) => ({ ...json, group: "staff" })],
    ["the consent", (json) => ({ ...json, consent: { text: "everything", at: 1 } })],
    ["the model", (json) => ({ ...json, model: "other" })],
    ["the nonce", (json) => ({ ...json, nonce: randomBytes(12).toString("base64") })],
    ["the tag", (json) => ({ ...json, tag: randomBytes(16).toString("base64") })],
    [
      "the tag's length",
      (json) => ({ ...json, tag: Buffer.from(String(json.tag), "base64").subarray(0, 4).toString("base64") }),
    ],
    ["the sealed part", (json) => ({ ...json, sealed: `AAAA${String(json.sealed).slice(4)}` })],
    ["everything", () => ({})],
  ])("of which %s was changed is said to be damaged, and concerns nobody else", async (_, change) => {
    const store = peopleIn(state);
    await store.save(aPerson("anna"));
    await store.save(aPerson("ben"));
    await writeFile(fileOf("anna"), JSON.stringify(change(await jsonOf("anna"))));
    const { people, unreadable } = await store.read();
    expect(people.map(({ name }) => name)).toEqual(["ben"]);
    expect(unreadable).toMatchObject([
      { name: "anna", error: { code: "PEOPLE_FILE_INVALID", kind: "failed" } },
    ]);
    expect(unreadable[0]?.error.message).toContain(fileOf("anna"));
  });

  test("that is cut off is damaged, and can be removed and written anew", async () => {
    const store = peopleIn(state);
    await store.save(aPerson("anna"));
    await writeFile(fileOf("anna"), (await readFile(fileOf("anna"), "utf8")).slice(0, 100));
    expect((await store.read()).unreadable).toMatchObject([{ error: { code: "PEOPLE_FILE_INVALID" } }]);
    expect(await store.remove("anna")).toBe(true);
    await store.save(aPerson("anna"));
    expect((await store.read()).people).toHaveLength(1);
  });

  test("that cannot be read at all concerns nobody else either", async () => {
    const store = peopleIn(state);
    await store.save(aPerson("ben"));
    await mkdir(fileOf("anna"));
    const { people, unreadable } = await store.read();
    expect(people.map(({ name }) => name)).toEqual(["ben"]);
    expect(unreadable).toMatchObject([{ name: "anna", error: { code: "PEOPLE_FILE_UNREADABLE" } }]);
  });

  test("does not make a person of another name", async () => {
    const store = peopleIn(state);
    await store.save(aPerson("anna"));
    await store.save(aPerson("eve", { group: "staff" }));
    await copyFile(fileOf("eve"), fileOf("anna"));
    const swapped = await store.read();
    expect(swapped.people.map(({ name }) => name)).toEqual(["eve"]);
    expect(swapped.unreadable[0]?.error.message).toContain("holds the file of eve");
    await writeFile(
      fileOf("anna"),
      JSON.stringify({ ...(await jsonOf("eve")), name: "anna", group: "family" }),
    );
    expect((await store.read()).unreadable).toMatchObject([{ name: "anna" }]);
  });
});

describe("a file of the format of before", () => {
  test("is read, and sealed at the first occasion", async () => {
    const store = peopleIn(state);
    await store.save(aPerson("ben"));
    await writeFile(fileOf("anna"), plain("anna"));
    expect((await store.read()).people).toEqual([aPerson("anna"), aPerson("ben")]);
    expect(await store.reseal()).toEqual(["anna"]);
    expect(await jsonOf("anna")).toMatchObject({ version: 2 });
    expect((await store.read()).people[0]).toEqual(aPerson("anna"));
    expect(await store.reseal()).toEqual([]);
  });
});

describe("the key", () => {
  test("is made once where none is configured, for this user only", async () => {
    await peopleIn(state).save(aPerson("anna"));
    const path = join(state, "people.key");
    const before = await readFile(path, "utf8");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(Buffer.from(before, "base64")).toHaveLength(32);
    await peopleIn(state).save(aPerson("ben"));
    expect(await readFile(path, "utf8")).toBe(before);
  });

  test("is not made as long as there is nothing to seal", async () => {
    await peopleIn(state).read();
    await peopleIn(state).reseal();
    await expect(stat(join(state, "people.key"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("of the configuration is taken instead, and never written anywhere", async () => {
    const key = aKey();
    await peopleIn(state, { key }).save(aPerson("anna"));
    expect((await peopleIn(state, { key }).read()).people).toHaveLength(1);
    await expect(stat(join(state, "people.key"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("that is wrong or gone is said so, and nobody new is enrolled beside those it belongs to", async () => {
    await peopleIn(state, { key: aKey() }).save(aPerson("anna"));
    const wrong = peopleIn(state, { key: aKey() });
    expect((await wrong.read()).unreadable).toMatchObject([
      { error: { code: "PEOPLE_KEY_WRONG", kind: "failed" } },
    ]);
    await expect(wrong.save(aPerson("ben"))).rejects.toMatchObject({ code: "PEOPLE_KEY_WRONG" });
    const gone = peopleIn(state);
    expect((await gone.read()).unreadable).toMatchObject([
      { error: { code: "PEOPLE_KEY_MISSING", kind: "missing" } },
    ]);
    await expect(gone.save(aPerson("ben"))).rejects.toMatchObject({ code: "PEOPLE_KEY_MISSING" });
  });

  test("whose file cannot be read, or holds no key, is said so for everybody it belongs to", async () => {
    await peopleIn(state).save(aPerson("anna"));
    await writeFile(join(state, "people.key"), "no key");
    const codes = async (): Promise<string[]> =>
      (await peopleIn(state).read()).unreadable.map(({ error }) => error.code);
    expect(await codes()).toEqual(["PEOPLE_KEY_INVALID"]);
    await rm(join(state, "people.key"));
    await mkdir(join(state, "people.key"));
    expect(await codes()).toEqual(["PEOPLE_KEY_MISSING"]);
  });

  test("is not needed to remove somebody", async () => {
    await peopleIn(state, { key: aKey() }).save(aPerson("anna"));
    expect(await peopleIn(state).remove("anna")).toBe(true);
  });

  test.each(["", "short", "x".repeat(44), randomBytes(16).toString("base64")])("cannot be %j", (key) => {
    expect(() => peopleIn(state, { key })).toThrow(
      expect.objectContaining({ code: "PEOPLE_KEY_INVALID", kind: "usage" }),
    );
  });
});
