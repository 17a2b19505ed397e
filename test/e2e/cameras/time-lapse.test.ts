import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { CameraSetup } from "../../../src/app/protocol.ts";
import { until } from "../daemon.ts";
import { startCameraProcess, type CameraBrain } from "../../fakes/camera-brain.ts";
import { cameraSetup, faceModels } from "../../fakes/camera-setup.ts";
import { eventually } from "../../fakes/eventually.ts";
import { complaints, makeVideo, packetsOf, sizeOf, temporaryFolder } from "../../fakes/test-video.ts";

const WITHIN = { withinMs: 40_000 };
let folder: string;
let film: string;
const brains: CameraBrain[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  film = await makeVideo(join(folder, "film.mp4"), { seconds: 10, size: "1920x1080" });
});
afterEach(async () => {
  await Promise.all(brains.splice(0).map(({ sensor }) => sensor.stop()));
});
afterAll(() => rm(folder, { recursive: true }));

function start(directory: string, more: Partial<CameraSetup> = {}): CameraBrain {
  const timeLapse = { directory, everyMs: 200, timeZone: "Etc/UTC" };
  const brain = startCameraProcess(
    cameraSetup(film, { models: faceModels("/nonexistent/"), timeLapse, ...more }),
  );
  brains.push(brain);
  return brain;
}

const filmsIn = (directory: string): Promise<string[]> => readdir(directory).catch(() => []);

test("a camera's film of the day can be played after kill -9, and its next process goes on with it", async () => {
  const directory = join(folder, "porch");
  const { sensor } = start(directory);
  const name = await until(async () => (await filmsIn(directory)).find((one) => one.endsWith(".mp4")), {
    ...{ withinMs: 40_000, what: () => "a film" },
  });
  expect(name).toMatch(/^\d{4}-\d\d-\d\d\.mp4$/u);
  const path = join(directory, name);
  const pictures = async (): Promise<number> => (await packetsOf(path).catch(() => [])).length;
  const more = (than: number): Promise<unknown> =>
    until(async () => ((await pictures()) > than ? true : undefined), {
      ...{ withinMs: 40_000, what: () => `more than ${than} pictures` },
    });
  await more(5);
  process.kill(sensor.pid()!, "SIGKILL");
  await eventually(() => sensor.pid() === null, WITHIN);
  expect(await complaints(path)).toBe("");
  await more(await pictures());
  await sensor.stop();
  expect(await complaints(path)).toBe("");
  expect(await filmsIn(directory)).toEqual([name]);
  expect(await sizeOf(path)).toBe("1280x720");
});

test("where faces are to be hidden and cannot be looked for there is no film", async () => {
  const directory = join(folder, "hidden");
  const brain = start(directory, { faces: { known: "blur", groups: {} } });
  await eventually(() => brain.of("heartbeat").some(({ counters }) => (counters.timeLapseMissed ?? 0) > 0), {
    ...WITHIN,
    what: "a picture that is missing",
  });
  expect(await filmsIn(directory)).toEqual([]);
});
