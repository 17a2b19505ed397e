import { beforeEach, expect, test } from "vitest";
import { HouseVoice } from "../../../../../src/app/brain/house-voice.ts";
import type { CheckedConfiguration } from "../../../../../src/app/check-configuration.ts";
import { silentLogger } from "../../../../../src/runtime/logger.ts";
import { check } from "../../../../fakes/checked-house.ts";
import { ManualClock, settled } from "../../../../fakes/manual-clock.ts";

/** What a speaker has been asked for, and the way to end what it says. */
interface Speech {
  readonly output: string;
  readonly said: { readonly text: string; end(error?: Error): void }[];
  stopped: boolean;
}

let clock: ManualClock;
let deaf: number[];
let speakers: Speech[];
let voice: HouseVoice;

beforeEach(() => {
  clock = new ManualClock({ at: 0, t: 0 });
  deaf = [];
  speakers = [];
  voice = new HouseVoice({
    clock,
    scheduler: clock,
    random: () => 0.5,
    logger: silentLogger,
    deafUntil: (t) => deaf.push(t),
    makeSpeaker: ({ output }) => {
      const speech: Speech = { output, said: [], stopped: false };
      speakers.push(speech);
      return {
        speak: (text) =>
          new Promise((resolve, reject) => {
            const end = (error?: Error): void =>
              error === undefined ? resolve({ durationMs: 700 }) : reject(error);
            speech.said.push({ text, end });
          }),
        cue: () => Promise.resolve(),
        stop: () => {
          speech.stopped = true;
          return Promise.resolve();
        },
      };
    },
  });
});

async function speaking(reply: string): Promise<CheckedConfiguration> {
  const result = await check({ config: `node: a\nvoice: { reply: ${reply} }\n` });
  if (!result.ok) throw new Error("the house does not hold");
  return result;
}

test("the microphones are deaf while Gatehouse speaks, and for the echo after it", async () => {
  await voice.apply(await speaking("{ speaker: alsa:default }"));
  const done = voice.speak("Sentry mode is on.");
  expect(deaf).toEqual([60_000]);
  clock.advance(2_000);
  speakers[0]?.said[0]?.end();
  expect(await done).toEqual({ durationMs: 700 });
  expect(deaf).toEqual([60_000, 2_400]);
});

test("they hear again only after the last of several sentences", async () => {
  await voice.apply(await speaking("{ speaker: alsa:default }"));
  const both = [voice.speak("One."), voice.speak("Two.")];
  clock.advance(1_000);
  speakers[0]?.said[0]?.end();
  await settled();
  expect(deaf).toEqual([60_000, 60_000]);
  clock.advance(1_000);
  speakers[0]?.said[1]?.end();
  await Promise.all(both);
  expect(deaf.at(-1)).toBe(2_400);
});

test("they hear again after a sentence that could not be said", async () => {
  await voice.apply(await speaking("{ speaker: pulse:default }"));
  const failed = voice.speak("Hello.");
  speakers[0]?.said[0]?.end(new Error("no such device"));
  await expect(failed).rejects.toThrow("no such device");
  expect(deaf).toEqual([60_000, 400]);
});

test.each(["{ speaker: none }", "{ speaker: file:said }"])(
  "nobody is deaf to what no room hears: %s",
  async (reply) => {
    await voice.apply(await speaking(reply));
    const done = voice.speak("Hello.");
    speakers[0]?.said[0]?.end();
    await done;
    expect(deaf).toEqual([]);
  },
);

test("a program of the house's own may be heard", async () => {
  await voice.apply(await speaking("{ command: [say-it, '{text}'] }"));
  void voice.speak("Hello.");
  expect(deaf).toEqual([60_000]);
});

test("a folder for what is said stands beside the configuration", async () => {
  await voice.apply(await speaking("{ speaker: file:said }"));
  expect(speakers[0]?.output).toBe("file:/house/said");
});

test("a reload that changes nothing about the voice interrupts nothing; another one falls silent first", async () => {
  await voice.apply(await speaking("{ speaker: alsa:default }"));
  await voice.apply(await speaking("{ speaker: alsa:default }"));
  expect(speakers.map(({ stopped }) => stopped)).toEqual([false]);
  await voice.apply(await speaking("{ speaker: alsa:hw:1 }"));
  expect(speakers.map(({ stopped }) => stopped)).toEqual([true, false]);
});

test("nothing is said after the stop", async () => {
  await voice.apply(await speaking("{ speaker: alsa:default }"));
  await voice.stop();
  await expect(voice.speak("Hello.")).rejects.toMatchObject({ code: "SPEECH_STOPPED" });
  expect(speakers[0]).toMatchObject({ stopped: true, said: [] });
});
