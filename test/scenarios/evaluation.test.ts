import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyse } from "../../src/app/evaluate/analysis.ts";
import { doorPolicy } from "../../src/app/evaluate/door-policy.ts";
import { evaluateDoor } from "../../src/app/evaluate/door.ts";
import { evaluateFaces } from "../../src/app/evaluate/faces.ts";
import { parsePairs } from "../../src/app/evaluate/pairs.ts";
import { progressOn } from "../../src/app/evaluate/progress.ts";
import { evaluateSpoof } from "../../src/app/evaluate/spoof.ts";
import { openFaceFileParts, type FaceFileParts } from "../../src/app/face-files.ts";
import { GatehouseConfig } from "../../src/config/schema/gatehouse.ts";
import { TextSink } from "../fakes/command-context.ts";
import { developmentData } from "../fakes/development-data.ts";

const data = developmentData();
const at = (...path: string[]): string => join(data ?? "", ...path);
const config = GatehouseConfig.parse({ node: "front" });
const { signal } = new AbortController();
const common = { thresholds: config.vision, progress: progressOn(new TextSink(), "files") };

/** The first pairs of each sort in every fold. */
function firstPairs(text: string, of: { folds: number; each: number; kept: number }): string {
  const [, ...lines] = text.trim().split("\n");
  const kept = lines.filter((_, i) => i % of.each < of.kept);
  return [`${of.folds}\t${of.kept}`, ...kept].join("\n");
}

describe.skipIf(data === null)("measuring (needs the development data)", () => {
  let parts: FaceFileParts;
  let folder: string;
  beforeAll(async () => {
    parts = await openFaceFileParts({}, process.cwd());
    folder = await mkdtemp(join(tmpdir(), "evaluation-"));
  });
  afterAll(async () => {
    await parts.analyser.close();
    await rm(folder, { recursive: true });
  });

  test("a hundred pairs of LFW: nearly all right, every face found", async () => {
    const text = await readFile(at("faces/lfw-a/pairs.txt"), "utf8");
    const list = parsePairs(firstPairs(text, { folds: 5, each: 300, kept: 10 }), "pairs.txt");
    const measuring = await openFaceFileParts({}, process.cwd(), { embedFlawed: true });
    const result = await evaluateFaces({
      ...{ list, directory: at("faces/lfw-a"), analyser: measuring.analyser, signal },
      progress: common.progress,
    });
    await measuring.analyser.close();
    expect(result).toMatchObject({ pairs: 100, undetected: [] });
    expect(result.accuracy.mean).toBeGreaterThanOrEqual(0.96);
    expect(result.impostors).toBeGreaterThan(9_000);
    expect(result.rates["1e-2"]?.tar).toBeGreaterThanOrEqual(0.96);
  }, 60_000);

  test("at the door one signer comes in, the other does not", async () => {
    for (const [from, to] of [
      ["signerA_again", "gallery/anna"],
      ["signerA_yes", "probes/anna"],
      ["signerA_brother", "probes/anna"],
      ["signerC_walk", "probes/_strangers"],
    ] as const) {
      await mkdir(join(folder, to), { recursive: true });
      await cp(at("video/signers", `${from}.mkv`), join(folder, to, `${from}.mkv`));
    }
    const result = await evaluateDoor({
      ...{ gallery: join(folder, "gallery"), probes: join(folder, "probes"), parts, ...common },
      ...{ door: doorPolicy(config), assumeLive: false, show: { fps: 10, seed: 1, signal } },
    });
    expect(result).toMatchObject({
      ...{ genuine: { allowed: 2, total: 2 }, strangers: { allowed: 0, total: 1 } },
      ...{ mistaken: 0, strangersUnknown: 1, familyUnknown: 0 },
    });
    expect(result.decisionMs?.p95).toBeLessThanOrEqual(1500);
  }, 60_000);

  test("pictures of pictures do not pass the liveness check, the living face does", async () => {
    const { live, attack, worst, bpcer } = await evaluateSpoof({
      ...{ live: at("faces/spoof/live"), attack: at("faces/spoof/spoof"), parts, ...common },
      show: { fps: 10, seed: null, signal },
    });
    expect(live).toMatchObject({ passed: 1, total: 1 });
    expect(attack).toMatchObject({ passed: 0, total: 2 });
    expect(bpcer).toBe(0);
    expect(worst).toEqual({ species: ".", apcer: 0, apnrr: 0 });
    expect(attack.vetoedBy).toEqual({ passive: 2 });
    expect(attack.unjudged).toBe(0);
  }, 60_000);

  test("no animal that fires the detector becomes somebody unknown", async () => {
    // These pictures were taken as ones without people, and have some in them.
    const withPeople = /poodle|Kerry_blue|bloodhound/;
    const animals = (await readdir(at("faces/nonface/animal"))).filter((file) => !withPeople.test(file));
    expect(animals.length).toBeGreaterThan(10);
    for (const animal of animals) {
      const said: string[] = [];
      const options = { camera: "door", zones: {}, gallery: [], thresholds: config.vision };
      const found = analyse(at("faces/nonface/animal", animal), parts, {
        ...options,
        show: { fps: 5, seed: 1, signal },
      });
      for await (const { event } of found) said.push(event.name);
      expect(said, animal).not.toContain("face.unknown");
    }
  }, 120_000);
});
