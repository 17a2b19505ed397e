import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { eventually } from "../../fakes/eventually.ts";
import { hallSetup, microphoneChild, type MicrophoneChild } from "../../fakes/microphone-child.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";

describe.skipIf(!canRecognise() || !installed("flite"))(
  "a microphone's process that rests (needs flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let microphone: MicrophoneChild;
    beforeEach(() => {
      microphone = microphoneChild();
    });
    afterEach(() => microphone.stop());

    const commands = (): number =>
      microphone.said.filter(
        (message) => message.type === "observation" && message.observation.kind === "voice-commanded",
      ).length;
    const health = () =>
      microphone.said.flatMap((message) => (message.type === "health" ? [[message.ok, message.why]] : []));
    const hear = async (text: string): Promise<void> => {
      const sound = joined(silence(0.6), await spoken("slt", text), silence(1.2));
      let { at, t } = new SystemClock().now();
      for (let start = 0; start < sound.length; start += 1_280) {
        microphone.send({ type: "audio", samples: sound.slice(start, start + 1_280), at, t });
        at += 80;
        t += 80;
      }
    };

    it("hears nothing and says why, and hears again when there is power", async () => {
      microphone.send(hallSetup("camera:front_door"));
      microphone.send({ type: "rest", resting: true });
      await eventually(() => microphone.said.some(({ type }) => type === "ready"), { withinMs: 30_000 });
      await hear("hey gatehouse, turn on sentry mode");
      await eventually(
        () => health().some(([ok, why]) => ok === false && why === "it does not listen, to save power"),
        { what: "it says that it rests" },
      );
      microphone.send({ type: "rest", resting: false });
      await hear("hey gatehouse, turn on sentry mode");
      await eventually(() => commands() > 0, { withinMs: 30_000, what: "the command" });
      expect(commands()).toBe(1);
    });
  },
);
