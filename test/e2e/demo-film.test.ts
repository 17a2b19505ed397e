import { homedir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { LibavFrameReader } from "../../src/adapters/libav/frame-reader.ts";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { npmArchiveFetcher } from "../../src/adapters/npm-registry/archive-fetcher.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { readPhoto } from "../../src/adapters/stills/read-photo.ts";
import { prepareMedia, type DemoMedia } from "../../src/app/demo/media.ts";
import { VISITS } from "../../src/adapters/demo-media/choreography.ts";
import type { VisionObservation } from "../../src/perception/vision/observation.ts";
import type { FaceAnalyser } from "../../src/perception/vision/ports.ts";
import { createVision } from "../../src/perception/vision/vision.ts";

const model = (task: string): string => join(modelsDirectory(), `${task}.onnx`);

let analyser: FaceAnalyser;
let media: DemoMedia;
let seen: { seconds: number; observation: VisionObservation }[];

beforeAll(async () => {
  media = await prepareMedia({
    cache: join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "demo"),
    fetcher: async () => npmArchiveFetcher(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  analyser = await inProcessAnalyser({
    "face-detection": model("face-detection"),
    "face-landmarks": model("face-landmarks"),
    "face-embedding": model("face-embedding"),
    "face-liveness": model("face-liveness"),
  });
  seen = await watchFilm();
}, 180_000);

afterAll(() => analyser.close());

/** Everything that vision says to the film, with the enrolled portrait as the only known person. */
async function watchFilm(): Promise<typeof seen> {
  const [look] =
    (await analyser.analyse({
      ...(await readPhoto(media.portrait)),
      camera: "portrait",
      at: 0,
      t: 0,
      ptsMs: null,
    })) ?? [];
  if (look?.embedding == null) throw new Error("the portrait shows no face");
  const vision = createVision({
    camera: "front_door",
    zones: {},
    gallery: [{ name: "anna", group: "family", templates: [look.embedding] }],
    thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
  });
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
  const said: typeof seen = [];
  let startT: number | null = null;
  for await (const frame of reader.frames(media.film, { fps: 5 })) {
    startT ??= frame.t;
    const looks = (await analyser.analyse(frame)) ?? [];
    const step = vision.analyse(looks, { ...frame, lagMs: 0, frozen: false, covered: false, leapt: false });
    for (const observation of step.observations)
      said.push({ seconds: (frame.t - startT) / 1000, observation });
  }
  return said;
}

const kinds = (from: number, to: number): string[] =>
  seen.filter(({ seconds }) => seconds >= from && seconds < to).map(({ observation }) => observation.kind);
const [family, stranger] = VISITS as [(typeof VISITS)[number], (typeof VISITS)[number]];

test("nobody is there before the family member comes", () => {
  expect(kinds(0, family.enters)).toEqual([]);
});

test("the family member is recognised from the other photograph, alive and by a wide margin", () => {
  const recognized = seen.filter(({ observation }) => observation.kind === "face-recognized");
  expect(recognized).toHaveLength(1);
  const [{ seconds, observation }] = recognized as [(typeof seen)[number]];
  if (observation.kind !== "face-recognized") throw new Error("no recognition");
  expect(observation.person).toBe("anna");
  expect(observation.similarity).toBeGreaterThan(0.62);
  expect(observation.live).toBeGreaterThan(0.8);
  expect(seconds).toBeLessThan(family.goes);
});

test("the stranger is unknown, and unlike the family member", () => {
  const unknown = seen.filter(({ observation }) => observation.kind === "face-unknown");
  expect(unknown.map(({ seconds }) => seconds > stranger.enters && seconds < stranger.goes)).toEqual([true]);
  const [{ observation }] = unknown as [(typeof seen)[number]];
  if (observation.kind !== "face-unknown") throw new Error("no unknown face");
  expect(observation.similarity).toBeLessThan(0.3);
});

test("nobody of the film is taken for a picture", () => {
  expect(kinds(0, Number.POSITIVE_INFINITY)).not.toContain("face-spoofed");
});
