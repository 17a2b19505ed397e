import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { galleryOf, peopleStore } from "../../../../src/adapters/people/people-store.ts";
import { checkName, type StoredPerson } from "../../../../src/adapters/people/person-file.ts";
import { watchPeople } from "../../../../src/adapters/people/watch-people.ts";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { like } from "../../../fakes/face-looks.ts";

let state: string;
beforeEach(async () => (state = await mkdtemp(join(tmpdir(), "state-"))));
afterEach(() => rm(state, { recursive: true }));

function person(name: string, group = "family"): StoredPerson {
  const facts = { source: "a.jpg", kind: "photo" as const, at: 1_700_000_000_000, frames: 1, quality: 0.5 };
  return { version: 1, name, group, model: "abc", templates: [{ ...facts, embedding: like(0, 0.3) }] };
}

test("people come back as they were stored, by name", async () => {
  const store = peopleStore(state);
  expect(await store.list()).toEqual([]);
  await store.save(person("Zoë"));
  await store.save(person("anna"));
  await store.save(person("anna", "friend"));
  const found = await store.list();
  expect(found.map(({ name, group }) => [name, group])).toEqual([
    ["Zoë", "family"],
    ["anna", "friend"],
  ]);
  expect(found[0]).toEqual(person("Zoë"));
});

test("files are for this user only, and nothing else is left behind", async () => {
  await peopleStore(state).save(person("anna"));
  expect(await readdir(join(state, "people"))).toEqual(["anna.json"]);
  expect((await stat(join(state, "people", "anna.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(state, "people"))).mode & 0o777).toBe(0o700);
});

test("somebody is removed once", async () => {
  const store = peopleStore(state);
  await store.save(person("anna"));
  expect(await store.remove("anna")).toBe(true);
  expect(await store.remove("anna")).toBe(false);
  expect(await store.list()).toEqual([]);
});

test("a damaged file is named, and nobody is silently forgotten", async () => {
  const store = peopleStore(state);
  await store.save(person("anna"));
  const path = join(state, "people", "anna.json");
  const text = await readFile(path, "utf8");
  for (const broken of [text.slice(0, 100), text.replace(/"embedding": "..../, '"embedding": "'), "{}"]) {
    await writeFile(path, broken);
    await expect(store.list()).rejects.toMatchObject({ code: "PEOPLE_FILE_INVALID" });
    await expect(store.list()).rejects.toThrow(path);
  }
});

test("templates of another model are left out of the gallery, and said to be outdated", () => {
  const { gallery, outdated } = galleryOf([person("anna"), { ...person("ben"), model: "old" }], "abc");
  expect(gallery.map(({ name }) => name)).toEqual(["anna"]);
  expect(gallery[0]?.templates[0]).toEqual(like(0, 0.3));
  expect(outdated).toEqual(["ben"]);
});

test("names are files and topics: nothing in them leads elsewhere", () => {
  for (const name of ["anna", "Zoë", "mr-x_2", "Ωmega", "名前"])
    expect(checkName(name)).toBe(name.normalize("NFC"));
  for (const name of ["", ".", "../x", "a/b", "a b", "-x", "#", "a+", "x".repeat(65), "a\u0000"]) {
    expect(() => checkName(name)).toThrow(
      expect.objectContaining({ code: "PEOPLE_NAME_INVALID", kind: "usage" }),
    );
  }
});

test("a watcher hears of changes once they settle, until it is cancelled", async () => {
  let changes = 0;
  const heard = new Promise<void>((resolve) => {
    const cancel = watchPeople(state, new SystemScheduler(), () => {
      changes += 1;
      cancel();
      resolve();
    });
  });
  await peopleStore(state).save(person("anna"));
  await peopleStore(state).save(person("ben"));
  await heard;
  await peopleStore(state).remove("anna");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(changes).toBe(1);
});
