import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommandContext } from "../../src/app/command-context.ts";
import { registerPeople } from "../../src/app/commands/people.ts";
import { TextSink } from "../fakes/command-context.ts";
import { developmentData } from "../fakes/development-data.ts";

const data = developmentData();
const clip = (name: string): string => join(data ?? "", "video/signers", name);
const face = (name: string): string => join(data ?? "", "faces", name);

/** What the people commands read of a configuration. */
const config = {
  vision: { recognize: 0.58, margin: 0.08, live: 0.5 },
  people: { groups: ["family", "friend"] },
  models: {},
};

describe.skipIf(data === null)("gatehouse people (needs the development data)", () => {
  let state: string;
  beforeAll(async () => (state = await mkdtemp(join(tmpdir(), "people-"))));
  afterAll(() => rm(state, { recursive: true }));

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

  test("a person enrolled from one clip is identified in another, and the other person is not", async () => {
    const added = await people("add", "anna", "--group", "family", clip("signerA_again.mkv"), "--json");
    expect(added.json()).toMatchObject([
      { name: "anna", group: "family", added: [{ source: "signerA_again.mkv", kind: "clip" }], templates: 1 },
    ]);
    expect((await people("identify", clip("signerA_yes.mkv"), "--json")).json()).toMatchObject([
      { identity: "recognized", person: "anna", group: "family" },
    ]);
    const [other] = (await people("identify", clip("signerC_walk.mkv"), "--json")).json();
    expect(other).toMatchObject({ identity: "unknown", person: "anna", group: null });
  });

  test("another clip of the same person is added to what is known", async () => {
    expect((await people("add", "anna", clip("signerA_no.mkv"))).text).toMatch(
      /anna is enrolled in family \(2 in all\)/,
    );
    expect((await people("list", "--json")).json()).toMatchObject([{ name: "anna", templates: [{}, {}] }]);
  });

  test.each<[code: string, args: () => string[]]>([
    ["PEOPLE_LOOKS_LIKE", () => ["add", "eve", "--group", "friend", clip("signerA_help.mkv")]],
    ["PEOPLE_NOT_ONE_PERSON", () => ["add", "anna", clip("signerC_book.mkv")]],
    ["PEOPLE_NO_FACE", () => ["add", "eve", "--group", "friend", face("scenes/dog.jpg")]],
    ["PEOPLE_TWO_FACES", () => ["add", "eve", "--group", "friend", face("bbt/group/bbt1.jpg")]],
    ["PEOPLE_FACE_TURNED", () => ["add", "eve", "--group", "friend", face("spoof/spoof/silentface_F1.jpg")]],
    ["PEOPLE_GROUP_UNKNOWN", () => ["add", "eve", "--group", "enemy", clip("signerC_book.mkv")]],
    ["PEOPLE_GROUP_UNKNOWN", () => ["add", "eve", clip("signerC_book.mkv")]],
    ["PEOPLE_NAME_INVALID", () => ["add", "../eve", "--group", "friend", clip("signerC_book.mkv")]],
    ["PHOTO_UNREADABLE", () => ["add", "eve", "--group", "friend", "/nowhere/me.jpg"]],
    ["PEOPLE_NO_FACE", () => ["identify", face("scenes/dog.jpg")]],
    ["PEOPLE_NOT_ENROLLED", () => ["remove", "eve"]],
  ])("%s", async (code, args) => {
    const before = await readFile(join(state, "people", "anna.json"), "utf8");
    await expect(people(...args())).rejects.toMatchObject({ code });
    expect(await readFile(join(state, "people", "anna.json"), "utf8")).toBe(before);
    expect((await people("list", "--json")).json()).toHaveLength(1);
  });

  test("a photo of a photo is said not to be alive", async () => {
    expect((await people("identify", face("spoof/spoof/silentface_F2.jpg"))).text).toMatch(
      /not a living face/,
    );
  });

  test("whoever is removed is a stranger again", async () => {
    await people("remove", "anna");
    expect((await people("list")).text).toMatch(/Nobody is enrolled/);
    expect((await people("identify", clip("signerA_yes.mkv"), "--json")).json()).toMatchObject([
      { identity: "unknown" },
    ]);
  });
});
