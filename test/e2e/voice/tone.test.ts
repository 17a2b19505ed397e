import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SystemClock, SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { SileroActivity } from "../../../src/adapters/silero/silero-activity.ts";
import { ProgramSpeaker } from "../../../src/adapters/speech/program-speaker.ts";
import { toneSamples } from "../../../src/adapters/speech/tone.ts";
import { ACTIVITY_FRAME_SAMPLES } from "../../../src/perception/voice/ports.ts";
import {
  activityModel,
  canRecognise,
  hearFile,
  installed,
  joined,
  silence,
  spoken,
  wav,
} from "../../fakes/voice-tools.ts";
import { HOUSE } from "./house-commands.ts";

/** One sound over the other. */
function mixed(a: Int16Array, b: Int16Array, at: number): Int16Array {
  const both = a.slice();
  b.forEach((sample, i) => (both[at + i] = (both[at + i] ?? 0) + sample));
  return both;
}

describe.skipIf(activityModel() === null)("the tone (needs the fetched models)", () => {
  it.each([1, 0.3, 0.05])(
    "is nothing like speech to the microphone, at a loudness of %d",
    async (loudness) => {
      const activity = await SileroActivity.load(activityModel() ?? "");
      const tone = toneSamples().map((sample) => sample * loudness);
      const sound = joined(silence(0.5), tone, silence(0.5));
      const probabilities: number[] = [];
      for (let i = 0; i + ACTIVITY_FRAME_SAMPLES <= sound.length; i += ACTIVITY_FRAME_SAMPLES)
        probabilities.push(await activity.probability(sound.slice(i, i + ACTIVITY_FRAME_SAMPLES)));
      await activity.close();
      expect(Math.max(...probabilities)).toBeLessThan(0.35);
    },
  );
});

describe.skipIf(!canRecognise() || !installed("flite"))(
  "a command right behind the tone (needs flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    /** Somebody says the phrase, waits `pauseSeconds`, and says a command; the tone sounds when Gatehouse would sound it. */
    const conversation = async (pauseSeconds: number, toneAfterSeconds: number) => {
      const path = join(folder, `spoken-${pauseSeconds}.wav`);
      const phrase = joined(silence(0.5), await spoken("slt", "hey gatehouse"));
      const command = await spoken("slt", "turn on sentry mode");
      const all = joined(phrase, silence(pauseSeconds), command, silence(1));
      const tone = toneSamples().map((sample) => sample * 0.3);
      writeFileSync(path, wav(mixed(all, tone, phrase.length + toneAfterSeconds * 16_000)));
      const heard = await hearFile(path, HOUSE);
      return heard.map(({ verdict }) => (verdict.kind === "commanded" ? verdict.intent : verdict.kind));
    };

    it.each([
      [1.2, 0.7],
      [0.8, 0.7],
      [0.7, 0.75],
    ])("is understood %d s after the phrase, with the tone at %d s", async (pause, tone) => {
      expect(await conversation(pause, tone)).toEqual(["woken", "sentry-on"]);
    });

    it("is one WAV file where answers are files", async () => {
      const output = join(folder, "said");
      const speaker = new ProgramSpeaker({
        output: `file:${output}`,
        clock: new SystemClock(),
        scheduler: new SystemScheduler(),
      });
      await speaker.cue();
      await speaker.stop();
      expect(readdirSync(output)).toEqual([expect.stringMatching(/-tone\.wav$/u)]);
    });
  },
);
