import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { SphinxRecogniser } from "../../src/adapters/pocketsphinx/recogniser.ts";
import { SileroActivity } from "../../src/adapters/silero/silero-activity.ts";
import { seededRandom } from "../../src/app/evaluate/sway.ts";
import type { EventOf, GatehouseEvent } from "../../src/events/catalogue.ts";
import type { SceneAnalyser } from "../../src/perception/vision/ports.ts";
import { developmentData } from "../fakes/development-data.ts";
import { FilmedFace } from "../fakes/filmed-face.ts";
import { visit, type Visit, type Visitor } from "../fakes/say-code-house.ts";
import { Talker, type Mouth } from "../fakes/talker.ts";
import { openingsOf } from "../fakes/talking-mouth.mjs";
import { activityModel, canRecognise, installed, spoken } from "../fakes/voice-tools.ts";

const data = developmentData();
const ready = data !== null && installed("flite") && canRecognise();
const clip = (name: string): string => join(data ?? "", "video/signers", name);

/** The widest opening of a mouth that talks, by its width. */
const WIDE = 0.3;
/** Lips and jaw are ahead of the sound. */
const AHEAD_MS = 80;

const closed: Mouth = () => 0;
/** The mouth of somebody who says this, `lateMs` after the sound that is heard. */
const saying =
  (sound: Int16Array, lateMs = 0): Mouth =>
  (ms) =>
    openings(sound)(ms + AHEAD_MS - lateMs);
const drawn = new Map<Int16Array, Mouth>();
function openings(sound: Int16Array): Mouth {
  const mouth = drawn.get(sound) ?? openingsOf(sound, WIDE);
  drawn.set(sound, mouth);
  return mouth;
}

/**
 * A real face whose mouth is drawn open, and the real models, recogniser, kernel and guard. The code is said by a
 * synthetic voice: nobody has recorded the words of the list.
 */
