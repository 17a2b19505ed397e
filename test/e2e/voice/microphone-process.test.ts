import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import type { VoiceObservation } from "../../../src/perception/voice/observation.ts";
import { eventually } from "../../fakes/eventually.ts";
import { hallSetup, microphoneChild, type MicrophoneChild } from "../../fakes/microphone-child.ts";
import { canRecognise, installed, joined, silence, spoken, wav } from "../../fakes/voice-tools.ts";

describe.skipIf(!canRecognise() || !installed("flite"))(
  "a microphone's process (needs flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let folder = "";
    let path = "";
    let sound: Int16Array = new Int16Array(0);
    let microphone: MicrophoneChild;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
      path = join(folder, "spoken.wav");
      sound = joined(silence(0.5), await spoken("slt", "hey gatehouse, turn on sentry mode"), silence(1));
      writeFileSync(path, wav(sound));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    const observations = (): readonly VoiceObservation[] =>
      microphone.said.flatMap((message) => (message.type === "observation" ? [message.observation] : []));
    const kinds = (): readonly string[] => observations().map(({ kind }) => kind);
    const ended = (): boolean => microphone.said.some(({ type }) => type === "ended");

    it("hears a file, tells the times, and says that it has ended", async () => {
      microphone = microphoneChild();
      try {
        microphone.send(hallSetup(path));
        await eventually(ended, { withinMs: 30_000 });
        expect(kinds()).toEqual(["voice-woken", "voice-commanded"]);
        const [woken, commanded] = observations();
        expect(commanded?.t).toBeGreaterThan(woken?.t ?? Infinity);
        expect(new SystemClock().now().t - (commanded?.t ?? 0)).toBeGreaterThan(0);
        if (commanded?.kind !== "voice-commanded") throw new Error("no command");
        expect(commanded).toMatchObject({ intent: "sentry-on", sentence: "turn on sentry mode", slots: {} });
        expect(Object.keys(commanded.timings)).toEqual(["vad", "decode", "reject", "afterSpeech"]);
        expect(Buffer.from(commanded.audio ?? []).toString("latin1", 0, 4)).toBe("RIFF");
      } finally {
        await microphone.stop();
      }
    });

    it("takes new sentences without restarting its source", async () => {
      microphone = microphoneChild();
      try {
        const source = "camera:front_door";
        microphone.send(hallSetup(source));
        await eventually(() => microphone.said.some(({ type }) => type === "ready"), { withinMs: 30_000 });
        const other = [{ intent: "home", sentences: ["switch to home mode"] }];
        microphone.send(hallSetup(source, { intents: other }));
        let { at, t } = new SystemClock().now();
        for (let start = 0; start < sound.length; start += 1280) {
          const samples = sound.slice(start, start + 1280);
          microphone.send({ type: "audio", samples, at, t });
          at += 80;
          t += 80;
        }
        await eventually(() => kinds().length >= 2, { withinMs: 30_000 });
        expect(kinds()).toEqual(["voice-woken", "voice-rejected"]);
      } finally {
        await microphone.stop();
      }
    });

    it("hears nothing while Gatehouse speaks", async () => {
      microphone = microphoneChild();
      try {
        microphone.send({ type: "deaf-until", t: new SystemClock().now().t + 600_000 });
        microphone.send(hallSetup(path, { paced: false }));
        microphone.send({ type: "deaf-until", t: new SystemClock().now().t + 600_000 });
        await eventually(ended, { withinMs: 30_000 });
        expect(kinds()).toEqual([]);
      } finally {
        await microphone.stop();
      }
    });

    it("says what is wrong with a file that is not there", async () => {
      microphone = microphoneChild();
      try {
        microphone.send(hallSetup(join(folder, "missing.wav")));
        const ill = await eventually(
          () => microphone.said.find((message) => message.type === "health" && !message.ok),
          { withinMs: 30_000 },
        );
        expect(JSON.stringify(ill)).toContain("missing.wav");
      } finally {
        await microphone.stop();
      }
    });
  },
);
