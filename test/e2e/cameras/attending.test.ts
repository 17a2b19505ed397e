import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { recordCamera, type RecordedCamera } from "../../fakes/recorded-camera.ts";
import { makeVideo, temporaryFolder } from "../../fakes/test-video.ts";

let folder: string;
let film: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  film = await makeVideo(join(folder, "film.mp4"), { seconds: 2 });
});
afterAll(() => rm(folder, { recursive: true }));

/** A camera that plays the film again and again, of which five pictures a second are looked at. */
async function watched(): Promise<RecordedCamera> {
  const recorded = recordCamera(film, { stream: { paced: true, loop: true } });
  await eventually(() => recorded.heard.frames.length > 3, { withinMs: 15_000, what: "pictures" });
  return recorded;
}

/** The median time between the pictures captured from `fromT` to `untilT`, ms. */
async function step(
  { heard }: RecordedCamera,
  span: { readonly fromT: number; readonly untilT: number },
): Promise<number> {
  await eventually(() => (heard.frames.at(-1)?.t ?? 0) > span.untilT, { withinMs: 15_000 });
  const times = heard.frames.map(({ t }) => t).filter((t) => t >= span.fromT && t <= span.untilT);
  const steps = times.slice(1).map((t, i) => t - (times[i] ?? t));
  return steps.sort((one, other) => one - other)[steps.length >> 1] ?? 0;
}

test("looks more often until it is told to, across the end of a film, and then as before", async () => {
  const recorded = await watched();
  const { camera, clock } = recorded;
  const { t } = clock.now();
  camera.attend(15, t + 3_000);
  // Of 25 pictures a second every second one, or the one after it.
  const attending = await step(recorded, { fromT: t + 300, untilT: t + 2_900 });
  expect(attending).toBeGreaterThan(30);
  expect(attending).toBeLessThan(90);
  expect(await step(recorded, { fromT: t + 3_300, untilT: t + 5_500 })).toBeCloseTo(200, -1);
  await camera.stop();
});

test("goes back to its own pace at once when it is told to", async () => {
  const recorded = await watched();
  const { camera, clock } = recorded;
  camera.attend(15, clock.now().t + 60_000);
  const { t } = clock.now();
  await step(recorded, { fromT: t, untilT: t + 1_000 });
  const endT = clock.now().t;
  camera.attend(15, endT);
  expect(await step(recorded, { fromT: endT + 300, untilT: endT + 2_500 })).toBeCloseTo(200, -1);
  await camera.stop();
});
