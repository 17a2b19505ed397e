import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { LibavFrameReader } from "../../src/adapters/libav/frame-reader.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { faceFiles, type SeenFrame } from "../../src/app/face-files.ts";
import { templateOf } from "../../src/perception/vision/enrolment.ts";
import type { VisionObservation } from "../../src/perception/vision/observation.ts";
import { createVision } from "../../src/perception/vision/vision.ts";
import { developmentData } from "../fakes/development-data.ts";

const data = developmentData();
const folder = join(data ?? "", "video/signers");
const names = data === null ? [] : readdirSync(folder).sort();
const signerOf = (clip: string): string => clip.slice(0, "signerA".length);

/** Real people before one webcam, 2 to 4 s a clip: whoever is enrolled from one clip is looked for in all others. */
describe.skipIf(data === null)("two people and ten clips (needs the development data)", () => {
  const clips = new Map<string, SeenFrame[]>();

  beforeAll(async () => {
    const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
    const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
    const files = faceFiles({ analyser, reader, model: "test" });
    for (const name of names) {
      const frames: SeenFrame[] = [];
      for await (const seen of files.look(join(folder, name), new AbortController().signal))
        frames.push(seen);
      clips.set(name, frames);
    }
    await files.close();
  }, 120_000);

  /** What a camera says of a clip when the person of another clip is enrolled. */
  function watch(clip: string, enrolledFrom: string): VisionObservation[] {
    const frames = (clips.get(enrolledFrom) ?? []).map(({ looks }) => looks);
    const { embedding } = templateOf({ name: enrolledFrom, kind: "clip", frames });
    const vision = createVision({
      camera: "door",
      zones: {},
      thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
      gallery: [{ name: signerOf(enrolledFrom), group: "family", templates: [embedding] }],
    });
    return (clips.get(clip) ?? []).flatMap(({ frame, looks }) => {
      const { width, height, at, t } = frame;
      return [...vision.analyse(looks, { width, height, at, t, lagMs: 0, frozen: false }).observations];
    });
  }

  test.each(names)(
    "whoever is enrolled from %s is recognised in their other clips, alive, within a second",
    (from) => {
      const own = names.filter((clip) => clip !== from && signerOf(clip) === signerOf(from));
      expect(own.length).toBeGreaterThan(2);
      for (const clip of own) {
        const observations = watch(clip, from);
        const recognized = observations.find(({ kind }) => kind === "face-recognized");
        expect(recognized, clip).toMatchObject({ person: signerOf(from) });
        if (recognized?.kind !== "face-recognized") continue;
        expect(recognized.live, clip).toBeGreaterThan(0.5);
        expect(recognized.similarity, clip).toBeGreaterThanOrEqual(0.58);
        expect(recognized.t - (clips.get(clip)?.[0]?.frame.t ?? 0), clip).toBeLessThanOrEqual(1000);
        expect(observations.filter(({ kind }) => kind === "face-unknown" || kind === "face-spoofed")).toEqual(
          [],
        );
      }
    },
  );

  test.each(names)(
    "the other person is never taken for whoever is enrolled from %s, but is unknown",
    (from) => {
      const others = names.filter((clip) => signerOf(clip) !== signerOf(from));
      expect(others.length).toBeGreaterThan(3);
      for (const clip of others) {
        const kinds = watch(clip, from).map(({ kind }) => kind);
        expect(kinds, clip).not.toContain("face-recognized");
        expect(kinds, clip).toContain("face-unknown");
      }
    },
  );
});
