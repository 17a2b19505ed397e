import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { SphinxRecogniser } from "../../src/adapters/pocketsphinx/recogniser.ts";
import { SileroActivity } from "../../src/adapters/silero/silero-activity.ts";
import { seededRandom } from "../../src/app/evaluate/sway.ts";
import type { EventOf } from "../../src/events/catalogue.ts";
import type { FaceLook } from "../../src/perception/vision/face-look.ts";
import { developmentData } from "../fakes/development-data.ts";
import { FilmedFace } from "../fakes/filmed-face.ts";
import { visit, type Visit, type Visitor } from "../fakes/say-code-house.ts";
import type { Soundtrack } from "../fakes/soundtrack.ts";
import { openingsOf } from "../fakes/talking-mouth.mjs";
import { activityModel, canRecognise, installed, spoken } from "../fakes/voice-tools.ts";

const data = developmentData();
const ready = data !== null && installed("flite") && canRecognise();
const WIDE = 0.3;

interface Answer { readonly sound: Int16Array; readonly mouth: (ms: number) => number }

class Talker implements Visitor {
  readonly said: { fromT: number; mouth: (ms: number) => number }[] = [];
  readonly openings: { t: number; asked: number; seen: number }[] = [];
  constructor(readonly face: FilmedFace, readonly answer: (code: string) => Promise<Answer>, readonly leadMs = 80) {}
  get size() { return this.face.size; }
  async looks(t: number): Promise<readonly FaceLook[]> {
    const asked = Math.max(0, ...this.said.map(({ fromT, mouth }) => mouth(t - fromT)));
    const looks = await this.face.looks(t, asked);
    this.openings.push({ t, asked, seen: looks[0]?.mouthOpening ?? NaN });
    return looks;
  }
  async asked(code: string, overT: number, room: Soundtrack) {
    const { sound, mouth } = await this.answer(code);
    room.add(sound, overT + 900);
    this.said.push({ fromT: overT + 900 - this.leadMs, mouth });
  }
}

describe.skipIf(!ready)("say-code", () => {
  let family: FilmedFace, own: FilmedFace;
  let activity: SileroActivity; const recogniser = new SphinxRecogniser();
  let close: () => Promise<void>;
  beforeAll(async () => {
    const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
    close = () => analyser.close();
    family = await FilmedFace.of(join(data ?? "", "video/signers/signerA_yes.mkv"), analyser);
    own = await FilmedFace.of(join(data ?? "", "video/signers/signerA_brother.mkv"), analyser);
    activity = await SileroActivity.load(activityModel() ?? "");
  }, 120_000);
  afterAll(async () => { await close(); await activity.close(); await recogniser.close(); });

  const come = (visitor: Visitor, seed = 1): Promise<Visit> =>
    visit(visitor, { gallery: [family.person("ana")], activity, recogniser, random: seededRandom(seed), synthesise: (text) => spoken("slt", text) });
  const whys = ({ events }: Visit) => events.filter((e): e is EventOf<"challenge.failed"> => e.name === "challenge.failed").map(({ why, facts }) => [why, facts]);

  test.each(["slt", "rms", "awb"] as const)("own %s", async (voice) => {
    for (const seed of [1,2,3]) {
    const begun = performance.now();
    const talker = new Talker(own, async (code) => { const sound = await spoken(voice, code); return { sound, mouth: openingsOf(sound, WIDE) }; });
    const result = await come(talker, seed);
    console.log(voice, seed, result.decision?.outcome, result.looked, Math.round(performance.now() - begun), JSON.stringify(whys(result)), JSON.stringify(result.events.filter((e) => e.name === "challenge.passed").map((e) => e.facts)));
    }
  }, 200_000);
  test("replay", async () => {
    for (const [seed, text] of ["good morning my dear", "what a lovely day it is", "please leave the parcel here", "I forgot my keys"].entries()) {
    const other = await spoken("rms", text);
    const talker = new Talker(own, async (code) => ({ sound: await spoken("slt", code), mouth: openingsOf(other, WIDE) }));
    const result = await come(talker, seed + 1);
    console.log(text, result.decision?.outcome, result.looked, JSON.stringify(whys(result)), JSON.stringify(result.events.filter((e) => e.name === "challenge.passed").map((e) => e.facts)));
    }
  }, 200_000);
});
