import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { modelsDirectory, readManifest } from "../../../../src/adapters/model-files/manifest-file.ts";
import { modelDirectory } from "../../../../src/adapters/model-files/model-directory.ts";
import { resolveModels } from "../../../../src/adapters/model-files/resolve-models.ts";
import { ModelTask } from "../../../../src/models/manifest.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "models-"))));
afterEach(() => rm(folder, { recursive: true }));

test("a file is written whole, into a folder that is made for it, and leaves nothing beside it", async () => {
  const directory = join(folder, "deep", "down");
  const store = modelDirectory(directory);
  expect(await store.digest("a.onnx")).toBeNull();
  await store.write("a.onnx", new TextEncoder().encode("abc"));
  await store.write("a.onnx", new TextEncoder().encode("abcd"));
  expect(await readFile(join(directory, "a.onnx"), "utf8")).toBe("abcd");
  expect(await readdir(directory)).toEqual(["a.onnx"]);
  expect(await store.digest("a.onnx")).toBe(
    "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589",
  );
});

test("models that are not there are all named, with the command to run", async () => {
  const resolving = resolveModels(folder, { "face-liveness": "/nowhere/mine.onnx" });
  await expect(resolving).rejects.toMatchObject({ code: "MODELS_MISSING", kind: "missing" });
  const message = await resolving.catch(String);
  for (const task of ModelTask.options) expect(message).toContain(task);
  expect(message).toContain(`gatehouse models pull --directory ${folder}`);
  expect(message).toContain("/nowhere/mine.onnx");
});

test("a fetched file that is not the one of the manifest is not used", async () => {
  await writeFile(join(folder, "face-detection.onnx"), "cut off");
  await expect(resolveModels(folder)).rejects.toThrow(/face-detection\.onnx, is not the file/);
});

test("a file of the user's own takes the place of any model, relative to the configuration", async () => {
  await writeFile(join(folder, "mine.onnx"), "mine");
  const own = Object.fromEntries(ModelTask.options.map((task) => [task, "mine.onnx"]));
  const paths = await resolveModels(join(folder, "empty"), own, folder);
  expect(new Set(Object.values(paths))).toEqual(new Set([join(folder, "mine.onnx")]));
});

test("a task that does not exist is refused by name", async () => {
  await expect(resolveModels(folder, { "face-embeding": "x" })).rejects.toMatchObject({
    ...{ code: "MODELS_TASK_UNKNOWN", kind: "usage" },
  });
});

test("the folder is the one named, else the environment's, else the package's", () => {
  const before = process.env.GATEHOUSE_MODELS;
  try {
    process.env.GATEHOUSE_MODELS = "/from/environment";
    expect(modelsDirectory("/named")).toBe("/named");
    expect(modelsDirectory()).toBe("/from/environment");
    delete process.env.GATEHOUSE_MODELS;
    expect(modelsDirectory()).toMatch(/\/models\/fetched$/);
  } finally {
    if (before === undefined) delete process.env.GATEHOUSE_MODELS;
    else process.env.GATEHOUSE_MODELS = before;
  }
});

test("a manifest that cannot be read is refused with its path", async () => {
  await expect(readManifest(join(folder, "none.yaml"))).rejects.toThrow(/none\.yaml/);
  await writeFile(join(folder, "bad.yaml"), "models: [");
  await expect(readManifest(join(folder, "bad.yaml"))).rejects.toMatchObject({
    code: "MODELS_MANIFEST_INVALID",
  });
});
