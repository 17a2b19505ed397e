import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { startBadLink, type BadLink } from "../../fakes/bad-link.ts";
import { startCameraProcess, type CameraBrain } from "../../fakes/camera-brain.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import { bounded, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { startRtspCamera, type RtspCamera } from "../../fakes/rtsp-camera.ts";
import { complaints, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

const CUTS = bounded(1, 10);
const CUT_MS = 10_000;
const BETWEEN_MS = bounded(4_000, 20_000);
/** A stream that is silent is given up after 5 s; then it is tried anew, and the picture begins with a key frame. */
const BACK_WITHIN_MS = 12_000;
const MOST_GROWTH_MB = 25;

const clock = new SystemClock();
let folder: string;
let camera: RtspCamera;
let link: BadLink;
let brain: CameraBrain;

beforeEach(async () => {
  folder = await temporaryFolder();
  const port = await freePort();
  camera = await startRtspCamera(port);
  link = await startBadLink(port, { jitterMs: 200, loss: 0.05, retransmitMs: 250 });
  const source = `rtsp://127.0.0.1:${link.port}/live`;
  brain = startCameraProcess(cameraSetup(source, { models: faceModels("/nonexistent/"), loop: false }));
});
afterEach(async () => {
  await brain.sensor.stop();
  await link.stop();
  await camera.kill();
  await rm(folder, { recursive: true });
});

async function memoryMb(): Promise<number> {
  const status = await readFile(`/proc/${brain.sensor.pid()}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? Number.NaN) / 1024;
}

const frames = (): number => brain.of("heartbeat").at(-1)?.counters.frames ?? 0;

async function moreFrames(withinMs: number): Promise<void> {
  const before = frames();
  await eventually(() => frames() > before + 10, { withinMs, what: "more pictures" });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test(
  "5 % loss, 200 ms jitter and cuts of 10 s: the camera comes back, the clip goes on and says where it has gaps, the memory is flat",
  async () => {
    await moreFrames(20_000);
    const path = join(folder, "clip.mp4");
    const fromT = clock.now().t;
    brain.sensor.send({ type: "record", clip: "c", path, reason: "a test", fromT });
    brain.sensor.send({ type: "record-until", clip: "c", untilT: fromT + 3_600_000 });
    await wait(BETWEEN_MS);
    const memory = [await memoryMb()];
    const cutT: number[] = [];
    for (let cut = 0; cut < CUTS; cut += 1) {
      cutT.push(clock.now().t);
      link.cut(cut % 2 === 0 ? "silent" : "broken");
      await wait(CUT_MS);
      link.mend();
      await moreFrames(BACK_WITHIN_MS);
      await wait(BETWEEN_MS);
      memory.push(await memoryMb());
    }
    const endT = clock.now().t;
    brain.sensor.send({ type: "record-until", clip: "c", untilT: endT });
    const { truth, startT, seconds } = await eventually(() => brain.of("clip-finished")[0], {
      withinMs: 15_000,
      what: "the clip",
    });

    const long = truth.gaps.filter(({ lastsMs }) => lastsMs > CUT_MS / 2);
    expect(long).toHaveLength(CUTS);
    for (const [index, gap] of long.entries()) {
      expect(gap.lastsMs).toBeGreaterThan(CUT_MS - 1_500);
      expect(gap.lastsMs).toBeLessThan(CUT_MS + BACK_WITHIN_MS);
      expect(Math.abs(startT + gap.atMs - (cutT[index] ?? 0))).toBeLessThan(1_500);
    }
    expect(truth.dropped).toBe(0);
    expect(await complaints(path)).toBe("");
    // The clip's own time is real time, gaps and all.
    expect(Math.abs(startT + seconds * 1000 - endT)).toBeLessThan(2_000);
    expect(Math.abs(truth.clockOffMs)).toBeLessThan(1_000);
    const pictures = await packetsOf(path);
    const holes = pictures.slice(1).map(({ seconds: at }, i) => at - pictures[i]!.seconds);
    expect(holes.filter((hole) => hole > CUT_MS / 2000)).toHaveLength(CUTS);
    const growthMb = Math.max(...memory) - (memory[0] ?? 0);
    expect(growthMb).toBeLessThan(MOST_GROWTH_MB);
    tellVerified(
      `a link with 5 % loss and 200 ms jitter, cut ${CUTS} times for 10 s: each gap is in the clip ` +
        `(${long.map(({ lastsMs }) => (lastsMs / 1000).toFixed(1)).join(", ")} s), memory grew by ${growthMb.toFixed(0)} MB`,
    );
  },
  LONG_TIMEOUT_MS + 30_000,
);
