import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { transducerFiles } from "../../../../src/adapters/sherpa/sherpa-package.ts";
import { SherpaTranscriber } from "../../../../src/adapters/sherpa/sherpa-transcriber.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const put = (...names: string[]): void => names.forEach((name) => writeFileSync(join(folder, name), ""));

it("finds the files of a streaming transducer, the smaller ones first", async () => {
  put(
    "encoder-epoch-99.onnx",
    "encoder-epoch-99.int8.onnx",
    "decoder-epoch-99.onnx",
    "joiner.onnx",
    "tokens.txt",
  );
  expect(await transducerFiles(folder)).toEqual({
    encoder: join(folder, "encoder-epoch-99.int8.onnx"),
    decoder: join(folder, "decoder-epoch-99.onnx"),
    joiner: join(folder, "joiner.onnx"),
    tokens: join(folder, "tokens.txt"),
  });
});

it("says which files are missing, or that there is no such folder", async () => {
  put("encoder.onnx", "decoder.onnx", "bpe.model");
  await expect(SherpaTranscriber.load(folder)).rejects.toMatchObject({
    code: "SHERPA_MODEL",
    kind: "missing",
    message: expect.stringContaining("it lacks joiner, tokens") as string,
  });
  await expect(SherpaTranscriber.load(join(folder, "none"))).rejects.toMatchObject({ code: "SHERPA_MODEL" });
});

it("says what to install where the package is not there", async () => {
  put("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt");
  await expect(SherpaTranscriber.load(folder)).rejects.toMatchObject({
    code: "SHERPA_PACKAGE",
    kind: "missing",
    message: expect.stringContaining("npm install sherpa-onnx-node") as string,
  });
});
