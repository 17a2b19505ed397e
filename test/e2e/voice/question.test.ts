import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import type { SpokenAnswer } from "../../../src/perception/voice/observation.ts";
import { eventually } from "../../fakes/eventually.ts";
import { hallSetup, microphoneChild, type MicrophoneChild } from "../../fakes/microphone-child.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";

const PHRASES = ["kangaroo tomato", "tomato kangaroo", "kangaroo violin", "banana submarine"];
/** 80 ms of sound. */
const CHUNK = 1_280;

describe.skipIf(!canRecognise() || !installed("flite"))(
  "a microphone's process that is asked what somebody says (needs flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    const clock = new SystemClock();
    let sound: Int16Array;
    let microphone: MicrophoneChild;

    beforeAll(async () => {
      sound = joined(silence(0.6), await spoken("slt", "kangaroo tomato"), silence(1.2));
    });
    beforeEach(() => {
      microphone = microphoneChild();
    });
    afterEach(() => microphone.stop());

    const answers = (): readonly SpokenAnswer[] =>
      microphone.said.flatMap((message) => (message.type === "answer" ? [message.answer] : []));
    const ready = (): Promise<boolean> =>
      eventually(() => microphone.said.some(({ type }) => type === "ready"), { withinMs: 30_000 });
    const ask = (question: string, phrases: readonly string[], untilT: number): void => {
      const { t } = clock.now();
      microphone.send({ type: "question", question, phrases: [...phrases], fromT: t, untilT });
    };

    /** Somebody says it; as soon as it has all been heard, by what the microphone does with it. */
    const say = async (): Promise<void> => {
      let { at, t } = clock.now();
      for (let start = 0; start < sound.length; start += CHUNK) {
        microphone.send({ type: "audio", samples: sound.slice(start, start + CHUNK), at, t });
        at += 80;
        t += 80;
      }
      const done = (): boolean =>
        microphone.said.some(
          (message) =>
            message.type === "heartbeat" &&
            message.counters["utterances"] === 1 &&
            (message.counters["answers"] ?? 0) + (message.counters["notForUs"] ?? 0) === 1,
        );
      await eventually(done, { withinMs: 30_000, what: "the utterance has been judged" });
    };

    it("answers which of the phrases it was, although the question came before it could hear", async () => {
      microphone.send(hallSetup("camera:front_door"));
      ask("first-1", PHRASES, clock.now().t + 60_000);
      await ready();
      await say();
      const [answer, ...others] = answers();
      expect(others).toEqual([]);
      expect(answer).toMatchObject({ microphone: "hall", question: "first-1", phrase: "kangaroo tomato" });
      expect(answer?.lead).toBeGreaterThan(1);
    });

    it("answers the latest question only", async () => {
      microphone.send(hallSetup("camera:front_door"));
      ask("first-1", PHRASES, clock.now().t + 60_000);
      ask("first-2", PHRASES, clock.now().t + 60_000);
      await ready();
      await say();
      expect(answers().map(({ question }) => question)).toEqual(["first-2"]);
    });

    it("answers nothing that was taken back before it could hear", async () => {
      microphone.send(hallSetup("camera:front_door"));
      ask("first-1", PHRASES, clock.now().t + 60_000);
      ask("first-1", [], clock.now().t);
      await ready();
      await say();
      expect(answers()).toEqual([]);
    });

    it("answers nothing whose time was over before it could hear", async () => {
      microphone.send(hallSetup("camera:front_door"));
      ask("first-1", PHRASES, clock.now().t + 20);
      await ready();
      await say();
      expect(answers()).toEqual([]);
    });
  },
);