describe.skipIf(!ready)(
  "a lock that asks for a code (needs the development data, the models, pocketsphinx and flite)",
  () => {
    let analyser: SceneAnalyser;
    let activity: SileroActivity;
    let recogniser: SphinxRecogniser;
    let ana: FilmedFace;
    let stranger: FilmedFace;
    let gallery: readonly ReturnType<FilmedFace["person"]>[];
    /** Other speech: a sentence of somebody, and a long text. */
    let sentence: Int16Array;
    let text: Int16Array;

    beforeAll(async () => {
      analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
      activity = await SileroActivity.load(activityModel() ?? "");
      recogniser = new SphinxRecogniser();
      ana = await FilmedFace.of(clip("signerC_walk.mkv"), analyser);
      stranger = await FilmedFace.of(clip("signerA_brother.mkv"), analyser);
      gallery = [(await FilmedFace.of(clip("signerC_school.mkv"), analyser)).person("ana")];
      sentence = await spoken("rms", "please leave the parcel here");
      text = await spoken(
        "rms",
        Array(6).fill("it was the best of times and it was the worst of times").join(" "),
      );
    });

    afterAll(async () => {
      await recogniser.close();
      await activity.close();
      await analyser.close();
    });

    const come = (visitor: Visitor, seed = 1): Promise<Visit> =>
      visit(visitor, {
        ...{ gallery, activity, recogniser, random: seededRandom(seed) },
        synthesise: (words) => spoken("slt", words),
      });
    /** Says the code, with its own mouth or another one. */
    const talker = (face: FilmedFace, mouth?: Mouth, always?: Mouth): Talker =>
      new Talker(
        face,
        async (code) => {
          const sound = await spoken("slt", code);
          return { sound, mouth: mouth ?? saying(sound) };
        },
        always,
      );

    test("the models find the mouth as far open as it was drawn", async () => {
      const visitor = talker(ana);
      await come(visitor);
      const opened = visitor.mouths.map((one) => one.opened);
      expect(Math.max(...opened)).toBeGreaterThan(0.25);
      const found = visitor.mouths.map((one) => one.found);
      expect(correlation(opened, found)).toBeGreaterThan(0.95);
      const closed = visitor.mouths.filter((one) => one.opened === 0).map((one) => one.found);
      expect(Math.max(...closed)).toBeLessThan(Math.max(...found) / 3);
    });

    test.each([
      ["slt", 1],
      ["rms", 2],
      ["awb", 3],
    ] as const)("opens for whoever says the code (voice %s)", async (voice, seed) => {
      const visitor = new Talker(ana, async (code) => {
        const sound = await spoken(voice, code);
        return { sound, mouth: saying(sound) };
      });
      const { decision, events } = await come(visitor, seed);
      expect(decision).toMatchObject({ outcome: "allowed" });
      const passed = events.find((event) => event.name === "challenge.passed");
      expect(passed).toMatchObject({ person: "ana", attempt: 1 });
    });

    /** The code was understood and the mouth moved: what is denied is that they do not belong together. */
    function expectDiscord({ decision, events }: Visit): void {
      expect(decision).toMatchObject({ outcome: "denied", code: "CHALLENGE_FAILED" });
      const failures = failuresOf(events);
      expect(failures).toHaveLength(2);
      for (const failure of failures) {
        expect(failure.facts["heard"]).toBe(failure.facts["code"]);
        expect(failure.facts["moved"]).toBeGreaterThan(0.1);
        expect(failure.why).toMatch(/^The mouth of ana did not move with what was said: /);
      }
    }

    test("stays shut for a film of the person talking while another voice says the code", async () => {
      const visit = await come(talker(ana, closed, openings(text)));
      expectDiscord(visit);
    });

    test.each([1_200, -700])("stays shut for a film of a sentence that is %d ms late", async (lateMs) => {
      expectDiscord(await come(talker(ana, saying(sentence, lateMs))));
    });

    test("stays shut for a face that does not move its mouth while another voice says the code", async () => {
      const { decision, events } = await come(talker(ana, closed));
      expect(decision).toMatchObject({ outcome: "denied", code: "CHALLENGE_FAILED" });
      expect(failuresOf(events).map(({ why }) => why)).toEqual(
        Array(2).fill(
          "The mouth of ana did not move with what was said: the mouth did not move while the answer was heard.",
        ),
      );
    });

    test("stays shut for whoever says something else", async () => {
      const visitor = new Talker(ana, async () => ({ sound: sentence, mouth: saying(sentence) }));
      const { decision, events } = await come(visitor);
      expect(decision).toMatchObject({ outcome: "denied", code: "CHALLENGE_FAILED" });
      for (const { why } of failuresOf(events)) expect(why).toMatch(/^The code was not said: /);
    });

    test.each([
      ["nobody", /^For a moment it was not clear which face is ana's\.$/],
      ["somebody else", /./],
    ])("stays shut when %s is before the camera during the answer", async (who, why) => {
      const visitor = talker(ana);
      const meanwhile = talker(stranger);
      const isAnswering = (t: number): boolean => t > (visitor.answersFromT ?? Infinity);
      const { decision, events } = await come({
        size: visitor.size,
        asked: (...asked) => visitor.asked(...asked),
        looks: async (t) => {
          if (!isAnswering(t)) return visitor.looks(t);
          return who === "nobody" ? [] : meanwhile.looks(t);
        },
      });
      expect(decision).toMatchObject({ outcome: "denied", code: "CHALLENGE_FAILED" });
      expect(failuresOf(events)).toHaveLength(1);
      expect(failuresOf(events)[0]?.why).toMatch(why);
    });
  },
);

function failuresOf(events: readonly GatehouseEvent[]): EventOf<"challenge.failed">[] {
  return events.filter((event) => event.name === "challenge.failed");
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const products = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, one, i) => sum + (one - mx) * ((y[i] ?? 0) - my), 0);
  return products(a, ma, b, mb) / Math.sqrt(products(a, ma, a, ma) * products(b, mb, b, mb));
}
