import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { hallSetup, microphoneChild, type MicrophoneChild } from "../../fakes/microphone-child.ts";
import { canRecognise, installed, joined, silence, spoken, wav } from "../../fakes/voice-tools.ts";

describe.skipIf(!canRecognise() || !installed("flite", "ffmpeg"))(
  "a sound file as a microphone (needs flite, ffmpeg, PocketSphinx and the fetched models)",
  { timeout: 90_000 },
  () => {
    let folder = "";
    let command: Int16Array;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
      command = await spoken("slt", "hey gatehouse, turn on sentry mode");
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    /** Lets a microphone hear a file until it says this. */
    const hear = async (
      path: string,
      until: (said: MicrophoneChild["said"]) => boolean,
    ): Promise<MicrophoneChild["said"]> => {
      const microphone = microphoneChild();
      try {
        microphone.send(hallSetup(path, { paced: false }));
        await eventually(() => until(microphone.said), { withinMs: 80_000, what: `${path} was heard` });
        return microphone.said;
      } finally {
        await microphone.stop();
      }
    };
    const ended = (said: MicrophoneChild["said"]): boolean => said.some(({ type }) => type === "ended");
    const kinds = (said: MicrophoneChild["said"]): readonly string[] =>
      said.flatMap((message) => (message.type === "observation" ? [message.observation.kind] : []));

    it.each([
      ["48 kHz, stereo, 24 bits", ["-ar", "48000", "-ac", "2", "-c:a", "pcm_s24le"]],
      ["44.1 kHz, floating point", ["-ar", "44100", "-c:a", "pcm_f32le"]],
      ["8 kHz, as on the telephone", ["-ar", "8000", "-c:a", "pcm_mulaw"]],
    ])("is understood whatever its format: %s", async (name, format) => {
      const plain = join(folder, "plain.wav");
      writeFileSync(plain, wav(silence(0.5), command, silence(1)));
      const path = join(folder, `${name}.wav`);
      execFileSync("ffmpeg", ["-v", "error", "-y", "-i", plain, ...format, path]);
      expect(kinds(await hear(path, ended))).toEqual(["voice-woken", "voice-commanded"]);
    });

    it.each([
      ["some text that calls itself sound", new TextEncoder().encode("This is no sound.\n".repeat(100))],
      ["a WAV file that ends in its head", wav(silence(1)).subarray(0, 30)],
      ["nothing", new Uint8Array(0)],
    ])("says what is wrong with %s, and goes on trying", async (name, bytes) => {
      const path = join(folder, `${name}.wav`);
      writeFileSync(path, bytes);
      const failed = (said: MicrophoneChild["said"]): string | undefined =>
        said.flatMap((message) => (message.type === "health" && !message.ok ? [message.why] : [])).at(-1);
      const said = await hear(path, (all) => failed(all)?.includes(path) === true);
      expect(ended(said)).toBe(false);
    });

    it("hears a command behind a long silence, and nothing before", async () => {
      const minute = silence(60);
      const path = join(folder, "long.wav");
      writeFileSync(path, wav(joined(...Array<Int16Array>(15).fill(minute)), command, silence(1)));
      const said = await hear(path, ended);
      expect(kinds(said)).toEqual(["voice-woken", "voice-commanded"]);
    });
  },
);
