import type { Outline } from "../../adapters/stills/draw-outlines.ts";
import { enlarged, type Raster } from "../../perception/vision/geometry.ts";
import {
  hiddenParts,
  ruleOfGroup,
  strictest,
  type FaceRule,
  type FaceRules,
} from "../../perception/vision/hidden-faces.ts";
import type { Box, VisionObservation } from "../../perception/vision/observation.ts";
import {
  shownTracks,
  type PromisedPicture,
  type Shown,
  type ShownTrack,
} from "../../perception/vision/shown.ts";
import type { Zones } from "../../perception/vision/zones.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { RateLimit } from "../../runtime/rate-limit.ts";
import { sceneOutlines } from "./scene-outlines.ts";

export type FaceObservation = Extract<
  VisionObservation,
  { kind: "face-recognized" | "face-unknown" | "face-spoofed" }
>;

export function isOfFace(observation: VisionObservation): observation is FaceObservation {
  return (
    observation.kind === "face-recognized" ||
    observation.kind === "face-unknown" ||
    observation.kind === "face-spoofed"
  );
}

/** So many observations of one kind are pictured a minute: strangers cannot use up what is for those who are recognised. */
const PICTURED_A_MINUTE = 30;
const MINUTE_MS = 60_000;
/** Frames that pictures are being made of at a time; each is held in memory meanwhile. */
const MOST_IN_WORK = 8;
/** How much around a face a picture of it shows: its width and height are multiplied by this. */
const SURROUNDINGS = 1.8;

export interface FacePicturesParts {
  readonly zones: Zones;
  /** What pictures show of people who are known. */
  readonly rules: FaceRules;
  /** The group of somebody who is enrolled; null if nobody of that name is. */
  readonly groupOf: (person: string) => string | null;
  /** Begins the pictures' ids; another one for each start of the process. */
  readonly prefix: string;
  /** A small JPEG of a part of a frame. */
  readonly crop: (frame: Raster, part: Box, options: { hidden: readonly Box[] }) => Promise<Uint8Array>;
  /** A small JPEG of the whole frame. */
  readonly scene: (
    frame: Raster,
    options: { hidden: readonly Box[]; outlines: readonly Outline[] },
  ) => Promise<Uint8Array>;
  readonly logger: Logger;
}

/** A picture that is being made; null if that fails. Never rejects. */
export interface PictureInWork {
  readonly promised: PromisedPicture;
  readonly bytes: Promise<Uint8Array<ArrayBuffer> | null>;
}

/** Makes the pictures that belong to what was noticed of a face: the face, and the whole frame with outlines. */
export class FacePictures {
  readonly #parts: FacePicturesParts;
  readonly #limits = new Map<FaceObservation["kind"], RateLimit>();
  #count = 0;
  #inWork = 0;
  #dropped = 0;

  constructor(parts: FacePicturesParts) {
    this.#parts = parts;
  }

  /** Pictures that were not made because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Begins the pictures of an observation of this frame, of which `shown` says who is where; none of whom there shall be none. */
  of(observation: FaceObservation, frame: Raster, shown: readonly Shown[]): readonly PictureInWork[] {
    const { track, box, t } = observation;
    if (this.#ruleOf(observation) === "none") return [];
    if (this.#inWork >= MOST_IN_WORK || !this.#limit(observation.kind).pass(t)) {
      this.#dropped += 2;
      return [];
    }
    const { crop, scene, zones, rules } = this.#parts;
    const hidden = hiddenParts(shown, rules);
    const part = enlarged(box, SURROUNDINGS);
    const inPart = shown.filter(({ face }) => face !== null && overlaps(face, part));
    return [
      this.#begin({ kind: "face", shows: tracksOf(inPart, observation) }, crop(frame, part, { hidden })),
      this.#begin(
        { kind: "scene", shows: tracksOf(shown, observation) },
        scene(frame, { hidden, outlines: sceneOutlines(shown, track, zones) }),
      ),
    ];
  }

  /** Whom the observation is about: a picture of a known face is that person's, too. */
  #ruleOf(observation: FaceObservation): FaceRule {
    const { rules, groupOf } = this.#parts;
    if (observation.kind === "face-recognized") return ruleOfGroup(rules, observation.group);
    if (observation.kind === "face-unknown" || observation.person === null) return "keep";
    const group = groupOf(observation.person);
    return group === null ? strictest(rules) : ruleOfGroup(rules, group);
  }

  #limit(kind: FaceObservation["kind"]): RateLimit {
    const limit = this.#limits.get(kind) ?? new RateLimit(PICTURED_A_MINUTE, MINUTE_MS);
    this.#limits.set(kind, limit);
    return limit;
  }

  #begin(what: Pick<PromisedPicture, "kind" | "shows">, made: Promise<Uint8Array>): PictureInWork {
    this.#count += 1;
    this.#inWork += 1;
    const bytes = made
      .then(
        (jpeg) => new Uint8Array(jpeg),
        (error: unknown) => {
          this.#parts.logger.warn("a picture could not be made", {
            kind: what.kind,
            error: messageOf(error),
          });
          return null;
        },
      )
      .finally(() => (this.#inWork -= 1));
    return { promised: { id: `${this.#parts.prefix}-${this.#count}`, ...what }, bytes };
  }
}

/** Everybody who is shown, the one whom it is about by the name of the observation. */
function tracksOf(shown: readonly Shown[], about: FaceObservation): ShownTrack[] {
  const name = about.kind === "face-unknown" ? null : about.person;
  const others = shownTracks(shown).filter(({ track }) => track !== about.track);
  return [{ track: about.track, person: name }, ...others];
}

function overlaps(a: Box, b: Box): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}
