import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Manifest, Model } from "../../../src/models/manifest.ts";
import type { ArchiveFetcher, ModelStore } from "../../../src/models/ports.ts";
import { pullModels, type PullProgress } from "../../../src/models/pull.ts";
import { onnxWithWeights } from "../../fakes/onnx-bytes.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const DETECTION = text("detection");
const LANDMARKS = text("landmarks");
const VOICE = text("voice");
const EMBEDDING = onnxWithWeights([1, 1e-20]);
const PATCHED = onnxWithWeights([1, 0]);

function model(task: Model["task"], source: Model["source"], bytes: Uint8Array, ready = bytes): Model {
  const described = { licence: "MIT", provenance: "a test", title: task, output: "", labels: [] };
  return {
    ...{ ...described, task, source, file: `${task}.onnx`, bytes: bytes.length },
    sha256: { fetched: sha256(bytes), ready: sha256(ready) },
    prepare: { step: ready === bytes ? "none" : "zero-tiny-weights" },
    input: { name: "input", shape: [1], preprocessing: "" },
  };
}

const inPackage = (path: string): Model["source"] => ({
  ...{ npm: "faces", version: "1.0.0", integrity: "sha512-x" },
  ...{ path, archiveBytes: 100 },
});

const manifest: Manifest = {
  version: 1,
  models: [
    model("face-detection", inPackage("d"), DETECTION),
    model("face-landmarks", inPackage("l"), LANDMARKS),
    model("face-embedding", inPackage("e"), EMBEDDING, PATCHED),
    model("voice-activity", { url: "https://example.org/voice.onnx" }, VOICE),
  ],
};

/** A store in memory, a source that always has the same, and a record of what was fetched and said. */
function stand(contents: Record<string, Uint8Array> = {}) {
  const files = new Map(Object.entries(contents));
  const store: ModelStore = {
    digest: (file) => {
      const bytes = files.get(file);
      return Promise.resolve(bytes === undefined ? null : sha256(bytes));
    },
    write: (file, bytes) => {
      files.set(file, bytes);
      return Promise.resolve();
    },
  };
  const archive = new Map([
    ["d", DETECTION],
    ["l", LANDMARKS],
    ["e", EMBEDDING],
  ]);
  const fetched: string[] = [];
  const fetcher: ArchiveFetcher = {
    fetch: (wanted, { paths, onBytes }) => {
      fetched.push(wanted.kind === "url" ? wanted.url : `${wanted.name}: ${paths.join(" ")}`);
      onBytes(60);
      onBytes(40);
      if (wanted.kind === "url") return Promise.resolve(new Map([["", VOICE]]));
      return Promise.resolve(new Map([...archive].filter(([path]) => paths.includes(path))));
    },
  };
  const said: PullProgress[] = [];
  const pull = (): Promise<void> =>
    pullModels(manifest, {
      ...{ store, fetcher, signal: new AbortController().signal },
      onProgress: (progress) => said.push(progress),
    });
  return { files, archive, fetched, said, pull };
}

test("everything is fetched, each archive once, and patched where the manifest says so", async () => {
  const { files, fetched, pull } = stand();
  await pull();
  expect(fetched).toEqual(["faces: d l e", "https://example.org/voice.onnx"]);
  expect(files.get("face-detection.onnx")).toEqual(DETECTION);
  expect(files.get("face-embedding.onnx")).toEqual(PATCHED);
  expect(files.get("voice-activity.onnx")).toEqual(VOICE);
});

test("what is there and right is not fetched again; what is wrong is replaced", async () => {
  const { files, fetched, said, pull } = stand({
    "face-detection.onnx": DETECTION,
    "face-landmarks.onnx": text("cut off"),
    "voice-activity.onnx": VOICE,
  });
  await pull();
  expect(fetched).toEqual(["faces: l e"]);
  expect(files.get("face-landmarks.onnx")).toEqual(LANDMARKS);
  const done = said.flatMap((progress) =>
    progress.kind === "done" ? [[progress.model.task, progress.was]] : [],
  );
  expect(Object.fromEntries(done)).toEqual({
    ...{ "face-detection": "ready", "face-landmarks": "wrong" },
    ...{ "face-embedding": "missing", "voice-activity": "ready" },
  });
  await pull();
  expect(fetched).toHaveLength(1);
});

test("progress tells the bytes of each archive", async () => {
  const { said, pull } = stand();
  await pull();
  const bytes = said.flatMap((progress) =>
    progress.kind === "fetching" && progress.archive === "faces@1.0.0" ? [progress.bytes] : [],
  );
  expect(bytes).toEqual([0, 60, 100]);
});

describe("nothing is stored of", () => {
  test("a file with another digest", async () => {
    const { files, archive, pull } = stand();
    archive.set("e", text("something else"));
    await expect(pull()).rejects.toMatchObject({ code: "MODELS_DIGEST_MISMATCH" });
    expect([...files.keys()]).toEqual(["face-detection.onnx", "face-landmarks.onnx"]);
  });
  test("a file that the archive does not have", async () => {
    const { files, archive, pull } = stand();
    archive.delete("d");
    await expect(pull()).rejects.toMatchObject({ code: "MODELS_FILE_ABSENT" });
    expect(files.size).toBe(0);
  });
});
