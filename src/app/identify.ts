import type { Flaw } from "../perception/vision/face-look.ts";
import type { Gallery } from "../perception/vision/gallery.ts";
import { toFractions } from "../perception/vision/geometry.ts";
import type { IdentityThresholds } from "../perception/vision/identity.ts";
import { judgeLook } from "../perception/vision/identity.ts";
import { matchFace } from "../perception/vision/matching.ts";
import type { Box, TrackSighting } from "../perception/vision/observation.ts";
import { createVision } from "../perception/vision/vision.ts";
import type { FaceFiles } from "./face-files.ts";

/** One face of a photo, or one person of a clip. */
export interface Identified {
  /** `flawed`: the face cannot be judged; `flaws` says why. */
  readonly identity: TrackSighting["identity"] | "flawed";
  /** Who it is, or who comes nearest. */
  readonly person: string | null;
  readonly group: string | null;
  readonly similarity: number | null;
  readonly margin: number | null;
  readonly live: number | null;
  readonly box: Box;
  readonly flaws: readonly Flaw[];
  /** Number of the track, only in a clip. */
  readonly track: number | null;
  /** Looks that agree. */
  readonly frames: number;
}

export interface IdentifyOptions {
  readonly files: FaceFiles;
  readonly gallery: Gallery;
  readonly thresholds: IdentityThresholds;
  readonly signal: AbortSignal;
}

/** Who is in a photo or clip. A photo is judged by its one look, a clip as a camera would be. */
export async function identify(path: string, options: IdentifyOptions): Promise<Identified[]> {
  return options.files.kindOf(path) === "photo" ? inPhoto(path, options) : inClip(path, options);
}

async function inPhoto(path: string, options: IdentifyOptions): Promise<Identified[]> {
  const { files, gallery, thresholds, signal } = options;
  const found: Identified[] = [];
  for await (const { frame, looks } of files.look(path, signal)) {
    for (const { embedding, live, quality, flaws, box } of looks) {
      const match = embedding === null ? null : matchFace(embedding, gallery);
      found.push({
        identity: embedding === null ? "flawed" : judgeLook({ t: frame.t, match, quality }, live, thresholds),
        person: match?.person ?? null,
        group: match?.group ?? null,
        similarity: match?.similarity ?? null,
        margin: match?.margin ?? null,
        live,
        box: toFractions(box, frame),
        flaws,
        track: null,
        frames: embedding === null ? 0 : 1,
      });
    }
  }
  return found;
}

/** How much a verdict says; what was once decided is not forgotten when the person turns away. */
const WEIGHT = { undecided: 0, unknown: 1, recognized: 2, spoofed: 3 } as const;

async function inClip(path: string, options: IdentifyOptions): Promise<Identified[]> {
  const { files, gallery, thresholds, signal } = options;
  const vision = createVision({ camera: path, zones: {}, thresholds, gallery });
  const best = new Map<number, TrackSighting>();
  const nearest = new Map<number, { person: string | null; similarity: number | null }>();
  for await (const { frame, looks } of files.look(path, signal, "whole")) {
    const { width, height, at, t } = frame;
    const step = vision.analyse(looks, {
      width,
      height,
      at,
      t,
      lagMs: 0,
      frozen: false,
      covered: false,
      leapt: false,
    });
    for (const seen of step.sighting.tracks) {
      const before = best.get(seen.track);
      if (before === undefined || WEIGHT[seen.identity] >= WEIGHT[before.identity])
        best.set(seen.track, seen);
    }
    for (const observation of step.observations) {
      if (observation.kind !== "face-unknown") continue;
      nearest.set(observation.track, { person: observation.nearest, similarity: observation.similarity });
    }
  }
  return [...best.values()].map(({ identity, group, margin, live, box, track, frames, ...seen }) => {
    const { person, similarity } = (identity === "unknown" ? nearest.get(track) : undefined) ?? seen;
    return { identity, person, group, similarity, margin, live, box, track, frames, flaws: [] };
  });
}
