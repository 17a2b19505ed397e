import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { galleryOf, peopleDirectory } from "../../../../src/adapters/people/people-store.ts";
import { checkName } from "../../../../src/adapters/people/person-file.ts";
import { watchPeople } from "../../../../src/adapters/people/watch-people.ts";
import { like } from "../../../fakes/face-looks.ts";
import { aPerson, aTemplate, peopleIn } from "../../../fakes/people-stand.ts";

let state: string;
beforeEach(async () => (state = await mkdtemp(join(tmpdir(), "state-"))));
afterEach(() => rm(state, { recursive: true }));

test("people come back as they were stored, by name", async () => {
  const store = peopleIn(state);
  const zoe = aPerson("Zoë", {
    consent: { text: "may open the door", at: 5 },
    counterExamples: [aTemplate(like(1, 0.4), "not.jpg")],
    lookalikes: ["anna"],
  });
  expect(await store.read()).toEqual({ people: [], unreadable: [] });
  await store.save(zoe);
  await store.save(aPerson("anna"));
  await store.save(aPerson("anna", { group: "friend" }));
  const { people } = await store.read();
  expect(people.map(({ name, group }) => [name, group])).toEqual([
    ["Zoë", "family"],
    ["anna", "friend"],
  ]);
  expect(people[0]).toEqual(zoe);
});

test("files are for this user only, and nothing else is left behind", async () => {
  await peopleIn(state).save(aPerson("anna"));
  expect(await readdir(join(state, "people"))).toEqual(["anna.json"]);
  expect((await stat(join(state, "people", "anna.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(state, "people"))).mode & 0o777).toBe(0o700);
});

test("somebody is removed once", async () => {
  const store = peopleIn(state);
  await store.save(aPerson("anna"));
  expect(await store.remove("anna")).toBe(true);
  expect(await store.remove("anna")).toBe(false);
  expect(await store.read()).toEqual({ people: [], unreadable: [] });
});

test("templates of another model are left out of the gallery, and said to be outdated", () => {
  const { gallery, outdated } = galleryOf([aPerson("anna"), aPerson("ben", { model: "old" })], "abc");
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
    const cancel = watchPeople(peopleDirectory(state), new SystemScheduler(), () => {
      changes += 1;
      cancel();
      resolve();
    });
  });
  await peopleIn(state).save(aPerson("anna"));
  await peopleIn(state).save(aPerson("ben"));
  await heard;
  await peopleIn(state).remove("anna");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(changes).toBe(1);
});
