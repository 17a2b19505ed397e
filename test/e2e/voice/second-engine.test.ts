import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import type { VoiceObservation } from "../../../src/perception/voice/observation.ts";
import { eventually } from "../../fakes/eventually.ts";
import { hallSetup, microphoneChild, type MicrophoneChild } from "../../fakes/microphone-child.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";
import { say, wyomingService, type WyomingService } from "../../fakes/wyoming-service.ts";

describe.skipIf(!canRecognise() || !installed("flite"))(
  "a microphone's process with a Wyoming service (needs flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let microphone: MicrophoneChild;
    let service: WyomingService;
    beforeEach(async () => {
      microphone = microphoneChild();
      service = await wyomingService(({ type }, socket) => {
        if (type === "audio-stop")
          say(socket, { type: "transcript", data: { text: "Turn on sentry mode." } });
      });
    });
    afterEach(async () => {
      await microphone.stop();
      await service.close();
    });

    const observations = (): readonly VoiceObservation[] =>
      microphone.said.flatMap((message) => (message.type === "observation" ? [message.observation] : []));
    const hear = async (text: string): Promise<void> => {
      microphone.send(
        hallSetup("camera:front_door", { stt: { wyoming: { host: "127.0.0.1", port: service.port } } }),
      );
      await eventually(() => microphone.said.some(({ type }) => type === "ready"), { withinMs: 30_000 });
      const sound = joined(silence(0.6), await spoken("slt", text), silence(1.2));
      let { at, t } = new SystemClock().now();
      for (let start = 0; start < sound.length; start += 1_280) {
        microphone.send({ type: "audio", samples: sound.slice(start, start + 1_280), at, t });
        at += 80;
        t += 80;
      }
    };

    it("asks it about what was said to Gatehouse in other words, and takes its text for a sentence", async () => {
      await hear("hey gatehouse, please guard everything now");
      await eventually(() => observations().length >= 2, { withinMs: 30_000, what: "phrase and command" });
      expect(observations().map(({ kind }) => kind)).toEqual(["voice-woken", "voice-commanded"]);
      expect(observations()[1]).toMatchObject({ intent: "sentry-on", llr: -99 });
      expect(service.heard.map(({ type }) => type).slice(0, 2)).toEqual(["transcribe", "audio-start"]);
    });

    it("sends it nothing of what people say to each other", async () => {
      await hear("I wonder whether it will rain tomorrow");
      await eventually(
        () => microphone.said.some((one) => one.type === "heartbeat" && (one.counters["notForUs"] ?? 0) > 0),
        { withinMs: 30_000, what: "the utterance has been judged" },
      );
      expect(service.connections).toBe(0);
    });
  },
);
