import { expect, test } from "vitest";
import { logitsOf } from "../../../../../src/perception/voice/wake/training/network.ts";
import { gaussian, seeded } from "../../../../../src/perception/voice/wake/training/random.ts";
import {
  statisticsOf,
  trainNetwork,
  type TrainingSet,
} from "../../../../../src/perception/voice/wake/training/train.ts";
import { PLAIN_PRODUCT } from "../../../../fakes/plain-matrix-product.ts";

const SIZE = 8;
const random = seeded(5);
const cloud = (count: number, centre: readonly number[]): Float32Array[] =>
  Array.from({ length: count }, () => Float32Array.from(centre, (value) => value + 0.4 * gaussian(random)));
const at = (...values: number[]): number[] => Array.from({ length: SIZE }, (_, i) => values[i] ?? 0);

/** The phrase has both marks; what has only one of them is a near miss. */
const SET: TrainingSet = {
  positives: cloud(300, at(2, 2)),
  negatives: [
    { windows: cloud(300, at(0, 0)), perBatch: 20 },
    { windows: [...cloud(150, at(2, 0)), ...cloud(150, at(0, 2))], perBatch: 20 },
  ],
};

function train(set: TrainingSet, seed: number, signal = new AbortController().signal) {
  const own = seeded(seed);
  return trainNetwork(set, statisticsOf(set, own), {
    ...{ product: PLAIN_PRODUCT, random: own, signal, steps: 300 },
    onProgress: () => undefined,
  });
}

test("a network learns what has both marks, and that one of them is not enough", async () => {
  const network = await train(SET, 1);
  const share = async (rows: readonly Float32Array[]): Promise<number> =>
    (await logitsOf(network, rows, PLAIN_PRODUCT)).filter((logit) => logit > 0).length / rows.length;
  expect(await share(cloud(200, at(2, 2)))).toBeGreaterThan(0.9);
  expect(await share(cloud(200, at(2, 0)))).toBeLessThan(0.05);
  expect(await share(cloud(200, at(0, 2)))).toBeLessThan(0.05);
  expect(await share(cloud(200, at(0, 0)))).toBeLessThan(0.02);
});

test("the same seed gives the same network", async () => {
  const [one, same, other] = await Promise.all([train(SET, 1), train(SET, 1), train(SET, 2)]);
  expect(same.hidden.weights.values).toEqual(one.hidden.weights.values);
  expect(other.hidden.weights.values).not.toEqual(one.hidden.weights.values);
});

test("training can be ended", async () => {
  await expect(train(SET, 1, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});
