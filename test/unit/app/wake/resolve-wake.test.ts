import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { resolveWake } from "../../../../src/app/wake/resolve-wake.ts";

const CARD = {
  ...{ phrase: "view glass", threshold: 0.4, licence: "yours" },
  made: {
    ...{ command: "gatehouse wake train", seed: 1, voices: [], synthesisedClips: 1, ownRecordings: 0 },
    ...{ nearMisses: 1, backgroundHours: 1, background: [] },
  },
  heldBack: {
    ...{ voices: [], clips: 1, recall: 1, backgroundHours: 1, falseAccepts: 0, upperBound95PerHour: 3 },
  },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolve-wake-"));
  vi.stubEnv("GATEHOUSE_MODELS", join(folder, "fetched"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const wish = (wakePhrase: string | null, wakeModel: string | null) => ({
  ...{ wakePhrase, wakeModel, directory: folder },
});

test("without a model the phrase gets the head that comes with Gatehouse, if there is one", async () => {
  await writeFile(join(folder, "view-glass.onnx"), "");
  await writeFile(join(folder, "view-glass.json"), JSON.stringify(CARD));
  expect(await resolveWake(wish("view glass", null), folder)).toEqual({
    phrase: "view glass",
    head: { path: join(folder, "view-glass.onnx"), threshold: 0.4 },
  });
  expect(await resolveWake(wish("another phrase", null), folder)).toEqual({
    phrase: "another phrase",
    head: null,
  });
  expect(await resolveWake(wish(null, null), folder)).toEqual({ phrase: null, head: null });
});

test("a file beside the configuration says by its card what it listens for", async () => {
  await writeFile(join(folder, "mine.onnx"), "");
  await writeFile(join(folder, "mine.json"), JSON.stringify(CARD));
  const head = { path: join(folder, "mine.onnx"), threshold: 0.4 };
  expect(await resolveWake(wish(null, "mine.onnx"))).toEqual({ phrase: "view glass", head });
  await expect(resolveWake(wish("hey house", "mine.onnx"))).rejects.toMatchObject({
    code: "WAKE_PHRASE_UNKNOWN",
    message: expect.stringContaining("view glass") as unknown,
  });
});

test("a file without a card needs the phrase in the configuration", async () => {
  await writeFile(join(folder, "other.onnx"), "");
  await expect(resolveWake(wish(null, "other.onnx"))).rejects.toMatchObject({ kind: "usage" });
  expect(await resolveWake(wish("hey house", "other.onnx"))).toMatchObject({
    phrase: "hey house",
    head: { threshold: 0.5 },
  });
});

test("a file that is not there, and a wake word that was not fetched, name the command to run", async () => {
  await expect(resolveWake(wish(null, "nowhere.onnx"))).rejects.toMatchObject({
    code: "WAKE_MODEL_MISSING",
    message: expect.stringContaining("gatehouse wake train") as unknown,
  });
  await expect(resolveWake(wish(null, "hey_jarvis"))).rejects.toMatchObject({
    code: "WAKE_MODEL_MISSING",
    message: expect.stringContaining(
      "gatehouse models pull --wake hey_jarvis --accept-licence CC-BY-NC-SA-4.0",
    ) as unknown,
  });
});

test("a damaged card is told", async () => {
  await writeFile(join(folder, "mine.onnx"), "");
  await writeFile(join(folder, "mine.json"), "{}");
  await expect(resolveWake(wish(null, "mine.onnx"))).rejects.toMatchObject({ code: "WAKE_CARD" });
});
