import { frameJpeg } from "../../adapters/stills/small-jpeg.ts";
import { hiddenParts, showsEverybody, type FaceRules } from "../../perception/vision/hidden-faces.ts";
import type { Box } from "../../perception/vision/observation.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Frame } from "../../sensors/frame.ts";
import { shownTracks, type Shown, type ShownTrack } from "../../perception/vision/shown.ts";
import type { Seen } from "./next-seen.ts";

/** A picture that can be sent, and whom it shows. */
export interface Still {
  readonly picture: Uint8Array<ArrayBuffer>;
  readonly shows: ShownTrack[];
}

/** A picture older than this does not show what is there. */
const STALE_PICTURE_MS = 5_000;
/** Height of a clip's thumbnail, pixels. */
const THUMBNAIL_HEIGHT = 270;

export interface StillPicturesParts {
  readonly rules: FaceRules;
  /** The next frame that is looked at; null if none is in time. */
  readonly nextSeen: () => Promise<Seen | null>;
  /** Whom a frame of about this time shows, ms since boot. */
  readonly shownAt: (t: number) => readonly Shown[];
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
  async snapshot(): Promise<Still | { readonly picture: null; readonly why: string }> {
    const { rules, clock } = this.#parts;
    const isFresh = this.#latest !== null && clock.now().t - this.#latest.t < STALE_PICTURE_MS;
    if (!isFresh) return { picture: null, why: "the camera has no picture yet" };
    const still = await this.#still();
    if (still !== null) return still;
    const why = showsEverybody(rules)
      ? "the picture could not be coded"
      : "it could not be looked for the faces that are to be hidden (recordings.faces)";
    return { picture: null, why };
  }

  /** What the camera saw when a clip was begun; null before the first picture. */
  thumbnail(): Promise<Still | null> {
    return this.#still(THUMBNAIL_HEIGHT);
  }

  /** Who may not be recognised has to be found first: then it is the next frame that was looked at, or none. */
  async #still(height?: number): Promise<Still | null> {
    const { rules, nextSeen, shownAt } = this.#parts;
    const latest = this.#latest === null ? null : { frame: this.#latest, shown: shownAt(this.#latest.t) };
    const seen = showsEverybody(rules) ? latest : await nextSeen();
    if (seen === null) return null;
    const picture = await jpeg(seen.frame, hiddenParts(seen.shown, rules), height);
    return picture === null ? null : { picture, shows: shownTracks(seen.shown) };
  }
}

/** Null if it could not be made. */
async function jpeg(frame: Frame, hidden: readonly Box[], height?: number): Promise<Still["picture"] | null> {
  try {
    return new Uint8Array(await frameJpeg(frame, { hidden, ...(height === undefined ? {} : { height }) }));
  } catch {
    return null;
  }
}
