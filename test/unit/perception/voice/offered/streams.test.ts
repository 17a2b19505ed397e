import { describe, expect, it } from "vitest";
import { compileGrammar } from "../../../../../src/perception/voice/grammar.ts";
import type { HearingSettings } from "../../../../../src/perception/voice/hearing-options.ts";
import { CommandStream } from "../../../../../src/perception/voice/offered/command-stream.ts";
import { WakeStream } from "../../../../../src/perception/voice/offered/wake-stream.ts";
import {
  LoudnessActivity,
  ScriptedRecogniser,
  type ScriptedSentence,
} from "../../../../fakes/scripted-voice.ts";

function settings(wakePhrase: string): HearingSettings {
  const intents = [{ intent: "sentry", sentences: ["turn on sentry mode"] }];
  return {
    wakePhrase,
    grammar: compileGrammar({ wakePhrase, intents }),
    dictionary: [],
    thresholds: { accept: -12, acceptGuarded: -5 },
    guardedIntents: [],
  };
}
const speech = (seconds: number): Int16Array => new Int16Array(seconds * 16_000).fill(5_000);
const silence = (seconds: number): Int16Array => new Int16Array(seconds * 16_000);

async function parts(script: readonly ScriptedSentence[]) {
  const recogniser = new ScriptedRecogniser(script);
  await recogniser.prepare({ jsgf: settings("hey gatehouse").grammar.jsgf, dictionary: [] });
  const known = { settings: settings("hey gatehouse") };
  return {
    known,
    recogniser,
    parts: {
      ...{ activity: new LoudnessActivity(), recogniser, settings: () => known.settings },
      suppressor: { suppress: (samples: Int16Array) => Promise.resolve(samples) },
    },
  };
}

describe("a command in somebody else's stream of sound", () => {
  it("is known when the stream ends, though no silence ended it", async () => {
    const stand = await parts([{ words: "turn on sentry mode", ratio: -5 }]);
    const stream = new CommandStream(stand.parts);
    await stream.push(speech(1));
    expect(await stream.finish()).toBe("turn on sentry mode");
    expect(stand.recogniser.asked).toEqual(["command"]);
  });

  it("is recognised as soon as silence has ended it, and what follows is not looked at", async () => {
    const stand = await parts([
      { words: "turn on sentry mode", ratio: -5 },
      { words: "turn on sentry mode", ratio: -5 },
    ]);
    const stream = new CommandStream(stand.parts);
    for (const sound of [speech(1), silence(1)]) await stream.push(sound);
    expect(stand.recogniser.asked).toHaveLength(1);
    for (const sound of [speech(1), silence(1)]) await stream.push(sound);
    expect(await stream.finish()).toBe("turn on sentry mode");
    expect(stand.recogniser.asked).toHaveLength(1);
  });

  it("may follow something that was none", async () => {
    const stand = await parts([
      { words: "turn on sentry mode", ratio: -40 },
      { words: "hey gatehouse turn on sentry mode", ratio: -5 },
    ]);
    const stream = new CommandStream(stand.parts);
    for (const sound of [speech(1), silence(1), speech(2)]) await stream.push(sound);
    expect(await stream.finish()).toBe("turn on sentry mode");
  });

  it("is not looked for behind 15 s", async () => {
    const stand = await parts([{ words: "turn on sentry mode", ratio: -5 }]);
    const stream = new CommandStream(stand.parts);
    await stream.push(silence(14.9));
    expect(stream.isTooLong).toBe(false);
    await stream.push(silence(0.2));
    expect(stream.isTooLong).toBe(true);
    await stream.push(speech(1));
    expect(await stream.finish()).toBe("");
    expect(stand.recogniser.asked).toEqual([]);
  });
});

describe("the wake phrase in somebody else's stream of sound, without a model", () => {
  it("is found when the utterance is over", async () => {
    const stand = await parts([
      { words: "hey gatehouse turn on sentry mode", ratio: -5 },
      { words: "", ratio: 0 },
    ]);
    const stream = new WakeStream(stand.parts);
    expect(await stream.push(speech(1))).toBe(false);
    expect(await stream.push(silence(1))).toBe(true);
    await stream.push(speech(1));
    expect(await stream.push(silence(1))).toBe(false);
  });

  it("is another one as soon as the configuration says so", async () => {
    const stand = await parts([
      { words: "hey gatehouse", ratio: -5 },
      // The same utterance, behind other speech.
      { words: "", ratio: 0 },
      { words: "hello house", ratio: -5 },
    ]);
    const stream = new WakeStream(stand.parts);
    stand.known.settings = settings("hello house");
    await stream.push(speech(1));
    expect(await stream.push(silence(1))).toBe(false);
    await stream.push(speech(1));
    expect(await stream.push(silence(1))).toBe(true);
  });
});
