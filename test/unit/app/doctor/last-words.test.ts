import { expect, test } from "vitest";
import { lastWords } from "../../../../src/app/doctor/last-words.ts";

test("of what the sound system says the last line is kept, and how the program ended", () => {
  expect(
    lastWords(
      "arecord ended with code 1: gs\nALSA lib pcm.c:2666: Unknown PCM x\narecord: audio open error: no such\n",
    ),
  ).toBe("arecord ended with code 1: arecord: audio open error: no such");
});

test("what is one line stays as it is", () => {
  expect(lastWords("arecord is not installed: apt-get install alsa-utils")).toBe(
    "arecord is not installed: apt-get install alsa-utils",
  );
  expect(lastWords("arecord ended with code 1: no such device")).toBe(
    "arecord ended with code 1: no such device",
  );
});
