import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSentencesFile } from "../../../../src/app/microphone/sentences-file.ts";

describe("a file of sentences", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gatehouse-test-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (yaml: string): ReturnType<typeof readSentencesFile> => {
    const path = join(folder, "sentences.yaml");
    await writeFile(path, yaml);
    return readSentencesFile(path);
  };

  it("may be a list of sentences", async () => {
    expect(await read("- start recording\n- I am home\n")).toEqual({
      intents: [
        { intent: "start recording", sentences: ["start recording"] },
        { intent: "I am home", sentences: ["I am home"] },
      ],
    });
  });

  it("may be intents with their sentences", async () => {
    const file =
      "home: I am home\nlight: { sentences: ['turn {state} it'], slots: { state: ['on', 'off'] } }\n";
    expect((await read(file)).intents).toEqual([
      { intent: "home", sentences: ["I am home"], slots: undefined },
      { intent: "light", sentences: ["turn {state} it"], slots: { state: ["on", "off"] } },
    ]);
  });

  it("may be custom sentences of Home Assistant", async () => {
    const file = `
language: en
intents:
  SetVolume: { data: [{ sentences: ["set <the> volume to {volume}"] }, { sentences: ["volume {volume}"] }] }
lists:
  volume: { range: { from: 0, to: 100 } }
  room: { values: [hall, { in: "bath[room]", out: bathroom }] }
expansion_rules: { the: "[the|my]" }
`;
    expect(await read(file)).toEqual({
      intents: [
        {
          intent: "SetVolume",
          sentences: ["set <the> volume to {volume}", "volume {volume}"],
          slots: undefined,
        },
      ],
      lists: {
        volume: { range: { from: 0, to: 100 } },
        room: { values: ["hall", { in: "bath[room]", out: "bathroom" }] },
      },
      rules: { the: "[the|my]" },
    });
  });

  it("says where it is wrong", async () => {
    await expect(read("light: { sentence: x }")).rejects.toThrow(/at light: expected a list of sentences/u);
    await expect(read("intents: {}\nlists: { x: { wildcard: true } }")).rejects.toThrow(/at lists\.x/u);
    await expect(read("{")).rejects.toMatchObject({ code: "VOICE_SENTENCES_INVALID", kind: "usage" });
    await expect(readSentencesFile(join(folder, "no.yaml"))).rejects.toMatchObject({
      code: "VOICE_SENTENCES_FILE",
    });
  });
});
