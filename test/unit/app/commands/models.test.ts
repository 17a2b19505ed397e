import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { registerModels } from "../../../../src/app/commands/models.ts";
import { TextSink } from "../../../fakes/command-context.ts";

let folder: string;
let server: Server;
let requests: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-command-"));
  requests = 0;
  server = createServer((_, response) => {
    requests += 1;
    response.end("VOICE");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("npm_config_cache", join(folder, "cache"));
  const sha256 = createHash("sha256").update("VOICE").digest("hex");
  const model = {
    ...{
      task: "voice-activity",
      file: "voice.onnx",
      title: "A voice model",
      bytes: 5,
      prepare: { step: "none" },
    },
    source: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/voice.onnx` },
    sha256: { fetched: sha256, ready: sha256 },
    ...{ licence: "MIT", provenance: "a test", output: "one", labels: [] },
    input: { name: "input", shape: [1], preprocessing: "none" },
  };
  const wake = {
    ...{ ...model, task: "wake:hey_you", file: "wake-hey-you.onnx", licence: "CC BY-NC-SA 4.0" },
    accept: "CC-BY-NC-SA-4.0",
  };
  await writeFile(join(folder, "manifest.yaml"), stringify({ version: 1, models: [model, wake] }));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** Runs `gatehouse models …` on the folder. */
async function models(verb: string, ...more: string[]): Promise<{ out: TextSink; err: TextSink }> {
  const out = new TextSink();
  const err = new TextSink();
  const program = new Command().exitOverride();
  registerModels(program, { out, err, signal: new AbortController().signal });
  const where = ["--directory", join(folder, "models"), "--manifest", join(folder, "manifest.yaml")];
  await program.parseAsync(["models", verb, ...where, ...more], { from: "user" });
  return { out, err };
}

test("pull fetches once, verify agrees, and a changed file is noticed and replaced", async () => {
  const first = await models("pull");
  expect(first.out.text).toBe("voice-activity: fetched (0.0 MB)\n");
  expect(first.err.text).toMatch(/^fetching http:.*voice\.onnx/);
  expect((await models("pull", "--json")).out.json()).toMatchObject([
    { task: "voice-activity", was: "ready" },
  ]);
  expect(requests).toBe(1);
  expect((await models("verify")).out.text).toBe("voice-activity: ready\n");

  await writeFile(join(folder, "models", "voice.onnx"), "OTHER");
  await expect(models("verify")).rejects.toMatchObject({ code: "MODELS_NOT_READY", kind: "refused" });
  expect((await models("pull")).out.text).toMatch(/replaced/);
  expect(await readFile(join(folder, "models", "voice.onnx"), "utf8")).toBe("VOICE");
});

test("list says what each model is, where it comes from, and whether it is there", async () => {
  expect((await models("list")).out.text).toMatch(
    /voice-activity {2}missing\n.*A voice model.*\n.*http.*\n.*MIT/,
  );
  expect((await models("list", "--json")).out.json()).toMatchObject([
    { task: "voice-activity", state: "missing", licence: "MIT", provenance: "a test" },
    { task: "wake:hey_you", state: "missing", licence: "CC BY-NC-SA 4.0" },
  ]);
});

test("a wake word is fetched only when it is asked for and its licence is accepted", async () => {
  await models("pull");
  await expect(readFile(join(folder, "models", "wake-hey-you.onnx"))).rejects.toThrow("ENOENT");
  await expect(models("pull", "--wake", "hey_you")).rejects.toMatchObject({
    code: "MODELS_LICENCE",
    message: expect.stringContaining("CC BY-NC-SA 4.0") as unknown,
  });
  await expect(readFile(join(folder, "models", "wake-hey-you.onnx"))).rejects.toThrow("ENOENT");
  await models("pull", "--wake", "hey_you", "--accept-licence", "CC-BY-NC-SA-4.0");
  expect(await readFile(join(folder, "models", "wake-hey-you.onnx"), "utf8")).toBe("VOICE");
});

test("a wake word that there is not is refused with those that there are", async () => {
  await expect(models("pull", "--wake", "hey_me")).rejects.toMatchObject({
    code: "MODELS_WAKE_UNKNOWN",
    message: expect.stringContaining("hey_you") as unknown,
  });
});

test("a wake word that was not fetched is nothing wrong", async () => {
  await models("pull");
  expect((await models("verify")).out.text).toBe("voice-activity: ready\n");
});
