import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { doorPolicy } from "../../../../src/app/evaluate/door-policy.ts";
import { impostorsText } from "../../../../src/app/evaluate/impostors-report.ts";
import { evaluateImpostors, type ImpostorsResult } from "../../../../src/app/evaluate/impostors.ts";
import { progressOn } from "../../../../src/app/evaluate/progress.ts";
import { parseSamePerson } from "../../../../src/app/evaluate/same-person.ts";
import { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import { TextSink } from "../../../fakes/command-context.ts";
import { aLook, axis } from "../../../fakes/face-looks.ts";
import { FakeAnalyser } from "../../../fakes/fake-analyser.ts";

const config = GatehouseConfig.parse({ node: "front" });
/** Enough people who have nothing in common for a household and somebody before its door. */
const SHADES = { ana: 0, ben: 1, cid: 2, dov: 3, eva: 4, fay: 5, gil: 6 } as const;
type Shade = number | "nobody";

/** Sees a face in every photo that is not grey; who it is tells how much green there is by red. */
function shadeEyes(): FakeAnalyser {
  return new FakeAnalyser(({ data, width, height }) => {
    const sums = [0, 0, 0];
    data.forEach((value, i) => (sums[i % 3] = (sums[i % 3] ?? 0) + value));
    const [red = 1, green = 0, blue = 0] = sums;
    if (Math.abs(red - blue) < 0.1 * red) return [];
    const box = { x: width / 2 - 25, y: height / 2 - 30, width: 50, height: 60 };
    return [aLook({ box, embedding: axis(Math.round((green / red) * 8)), live: 0 })];
  });
}

describe("eval impostors", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "impostors-"))));
  afterEach(() => rm(folder, { recursive: true }));

  async function photograph(people: Readonly<Record<string, Shade | readonly Shade[]>>): Promise<void> {
    for (const [name, shades] of Object.entries(people)) {
      await mkdir(join(folder, name));
      for (const [i, shade] of [shades].flat().entries()) {
        const background = shade === "nobody" ? { r: 128, g: 128, b: 128 } : { r: 160, g: 20 * shade, b: 0 };
        const create = { width: 120, height: 120, channels: 3, background } as const;
        await sharp({ create })
          .png()
          .toFile(join(folder, name, `${i}.png`));
      }
    }
  }

  function evaluate(list = "", photosEach = 1): Promise<ImpostorsResult> {
    return evaluateImpostors({
      ...{
        images: folder,
        trials: 140,
        looks: 6,
        photosEach,
        seed: 1,
        analysers: [shadeEyes(), shadeEyes()],
      },
      ...{ door: doorPolicy(config), thresholds: config.vision, signal: new AbortController().signal },
      samePerson: (known) => parseSamePerson(list, { path: "names.txt", known }),
      progress: progressOn(new TextSink(), "done"),
    });
  }

  test("people who have nothing in common stay outside, and come in at their own door", async () => {
    await photograph({ ...SHADES, ana: [0, 0], ben: [1, 2] });
    const result = await evaluate();
    expect(result).toMatchObject({
      ...{ people: 7, enrollable: 7, impostors: { allowed: 0, total: 140 }, calledUnknown: 140, letIn: [] },
      ...{ everyPair: { total: 42, withinReach: 0, allowed: 0, letIn: [] } },
      genuine: { allowed: 1, total: 2 },
    });
    expect(result.atMost).toBeCloseTo(3 / 140);
  });

  test("who is let in is named, with whom they were taken for", async () => {
    await photograph({ ...SHADES, twin: 0 });
    const result = await evaluate();
    expect(result.impostors.allowed).toBeGreaterThan(5);
    expect(result.letIn).toHaveLength(Math.min(50, result.impostors.allowed));
    for (const { person, takenFor, similarity } of result.letIn) {
      expect([person, takenFor].toSorted()).toEqual(["ana", "twin"]);
      expect(similarity).toBeCloseTo(1);
    }
    expect(result.everyPair).toMatchObject({ total: 56, withinReach: 2, allowed: 2 });
    expect(result.redrawn).toBeGreaterThan(0);
    const text = impostorsText(result);
    expect(text).toContain("2 of 56 pairs are within reach of each other; of these 2 were let in");
    expect(text).toContain("  twin was taken for ana (1.000)");
  });

  test("who is said to be one person under two names is no impostor to themselves", async () => {
    await photograph({ ...SHADES, twin: 0 });
    const result = await evaluate("ana = twin");
    expect(result).toMatchObject({
      ...{ impostors: { allowed: 0, total: 140 }, letIn: [], redrawn: 0, samePerson: 1 },
      everyPair: { total: 54, withinReach: 0 },
    });
    expect(impostorsText(result)).toContain("same person 1 people under several names");
  });

  test("people are enrolled from several photos if they show one person, and come with another one", async () => {
    await photograph({ ...SHADES, ana: [0, 0, 0], ben: [1, 1], cid: [2, 6, 2], hal: 7 });
    const result = await evaluate("", 2);
    expect(result).toMatchObject({ people: 8, enrollable: 7, genuine: { allowed: 1, total: 1 } });
    expect(impostorsText(result)).toContain("at doors of 5 others of 7, enrolled from up to 2 photos");
  });

  test("visits without enough good looks are no visits that were kept out", async () => {
    await photograph({ ...SHADES, away: "nobody", back: ["nobody", 0] });
    const result = await evaluate();
    expect(result).toMatchObject({ people: 7, withoutGoodLooks: 2, genuine: { total: 0 } });
    expect(result.calledUnknown).toBe(140);
  });

  test("too few people for a household and a visitor are refused", async () => {
    await photograph({ ana: 0, ben: 1, cid: 2, dov: 3, eva: 4, away: "nobody" });
    await expect(evaluate()).rejects.toMatchObject({ code: "EVAL_FOLDER_EMPTY", kind: "missing" });
  });
});
