import { expect, test } from "vitest";
import { HouseVoice } from "../../../../../src/app/brain/house-voice.ts";
import { silentLogger } from "../../../../../src/runtime/logger.ts";
import { check } from "../../../../fakes/checked-house.ts";
import { ManualClock, settled } from "../../../../fakes/manual-clock.ts";

/** A voice that is configured as `reply` says, the tones that it has sounded, and whether the microphones are deaf. */
async function stand(reply: string, failure: Error | null = null) {
  const clock = new ManualClock({ at: 0, t: 0 });
  const heard: string[] = [];
  const voice = new HouseVoice({
    clock,
    scheduler: clock,
    random: () => 0.5,
    logger: silentLogger,
    deafUntil: () => heard.push("deaf"),
    makeSpeaker: () => ({
      speak: () => new Promise(() => undefined),
      cue: () => {
        heard.push("tone");
        return failure === null ? Promise.resolve() : Promise.reject(failure);
      },
      stop: () => Promise.resolve(),
    }),
  });
  const result = await check({ config: `node: a\nvoice: { reply: ${reply} }\n` });
  if (!result.ok) throw new Error("the house does not hold");
  await voice.apply(result);
  return { voice, heard };
}

test("a tone sounds, and nobody is deaf meanwhile: a command may follow at once", async () => {
  const { voice, heard } = await stand("{ speaker: alsa:default }");
  await voice.cue();
  expect(heard).toEqual(["tone"]);
});

test("no tone sounds where it is turned off", async () => {
  const { voice, heard } = await stand("{ speaker: alsa:default, tone: false }");
  await voice.cue();
  expect(heard).toEqual([]);
});

test("no tone sounds into what is being said", async () => {
  const { voice, heard } = await stand("{ speaker: alsa:default }");
  void voice.speak("Sentry mode is on.");
  await settled();
  await voice.cue();
  expect(heard).toEqual(["deaf"]);
});

test("a tone that cannot be sounded hurts nobody", async () => {
  const { voice } = await stand("{ speaker: alsa:default }", new Error("no such device"));
  await expect(voice.cue()).resolves.toBeUndefined();
});
