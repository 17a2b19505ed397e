import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../../../src/app/evaluate/voice/manifest.ts";

const HEAD = "file\ttext\tspeaker\tslots\n";

describe("a manifest of recordings", () => {
  it("gives what is known of each recording", () => {
    const text = `${HEAD}a/1.wav\tturn it on\tann\t\r\n\nb/2.flac\t\tbob\t{"size": "small", "shots": 2}\n`;
    expect(parseManifest(text, "m.tsv")).toEqual([
      { file: "a/1.wav", text: "turn it on", intent: null, slots: null },
      { file: "b/2.flac", text: null, intent: null, slots: { size: "small", shots: "2" } },
    ]);
    expect(parseManifest(text, "m.tsv", "b/").map(({ file }) => file)).toEqual(["b/2.flac"]);
  });

  it("needs a file's name alone", () => {
    expect(parseManifest("file\n1.wav", "m.tsv")).toEqual([
      { file: "1.wav", text: null, intent: null, slots: null },
    ]);
  });

  it.each([
    ["text\nhello", /^m\.tsv:1: .*`file`/u],
    [`${HEAD}\tsomething`, /^m\.tsv:2: there is no file/u],
    [`${HEAD}1.wav\t\t\t{"size": ["small"]}`, /^m\.tsv:2: expected slots as JSON/u],
    [`${HEAD}1.wav\t\t\t{size}`, /^m\.tsv:2: expected slots as JSON/u],
    [HEAD, /^m\.tsv:1: there is no recording/u],
  ])("says in which line it is wrong: %j", (text, message) => {
    expect(() => parseManifest(text, "m.tsv")).toThrow(message);
  });

  it("says if nothing is chosen", () => {
    expect(() => parseManifest(`${HEAD}1.wav`, "m.tsv", "kitchen/")).toThrow(
      /no file begins with "kitchen\/"/u,
    );
  });
});
