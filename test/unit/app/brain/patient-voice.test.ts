import { expect, test } from "vitest";
import { PatientVoice } from "../../../../src/app/brain/patient-voice.ts";

test("sentences wait until nobody is asked anything, and no more than five of them", async () => {
  const said: string[] = [];
  let letGo: () => void = () => undefined;
  const quiet = new Promise<void>((resolve) => (letGo = resolve));
  const speaker = {
    speak: (text: string) => {
      said.push(text);
      return Promise.resolve({ durationMs: 1 });
    },
  };
  const voice = new PatientVoice(speaker, () => quiet);
  const waiting = ["1", "2", "3", "4", "5"].map((text) => voice.speak(text));
  await expect(voice.speak("6")).rejects.toMatchObject({ code: "SPEECH_BUSY" });
  expect(said).toEqual([]);
  letGo();
  await Promise.all(waiting);
  expect(said).toEqual(["1", "2", "3", "4", "5"]);
  await voice.speak("7");
  expect(said.at(-1)).toBe("7");
});
