import { expect, test } from "vitest";
import { RejectedSounds } from "../../../../src/app/microphone/rejected-sounds.ts";
import type { VoiceObservation } from "../../../../src/perception/voice/observation.ts";

const rejected = (t: number): VoiceObservation => ({
  ...{ kind: "voice-rejected", microphone: "hall", at: t, t, sentence: null, reason: "unsure", llr: -14 },
  audio: new Uint8Array([7]),
});

test("of twelve rejections a minute the sound is kept, the others are counted and told without", () => {
  const sounds = new RejectedSounds();
  for (let i = 0; i < 12; i += 1) expect(sounds.limited(rejected(i))).toEqual(rejected(i));
  expect(sounds.limited(rejected(59_999))).toEqual({ ...rejected(59_999), audio: null });
  expect(sounds.dropped).toBe(1);
  expect(sounds.limited(rejected(60_000))).toEqual(rejected(60_000));
});

test("what was a command is left alone", () => {
  const sounds = new RejectedSounds();
  const command: VoiceObservation = {
    ...{ kind: "voice-commanded", microphone: "hall", at: 0, t: 0, phrase: "", sentence: "go", intent: "go" },
    ...{ slots: {}, llr: 0, confidence: 1, timings: {}, audio: new Uint8Array([7]) },
  };
  for (let i = 0; i < 20; i += 1) expect(sounds.limited(command)).toBe(command);
});
