import { expect, test } from "vitest";
import { PatientVoice } from "../../../../../src/app/brain/patient-voice.ts";
import { AskingStand } from "../../../../fakes/asking-stand.ts";
import { settled } from "../../../../fakes/manual-clock.ts";

/** A house whose other sentences wait, and what of them has been spoken. */
function talkative(): { stand: AskingStand; said: string[]; voice: PatientVoice } {
  const stand = new AskingStand("say-code");
  const said: string[] = [];
  const speaker = {
    speak: (text: string): Promise<{ durationMs: number }> => {
      said.push(text);
      return Promise.resolve({ durationMs: 800 });
    },
  };
  return { stand, said, voice: new PatientVoice(speaker, () => stand.work.untilQuiet()) };
}

test("other sentences wait until the person has answered, and come in their order", async () => {
  const { stand, said, voice } = talkative();
  stand.begin();
  const both = [voice.speak("Welcome home."), voice.speak("There is a parcel.")];
  await stand.wait(1_500);
  await stand.hush();
  expect(said).toEqual([]);
  await stand.answers(stand.code);
  await stand.wait(600);
  await Promise.all(both);
  expect(stand.outcome).toBe("allowed");
  expect(said).toEqual(["Welcome home.", "There is a parcel."]);
});

test("they are said after a challenge that failed, too", async () => {
  const { stand, said, voice } = talkative();
  stand.begin();
  void voice.speak("Somebody is at the door.");
  await stand.wait(500);
  await stand.hush(new Error("the loudspeaker is gone"));
  await stand.wait(600);
  expect(said).toEqual(["Somebody is at the door."]);
});

test("nothing waits while nobody is asked", async () => {
  const { said, voice } = talkative();
  void voice.speak("Good evening.");
  await settled();
  expect(said).toEqual(["Good evening."]);
});
