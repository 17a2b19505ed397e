import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OnnxWakeHead } from "../../../src/adapters/onnx/speech-embedding.ts";
import { wakeHeadFile } from "../../../src/models/wake-head-file.ts";
import { freshNetwork, logitsOf } from "../../../src/perception/voice/wake/training/network.ts";
import { gaussian, seeded } from "../../../src/perception/voice/wake/training/random.ts";
import { PLAIN_PRODUCT } from "../../fakes/plain-matrix-product.ts";

const SIZE = 16 * 96;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wake-head-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a written head gives the logistic function of its networks' mean logit, less the offset", async () => {
  const random = seeded(2);
  const statistics = {
    mean: Float32Array.from({ length: SIZE }, () => gaussian(random)),
    deviation: Float32Array.from({ length: SIZE }, () => 1 + random()),
  };
  const networks = [freshNetwork(statistics, 4, random), freshNetwork(statistics, 4, random)];
  const path = join(folder, "head.onnx");
  await writeFile(path, wakeHeadFile(networks, { embeddings: [16, 96], offset: 0.3 }));
  const head = await OnnxWakeHead.load(path);
  const features = Float32Array.from({ length: SIZE }, () => 3 * gaussian(random));
  const logits = await Promise.all(
    networks.map(async (network) => (await logitsOf(network, [features], PLAIN_PRODUCT))[0] as number),
  );
  const mean = ((logits[0] as number) + (logits[1] as number)) / 2;
  expect(await head.score(features)).toBeCloseTo(1 / (1 + Math.exp(-(mean - 0.3))), 4);
  await head.close();
});

test("a file that is no head is refused, and named", async () => {
  const path = join(folder, "broken.onnx");
  await writeFile(path, "not a model");
  await expect(OnnxWakeHead.load(path)).rejects.toMatchObject({ code: "WAKE_MODEL", kind: "missing" });
});
