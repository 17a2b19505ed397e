import { frameJpeg } from "../../adapters/stills/small-jpeg.ts";
import { hiddenParts, showsEverybody, type FaceRules } from "../../perception/vision/hidden-faces.ts";
import type { Box } from "../../perception/vision/observation.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Frame } from "../../sensors/frame.ts";
import type { Seen } from "./next-seen.ts";

type Picture = Uint8Array<ArrayBuffer>;

/** A picture older than this does not show what is there. */
const STALE_PICTURE_MS = 5_000;
/** Height of a clip's thumbnail, pixels. */
const THUMBNAIL_HEIGHT = 270;

export interface StillPicturesParts {
  readonly rules: FaceRules;
  /** The next frame that is looked at; null if none is in time. */
  readonly nextSeen: () => Promise<Seen | null>;
  readonly clock: Clock;
}

/** Pictures of what the camera shows right now, whatever is noticed in it. */
export class StillPictures {
  readonly #parts: StillPicturesParts;
  #latest: Frame | null = null;

  constructor(parts: StillPicturesParts) {
    this.#parts = parts;
  }

  /** The camera has shown this. */
  show(frame: Frame): void {
    this.#latest = frame;
  }

  /** What is there now; or why there is no picture of it. */
  async snapshot(): Promise<{ readonly picture: Picture | null; readonly why: string }> {
    const { rules, clock } = this.#parts;
    const isFresh = this.#latest !== null && clock.now().t - this.#latest.t < STALE_PICTURE_MS;
    if (!isFresh) return { picture: null, why: "the camera has no picture yet" };
    const picture = await this.#picture();
    if (picture !== null) return { picture, why: "" };
    const why = showsEverybody(rules)
      ? "the picture could not be coded"
      : "it could not be looked for the faces that are to be hidden (recordings.faces)";
    return { picture: null, why };
  }

  /** What the camera saw when a clip was begun; null before the first picture. */
  thumbnail(): Promise<Picture | null> {
    return this.#picture(THUMBNAIL_HEIGHT);
  }

  /** Who may not be recognised has to be found first: then it is the next frame that was looked at, or none. */
  async #picture(height?: number): Promise<Picture | null> {
    const { rules, nextSeen } = this.#parts;
    if (showsEverybody(rules)) return this.#latest === null ? null : jpeg(this.#latest, [], height);
    const seen = await nextSeen();
    return seen === null ? null : jpeg(seen.frame, hiddenParts(seen.shown, rules), height);
  }
}

/** A picture that can be sent; null if it could not be made. */
async function jpeg(frame: Frame, hidden: readonly Box[], height?: number): Promise<Picture | null> {
  try {
    return new Uint8Array(await frameJpeg(frame, { hidden, ...(height === undefined ? {} : { height }) }));
  } catch {
    return null;
  }
}
