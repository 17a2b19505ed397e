import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import type { VoiceObservation } from "../../../src/perception/voice/observation.ts";
import { eventually } from "../../fakes/eventually.ts";
import { hallSetup, microphoneChild, type MicrophoneChild } from "../../fakes/microphone-child.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";
import { say, wyomingService, type WyomingService } from "../../fakes/wyoming-service.ts";

const CHUNK_SAMPLES = 1_280;
const CHUNK_MS = 80;

describe.skipIf(!canRecognise() || !installed("flite"))(
  "a microphone's process with a wake word service (needs flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let microphone: MicrophoneChild;
    let service: WyomingService;
    /** The service hears its phrase in the chunk of this time. */
    let phraseT = Infinity;
    beforeEach(async () => {
      phraseT = Infinity;
      microphone = microphoneChild();
      service = await wyomingService(({ type, data }, socket) => {
        if (type !== "audio-chunk" || Number(data["timestamp"]) < phraseT) return;
        phraseT = Infinity;
        say(socket, { type: "detection", data: { name: "okay_nabu", timestamp: data["timestamp"] } });
      });
    });
    afterEach(async () => {
      await microphone.stop();
      await service.close();
    });

    const observations = (): readonly VoiceObservation[] =>
      microphone.said.flatMap((message) => (message.type === "observation" ? [message.observation] : []));
    const setUp = async (): Promise<void> => {
      const address = { host: "127.0.0.1", port: service.port };
      const wakeService = { address, word: "okay_nabu" };
      microphone.send(hallSetup("camera:front_door", { wakePhrase: "okay computer", wakeService }));
      await eventually(() => microphone.said.some(({ type }) => type === "ready"), { withinMs: 30_000 });
    };
    /** Sends sound four times as fast as it was made. */
    const hear = async (phrase: string, command: string): Promise<number> => {
      const said = joined(silence(0.6), await spoken("slt", phrase));
      const sound = joined(said, silence(0.8), await spoken("slt", command), silence(1.2));
      const begun = new SystemClock().now();
      phraseT = begun.t + said.length / 16 - 100;
      for (let i = 0; i * CHUNK_SAMPLES < sound.length; i += 1) {
        const samples = sound.slice(i * CHUNK_SAMPLES, (i + 1) * CHUNK_SAMPLES);
        const ms = i * CHUNK_MS;
        microphone.send({ type: "audio", samples, at: begun.at + ms, t: begun.t + ms });
        await delay(CHUNK_MS / 4);
      }
      return begun.t + said.length / 16;
    };

    it("wakes when the service says so, though nothing here would know the phrase", async () => {
      await setUp();
      const endT = await hear("good evening old friend", "turn on sentry mode");
      await eventually(() => observations().length >= 2, { withinMs: 30_000, what: "phrase and command" });
      const [woken, commanded] = observations();
      expect(woken).toMatchObject({ kind: "voice-woken", phrase: "okay computer" });
      expect(Math.abs((woken?.t ?? 0) - endT)).toBeLessThan(300);
      expect(commanded).toMatchObject({ kind: "voice-commanded", intent: "sentry-on" });
      expect(service.connections).toBe(1);
    });

    it("finds the phrase by itself when the service is gone", async () => {
      await setUp();
      await service.close();
      await hear("okay computer", "turn on sentry mode");
      await eventually(() => observations().length >= 2, { withinMs: 30_000, what: "phrase and command" });
      expect(observations().map(({ kind }) => kind)).toEqual(["voice-woken", "voice-commanded"]);
      await eventually(() =>
        microphone.said.some(
          (one) => one.type === "heartbeat" && (one.counters["wakeServiceFailed"] ?? 0) > 0,
        ),
      );
    });
  },
);
