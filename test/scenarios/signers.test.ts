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
import type { GalleryPerson } from "../../src/perception/vision/gallery.ts";
import type { VisionObservation } from "../../src/perception/vision/observation.ts";
import { findStranger, firstVisit, visited, type Stranger } from "../../src/perception/vision/strangers.ts";
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

  function personOf(clip: string): GalleryPerson {
    const frames = (clips.get(clip) ?? []).map(({ looks }) => looks);
    const { embedding } = templateOf({ name: clip, kind: "clip", frames });
    return { name: signerOf(clip), group: "family", templates: [embedding] };
  }

  /** What a camera says of a clip when the person of another clip is enrolled, or nobody. */
  function watch(clip: string, enrolledFrom: string | null): VisionObservation[] {
    const vision = createVision({
      camera: "door",
      zones: {},
      thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
      gallery: enrolledFrom === null ? [] : [personOf(enrolledFrom)],
    });
    return (clips.get(clip) ?? []).flatMap(({ frame, looks }) => {
      const { width, height, at, t } = frame;
      return [
        ...vision.analyse(looks, {
          width,
          height,
          at,
          t,
          lagMs: 0,
          frozen: false,
          covered: false,
          leapt: false,
        }).observations,
      ];
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

  test("with nobody enrolled the ten visits are two strangers', one for each person", () => {
    let strangers: readonly Stranger[] = [];
    const whose = new Map<string, Set<string>>();
    names.forEach((name, day) => {
      const unknown = watch(name, null).find(({ kind }) => kind === "face-unknown");
      if (unknown?.kind !== "face-unknown" || unknown.embedding === null) throw new RangeError(name);
      const { camera, frames, quality } = unknown;
      const visit = { camera, frames, quality, picture: null, at: day * 86_400_000 };
      const seen = { ...visit, embedding: new Float32Array(unknown.embedding) };
      const found = findStranger(seen.embedding, strangers, { recognize: 0.58, margin: 0.08 });
      const id = found?.id ?? `stranger-${day}`;
      const after = found === null ? firstVisit(seen, { id, model: "m" }) : visited(found, seen);
      strangers = [...strangers.filter((one) => one.id !== id), after];
      whose.set(id, (whose.get(id) ?? new Set()).add(signerOf(name)));
    });
    expect([...whose.values()].map((people) => [...people])).toEqual([["signerA"], ["signerC"]]);
    expect(strangers.map(({ visits }) => visits)).toEqual([6, 4]);
  });
});
