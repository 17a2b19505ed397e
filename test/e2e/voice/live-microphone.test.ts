import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { hallSetup, microphoneChild, type MicrophoneChild } from "../../fakes/microphone-child.ts";
import { privatePulse, type PrivatePulse } from "../../fakes/private-pulse.ts";
import { canRecognise, installed, silence, spoken, wav } from "../../fakes/voice-tools.ts";

const tools = ["pulseaudio", "pactl", "parec", "arecord", "ffmpeg", "flite"];

describe.skipIf(!canRecognise() || !installed(...tools))(
  "a live microphone (needs pulseaudio, arecord, parec, ffmpeg, flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let pulse: PrivatePulse;
    let folder = "";
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
      const path = join(folder, "spoken.wav");
      const command = await spoken("slt", "hey gatehouse, turn on sentry mode");
      writeFileSync(path, wav(silence(1.5), command, silence(1)));
      pulse = await privatePulse();
      pulse.play(path);
    });
    afterAll(async () => {
      await pulse.stop();
      rmSync(folder, { recursive: true });
    });

    const commands = (microphone: MicrophoneChild): number =>
      microphone.said.filter(
        (message) => message.type === "observation" && message.observation.kind === "voice-commanded",
      ).length;
    const health = (microphone: MicrophoneChild): readonly boolean[] =>
      microphone.said.flatMap((message) => (message.type === "health" ? [message.ok] : []));

    it.each(["alsa:default", "pulse:mic"])("hears a command through %s", async (source) => {
      const microphone = microphoneChild(pulse.env);
      try {
        microphone.send(hallSetup(source));
        await eventually(() => commands(microphone) > 0, { withinMs: 40_000, what: "a command is heard" });
        expect(health(microphone)).toEqual([true]);
      } finally {
        await microphone.stop();
      }
    });

    it("says that it is lost when the recorder is killed, and recovers by itself", async () => {
      const microphone = microphoneChild(pulse.env);
      try {
        microphone.send(hallSetup("alsa:default"));
        await eventually(() => health(microphone).length === 1, { withinMs: 20_000 });
        const [recorder] = microphone.children();
        process.kill(recorder ?? 0, "SIGKILL");
        await eventually(() => health(microphone).length === 3, { withinMs: 20_000, what: "it recovers" });
        expect(health(microphone)).toEqual([true, false, true]);
        const heardBefore = commands(microphone);
        await eventually(() => commands(microphone) > heardBefore, {
          withinMs: 40_000,
          what: "it hears again",
        });
      } finally {
        await microphone.stop();
      }
      expect(() => process.kill(microphone.pid, 0)).toThrow();
    });
  },
);
