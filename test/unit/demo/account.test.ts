import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { jsonScreen, textScreen, type StepResult } from "../../../src/app/demo/screen.ts";

const steps: StepResult[] = [
  { step: "started", ok: true, seconds: 1.234, detail: "the daemon is online" },
  { step: "command-heard", ok: false, seconds: null, detail: "" },
];

function shown(show: (out: Writable) => void): string {
  const chunks: string[] = [];
  show(
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk.toString("utf8"));
        done();
      },
    }),
  );
  return chunks.join("");
}

test("programs get one line a step and one at the end, and nothing else", () => {
  const text = shown((out) => {
    const screen = jsonScreen(out);
    screen.say("words");
    screen.progress("composing", 0.5);
    screen.news(1, { who: "house", text: "news", tone: "plain" });
    screen.step(1.234, { step: "started", at: 0, detail: "the daemon is online" });
    screen.end(false, steps);
  });
  expect(
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { step: "started", ok: true, seconds: 1.2, detail: "the daemon is online" },
    {
      story: "failed",
      steps: [
        { step: "started", ok: true, seconds: 1.2, detail: "the daemon is online" },
        { step: "command-heard", ok: false, seconds: null, detail: "" },
      ],
    },
  ]);
});

test("people are told which step did not happen", () => {
  const text = shown((out) => textScreen(out, false).end(false, steps));
  expect(text).toContain("  --  command-heard");
  expect(text).toContain("did not happen");
  expect(text).toContain("The story is not complete.");
});
