import { describe, expect, it } from "vitest";
import { compileGrammar } from "../../../../src/perception/voice/grammar.ts";
import type { CommandRecogniser, Transcriber } from "../../../../src/perception/voice/ports.ts";
import { judgeTranscript } from "../../../../src/perception/voice/transcript.ts";
import { understand } from "../../../../src/perception/voice/understand.ts";
import { recognitionOf } from "../../../fakes/scripted-voice.ts";

const context = {
  grammar: compileGrammar({
    wakePhrase: "hey gatehouse",
    intents: [
      { intent: "sentry", sentences: ["turn on [the] sentry mode"] },
      { intent: "open", sentences: ["open the door"] },
    ],
  }),
  thresholds: { accept: -12, acceptGuarded: -5 },
  guardedIntents: ["open"],
};

describe("another engine's text", () => {
  it.each([
    "Turn on the sentry mode.",
    "  turn on sentry mode",
    "Hey, Gatehouse: turn on sentry mode!",
    "Hey gate house turn on sentry mode",
  ])("is a command if the whole of it is a sentence: %s", (text) => {
    expect(judgeTranscript(text, context, 500)).toMatchObject({
      kind: "commanded",
      intent: "sentry",
      llr: -99,
      wakeEndMs: 500,
    });
  });

  it.each([
    "",
    "Hey Gatehouse.",
    "Do not turn on sentry mode.",
    "Turn on sentry mode, or better don't.",
    "Hey gateway turn on sentry mode",
    "turn off sentry mode",
  ])("is none otherwise: %j", (text) => {
    expect(judgeTranscript(text, context, null)).toBeNull();
  });

  it("never opens or disarms: it is only worth asking whether that was meant", () => {
    expect(judgeTranscript("Open the door.", context, null)).toMatchObject({
      kind: "rejected",
      reason: "unsure",
      command: { intent: "open" },
      llr: -99,
    });
  });
});

/** Understands something as the recogniser hears it, and what the other engine is asked meanwhile. */
async function heard(
  words: string,
  ratio: number,
  {
    expectation = "command",
    text = "Turn on sentry mode.",
  }: { expectation?: "command" | "addressed"; text?: string | Error } = {},
) {
  let asked = 0;
  const failures: string[] = [];
  const recogniser: Pick<CommandRecogniser, "recognise"> = {
    recognise: () => Promise.resolve(recognitionOf(words, ratio)),
  };
  const transcriber: Transcriber = {
    transcribe: () => {
      asked += 1;
      return text instanceof Error ? Promise.reject(text) : Promise.resolve(text);
    },
    close: () => Promise.resolve(),
  };
  const { verdict } = await understand(new Int16Array(100), expectation, {
    recogniser: recogniser,
    suppressor: null,
    context,
    transcriber,
    transcriberFailed: (why) => failures.push(why),
  });
  return { verdict, asked, failures };
}

describe("the other engine", () => {
  it("hears what was said to Gatehouse and not understood", async () => {
    expect(await heard("turn on sentry mode", -18)).toMatchObject({
      asked: 1,
      verdict: { kind: "commanded", llr: -99 },
    });
    expect(await heard("", 0)).toMatchObject({ asked: 1, verdict: { kind: "commanded" } });
  });

  it("hears nothing that was understood", async () => {
    expect(await heard("turn on sentry mode", -3)).toMatchObject({
      asked: 0,
      verdict: { kind: "commanded", llr: -3 },
    });
  });

  it("hears nothing that is not said to Gatehouse: what people talk about stays here", async () => {
    expect(await heard("", 0, { expectation: "addressed" })).toMatchObject({
      asked: 0,
      verdict: { kind: "nothing" },
    });
    const unlike = await heard("hey gatehouse turn on sentry mode", -40, { expectation: "addressed" });
    expect(unlike).toMatchObject({ asked: 0, verdict: { kind: "rejected", reason: "no-wake-phrase" } });
  });

  it("that fails, or knows no better, leaves everything as it was", async () => {
    const failed = await heard("turn on sentry mode", -18, { text: new Error("not there") });
    expect(failed).toMatchObject({
      verdict: { kind: "rejected", reason: "unsure", llr: -18 },
      failures: ["not there"],
    });
    const unknown = await heard("turn on sentry mode", -18, { text: "turn off century mode" });
    expect(unknown).toMatchObject({ verdict: { kind: "rejected", reason: "unsure", llr: -18 } });
  });
});
