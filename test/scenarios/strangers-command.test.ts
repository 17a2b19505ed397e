import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256OfFile } from "../../src/adapters/model-files/model-directory.ts";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { strangerStore } from "../../src/adapters/people/stranger-store.ts";
import type { CommandContext } from "../../src/app/command-context.ts";
import { registerPeople } from "../../src/app/commands/people.ts";
import { axis, like } from "../fakes/face-looks.ts";
import { TextSink } from "../fakes/command-context.ts";
import { aPerson, aTemplate, peopleIn } from "../fakes/people-stand.ts";

const config = {
  vision: { recognize: 0.58, margin: 0.08, live: 0.5 },
  people: { groups: ["family", "friend"] },
  models: {},
};
const ID = "stranger-0000000a";
let state: string;
let model: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "people-"));
  model = (await sha256OfFile((await resolveModels(modelsDirectory()))["face-embedding"])) ?? "";
  const visit = { camera: "front_door", frames: 6, quality: 0.5 };
  const at = Date.UTC(2026, 0, 5);
  await strangerStore({ stateDirectory: state, exclusively: (work) => work() }).save({
    ...{ id: ID, model, visits: 3, firstAt: at, lastAt: at + 2 },
    kept: [
      { ...visit, at, embedding: axis(0), picture: "media/a.jpg" },
      { ...visit, at: at + 2, embedding: like(0, 0.8), picture: null },
    ],
  });
});
afterEach(() => rm(state, { recursive: true }));

async function people(...args: string[]): Promise<TextSink> {
  const out = new TextSink();
  const context = {
    ...{ out, err: new TextSink(), signal: new AbortController().signal },
    config: () => Promise.resolve({ config, path: join(state, "gatehouse.yaml") }),
    stateDirectory: () => Promise.resolve(state),
  };
  const program = new Command().exitOverride();
  registerPeople(program, context as unknown as CommandContext);
  await program.parseAsync(["people", ...args], { from: "user" });
  return out;
}

test("strangers are shown with what was seen of them, and who is most like them", async () => {
  await peopleIn(state).save(aPerson("anna", { model, templates: [aTemplate(like(0, 0.4))] }));
  await mkdir(join(state, "media"));
  await writeFile(join(state, "media/a.jpg"), "");
  expect((await people("unknown", "--json")).json()).toMatchObject([
    { id: ID, visits: 3, cameras: ["front_door"], pictures: ["media/a.jpg"], nearest: { name: "anna" } },
  ]);
  expect((await people("unknown")).text).toMatch(
    /^stranger-0000000a {2}3 visits.*at front_door; most like anna/,
  );
});

test("a picture that has gone by its age is not shown", async () => {
  expect((await people("unknown", "--json")).json()).toMatchObject([{ id: ID, pictures: [] }]);
});

test("a stranger who gets a name is enrolled from the visits, and is no stranger any more", async () => {
  const named = await people("name", ID, "ana", "--group", "friend", "--consent", "agreed", "--json");
  expect(named.json()).toMatchObject([{ name: "ana", group: "friend", templates: 2 }]);
  expect((await people("list", "--json")).json()).toMatchObject([
    { name: "ana", consent: { text: "agreed" } },
  ]);
  expect(await readdir(join(state, "strangers"))).toEqual([]);
  await expect(people("name", ID, "ana", "--group", "friend")).rejects.toMatchObject({
    code: "PEOPLE_NO_STRANGER",
  });
});

test("who looks like somebody enrolled is refused as by every enrolment, and stays a stranger", async () => {
  await peopleIn(state).save(aPerson("anna", { model, templates: [aTemplate(like(0, 0.7))] }));
  await expect(people("name", ID, "ana", "--group", "friend")).rejects.toMatchObject({
    code: "PEOPLE_LOOKS_LIKE",
  });
  expect(await readdir(join(state, "strangers"))).toHaveLength(1);
});

test("strangers are forgotten by name, or all at once", async () => {
  await expect(people("forget")).rejects.toMatchObject({ code: "PEOPLE_FORGET_WHOM" });
  await expect(people("forget", "stranger-0000000b")).rejects.toMatchObject({ code: "PEOPLE_NO_STRANGER" });
  expect((await people("forget", "--all", "--json")).json()).toEqual([{ forgotten: [ID] }]);
  expect((await people("unknown")).text).toMatch(/No stranger is kept/);
});

test("a new key seals strangers too", async () => {
  await people("rekey");
  expect((await people("unknown", "--json")).json()).toMatchObject([{ id: ID }]);
});
