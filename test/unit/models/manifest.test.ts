import { expect, test } from "vitest";
import { readManifest } from "../../../src/adapters/model-files/manifest-file.ts";
import { isOptional, ModelTask, parseManifest } from "../../../src/models/manifest.ts";

test("the package's manifest names a model for every task", async () => {
  const { models } = await readManifest();
  const always = models.filter((model) => !isOptional(model));
  expect(always.map(({ task }) => task).sort()).toEqual([...ModelTask.options].sort());
});

test("a model that is prepared has two digests, any other one", async () => {
  for (const { prepare, sha256 } of (await readManifest()).models) {
    expect(sha256.fetched === sha256.ready).toBe(prepare.step === "none");
  }
});

test("models of one archive agree on its integrity", async () => {
  const integrities = new Map<string, string>();
  for (const { source } of (await readManifest()).models) {
    if ("url" in source) continue;
    const archive = `${source.npm}@${source.version}`;
    expect(integrities.get(archive) ?? source.integrity).toBe(source.integrity);
    integrities.set(archive, source.integrity);
  }
});

test("a manifest is refused with the place of what is wrong", async () => {
  const [model] = (await readManifest()).models;
  const refused = (models: unknown[]) => () => parseManifest({ version: 1, models }, "mine.yaml");
  expect(refused([{ ...model, file: "../up.onnx" }])).toThrow(/mine\.yaml.*file/s);
  expect(refused([{ ...model, source: { url: "file:///etc/passwd" } }])).toThrow(/source/);
  expect(refused([{ ...model, sha256: { fetched: "abc", ready: "abc" } }])).toThrow(/sha256/);
  expect(refused([{ ...model, prepare: { step: "shrink" } }])).toThrow(/prepare/);
  const rewritten = {
    step: "tfjs-to-onnx",
    weights: [{ path: "w", sha256: "0".repeat(64) }],
    outputs: {},
    channels: {},
  };
  const alone = { ...model, source: { url: "https://example.org/model.json" }, prepare: rewritten };
  expect(refused([alone])).toThrow(/made of several files/);
  expect(refused([model, model])).toThrow(/two models have the task face-detection/);
  expect(refused([])).toThrow(expect.objectContaining({ code: "MODELS_MANIFEST_INVALID", kind: "usage" }));
});

test("a wake word that forbids uses says which licence has to be accepted", async () => {
  const { models } = await readManifest();
  const wakeWords = models.filter(isOptional);
  expect(wakeWords.length).toBeGreaterThan(0);
  for (const { licence, accept } of wakeWords) {
    expect(licence).toContain("NC");
    expect(accept).toBe("CC-BY-NC-SA-4.0");
  }
});
