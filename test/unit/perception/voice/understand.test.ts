import { describe, expect, it } from "vitest";
import { compileGrammar, type Expectation } from "../../../../src/perception/voice/grammar.ts";
import type { CommandRecogniser } from "../../../../src/perception/voice/ports.ts";
import { understand, type Understood } from "../../../../src/perception/voice/understand.ts";
import { recognitionOf } from "../../../fakes/scripted-voice.ts";

const context = {
  grammar: compileGrammar({
    wakePhrase: "hey gatehouse",
    intents: [{ intent: "sentry", sentences: ["turn on sentry mode"] }],
  }),
  thresholds: { accept: -12, acceptGuarded: -5 },
  guardedIntents: [],
};
const NOISY = Int16Array.of(1);
const CLEAN = Int16Array.of(2);

/** Understands something that is as like its words in noise, and without the noise, as it is told. */
async function heard(
  words: string,
  ratios: { readonly noisy: number; readonly clean: number | "failure" },
  expectation: Expectation = "command",
): Promise<Understood & { readonly suppressed: number }> {
  let suppressed = 0;
  const recogniser: Pick<CommandRecogniser, "recognise"> = {
    recognise: (samples) =>
      Promise.resolve(recognitionOf(words, samples === CLEAN ? Number(ratios.clean) : ratios.noisy)),
  };
  const understood = await understand(NOISY, expectation, {
    recogniser: recogniser,
    context,
    suppressor: {
      suppress: () => {
        suppressed += 1;
        return ratios.clean === "failure" ? Promise.reject(new Error("broken")) : Promise.resolve(CLEAN);
      },
    },
  });
  return { ...understood, suppressed };
}

describe("a command in noise", () => {
  it("is heard once more without the noise", async () => {
    const { verdict, recognition } = await heard("turn on sentry mode", { noisy: -22, clean: -6 });
    expect(verdict).toMatchObject({ kind: "commanded", intent: "sentry", llr: -6 });
    expect(recognition.rejectMs).toBe(2);
  });

  it("stays what it was if that does not help", async () => {
    const { verdict, suppressed } = await heard("turn on sentry mode", { noisy: -19, clean: -21 });
    expect(verdict).toMatchObject({ kind: "rejected", llr: -19 });
    expect(suppressed).toBe(1);
  });

  it("stays what it was if the noise cannot be taken out", async () => {
    expect((await heard("turn on sentry mode", { noisy: -19, clean: "failure" })).verdict).toMatchObject({
      kind: "rejected",
      llr: -19,
    });
  });

  it("is addressed to Gatehouse by its wake phrase", async () => {
    const recognition = recognitionOf("hey gatehouse turn on sentry mode", -14);
    expect(recognition.words).toHaveLength(6);
    const { verdict } = await heard(
      "hey gatehouse turn on sentry mode",
      { noisy: -14.5, clean: -6 },
      "addressed",
    );
    expect(verdict).toMatchObject({ kind: "commanded" });
  });
});

describe("nothing is heard twice", () => {
  it.each([
    ["what is sure", "turn on sentry mode", -6, "command"],
    ["what is like no command", "turn on sentry mode", -40, "command"],
    ["what is not for Gatehouse", "turn on sentry mode", -14, "addressed"],
    ["silence", "", 0, "command"],
  ] as const)("of %s", async (_, words, noisy, expectation) => {
    expect((await heard(words, { noisy, clean: 0 }, expectation)).suppressed).toBe(0);
  });
});
