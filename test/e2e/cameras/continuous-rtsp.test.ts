import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { joinFilms } from "../../../src/adapters/libav/join-films.ts";
import { segmentStart } from "../../../src/app/continuous/segment-name.ts";
import { startCameraProcess, type CameraBrain } from "../../fakes/camera-brain.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import { startRtspCamera, type RtspCamera } from "../../fakes/rtsp-camera.ts";
import { complaints, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

const WITHIN = { withinMs: 40_000 };
const AWAY_MS = 6_000;
let folder: string;
let server: RtspCamera | null = null;
let brain: CameraBrain | null = null;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await brain?.sensor.stop();
  await server?.kill();
  await rm(folder, { recursive: true });
});

test("a network camera that goes away and comes back leaves a hole between two segments, as long as it was away", async () => {
  const port = await freePort();
  server = await startRtspCamera(port);
  const directory = join(folder, "porch");
  brain = startCameraProcess(
    cameraSetup(server.url, {
      models: faceModels("/nonexistent/"),
      continuous: { directory, segmentMs: 4_000 },
    }),
  );
  const { sensor, ...said } = brain;
  await eventually(() => said.of("segment-finished").length > 1, { ...WITHIN, what: "two segments" });
  await server.kill();
  const wentAt = Date.now();
  const before = said.of("segment-begun").length;
  await eventually(() => Date.now() - wentAt > AWAY_MS, WITHIN);
  server = await startRtspCamera(port);
  await eventually(() => said.of("segment-begun").length > before + 1, { ...WITHIN, what: "it goes on" });
  await sensor.stop();
  const segments = said.of("segment-finished").map(({ segment, seconds }) => {
    const startAt = segmentStart(segment) ?? 0;
    return { path: join(directory, `${segment}.mp4`), startAt, endAt: startAt + seconds * 1000 };
  });
  expect(segments).toHaveLength(said.of("segment-begun").length);
  for (const { path } of segments) {
    expect(await complaints(path)).toBe("");
    expect((await packetsOf(path))[0]).toEqual({ seconds: 0, key: true });
  }
  const holes = segments.slice(1).map(({ startAt }, i) => startAt - (segments[i]?.endAt ?? 0));
  // A connection's first pictures have waited somewhere: the first segment begins a little earlier than it says.
  expect(Math.min(...holes)).toBeGreaterThan(-1_000);
  const long = holes.filter((ms) => ms > 300);
  expect(long).toHaveLength(1);
  expect(long[0]).toBeGreaterThan(AWAY_MS - 1_000);
  const [film] = await joinFilms({
    ...{ parts: segments, fromAt: 0, toAt: Date.now() + 1_000, output: join(folder, "all.mp4") },
    ...{ scheduler: new SystemScheduler(), signal: new AbortController().signal },
  });
  expect(await complaints(join(folder, "all.mp4"))).toBe("");
  const lasted = ((segments.at(-1)?.endAt ?? 0) - (segments[0]?.startAt ?? 0)) / 1000;
  expect(Math.abs((film?.seconds ?? 0) - lasted)).toBeLessThan(1);
}, 120_000);
