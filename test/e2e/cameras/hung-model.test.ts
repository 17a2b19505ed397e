import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { FromCamera } from "../../../src/app/protocol.ts";
import { compiledUrl } from "../../../src/runtime/compiled-url.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { endlessModel } from "../../fakes/endless-model.ts";
import { eventually } from "../../fakes/eventually.ts";
import { complaints, makeVideo, temporaryFolder } from "../../fakes/test-video.ts";

const ENTRY = fileURLToPath(compiledUrl(import.meta.url.replace("/test/", "/src/"), "app/camera-process"));
const WITHIN = { withinMs: 20_000 };
/** systemd waits ten seconds for the whole service (`TimeoutStopSec`), in which microphones and then cameras end. */
const ENDS_WITHIN_MS = 4_000;
const noModels = Object.values(faceModels()).some((path) => !existsSync(path));

let folder: string;
let film: string;
let camera: ChildProcess;
let messages: FromCamera[];

beforeAll(async () => {
  folder = await temporaryFolder();
  film = await makeVideo(join(folder, "film.mp4"), { seconds: 6 });
  await writeFile(join(folder, "endless.onnx"), endlessModel([1, 3, 240, 320]));
});
afterEach(() => camera.kill("SIGKILL"));
afterAll(() => rm(folder, { recursive: true }));

/** A camera whose detector hangs at the first frame, while a clip is recorded to `path`. */
async function startHung(path: string): Promise<void> {
  camera = fork(ENTRY, ["porch", "0"], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  messages = [];
  camera.on("message", (message) => messages.push(FromCamera.parse(message)));
  const models = { ...faceModels(), "face-detection": join(folder, "endless.onnx") };
  camera.send(cameraSetup(film, { models }));
  // The first frame reaches the models as soon as they are loaded; given up after five seconds, it hangs all the more.
  await eventually(() => messages.some((one) => one.type === "health" && !one.ok), {
    ...WITHIN,
    what: "the hang",
  });
  const fromT = new SystemClock().now().t - 1_000;
  camera.send({ type: "record", clip: "c", path, reason: "a test", fromT });
  await eventually(() => messages.some(({ type }) => type === "clip-started"), {
    ...WITHIN,
    what: "the clip",
  });
}

async function endMs(ask: () => void): Promise<number> {
  const beganMs = performance.now();
  const gone = once(camera, "exit");
  ask();
  await gone;
  return performance.now() - beganMs;
}

describe.skipIf(noModels)("a camera whose model hangs inside ONNX Runtime (needs the face models)", () => {
  test("ends in time when it is asked to, with its clip closed", async () => {
    const path = join(folder, "asked.mp4");
    await startHung(path);
    expect(await endMs(() => camera.send({ type: "stop" }))).toBeLessThan(ENDS_WITHIN_MS);
    expect(messages.map(({ type }) => type)).toContain("clip-finished");
    expect(await complaints(path)).toBe("");
  }, 60_000);

  test("does not outlive the brain", async () => {
    const path = join(folder, "orphaned.mp4");
    await startHung(path);
    expect(await endMs(() => camera.disconnect())).toBeLessThan(ENDS_WITHIN_MS);
    expect(await complaints(path)).toBe("");
  }, 60_000);
});
