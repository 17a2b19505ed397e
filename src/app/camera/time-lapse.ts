import { join } from "node:path";
import { pixelate } from "../../adapters/stills/pixelate.ts";
import { hiddenParts, showsEverybody, type FaceRules } from "../../perception/vision/hidden-faces.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Frame } from "../../sensors/frame.ts";
import type { RgbPicture } from "../../sensors/rotate-picture.ts";
import type { CameraSetup } from "../protocol.ts";
import type { Seen } from "./next-seen.ts";

/** After a failure the disk is left alone for so long. */
const RETRY_MS = 60_000;

/** A day's film that is being made. */
export interface Film {
  readonly path: string;
  fits(picture: RgbPicture): boolean;
  add(picture: RgbPicture): Promise<void>;
  close(): Promise<void>;
}

export interface TimeLapseParts {
  readonly timeLapse: NonNullable<CameraSetup["timeLapse"]>;
  readonly rules: FaceRules;
  /** The next frame that is looked at; null if none is in time. */
  readonly nextSeen: () => Promise<Seen | null>;
  /** Begins a film of pictures like this one, or goes on with one. */
  readonly open: (path: string, like: RgbPicture) => Promise<Film>;
  /** The day of a film is over. */
  readonly over: (path: string) => Promise<void>;
  readonly logger: Logger;
}

/** Puts a picture of a camera into the film of the day, now and then. */
export class TimeLapse {
  readonly #parts: TimeLapseParts;
  readonly #dayOf: (at: number) => string;
  #film: Film | null = null;
  #day = "";
  #slot = Number.NaN;
  #work: Promise<void> | null = null;
  #restsUntilT = -Infinity;
  #isFailing = false;
  #isHeld = false;
  #isStopped = false;
  #endWait: () => void = () => undefined;
  #missed = 0;

  constructor(parts: TimeLapseParts) {
    this.#parts = parts;
    const { timeZone } = parts.timeLapse;
    const format = new Intl.DateTimeFormat("en-CA", {
      ...(timeZone === null ? {} : { timeZone }),
      ...{ year: "numeric", month: "2-digit", day: "2-digit" },
    });
    this.#dayOf = (at) => format.format(at);
  }

  /** Pictures that are not in the film: the one before was not done, faces could not be hidden, or the disk failed. */
  get missed(): number {
    return this.#missed;
  }

  /** Each picture that the camera shows, masked; it is nobody's to change. */
  frame(frame: Frame): void {
    const slot = Math.floor(frame.at / this.#parts.timeLapse.everyMs);
    if (slot === this.#slot || this.#isHeld || this.#isStopped || frame.t < this.#restsUntilT) return;
    this.#slot = slot;
    if (this.#work !== null) {
      this.#missed += 1;
      return;
    }
    this.#work = this.#take(frame).finally(() => (this.#work = null));
  }

  /** Nothing is written for a while; or it is again. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  /** What was taken is in the film when it resolves. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    // Whoever stops has not the time to wait for a frame to be looked at: what is in the film would be lost by it.
    this.#endWait();
    await this.#work;
    await this.#film?.close().catch(() => undefined);
    this.#film = null;
  }

  async #take(frame: Frame): Promise<void> {
    try {
      const picture = await this.#shown(frame);
      if (picture === null) this.#missed += 1;
      else await this.#add(picture, this.#dayOf(frame.at));
    } catch (error) {
      this.#missed += 1;
      this.#restsUntilT = frame.t + RETRY_MS;
      if (!this.#isFailing)
        this.#parts.logger.warn("the time-lapse cannot be written", { error: messageOf(error) });
      this.#isFailing = true;
      await this.#film?.close().catch(() => undefined);
      this.#film = null;
    }
  }

  /** Who may not be recognised has to be found first, as for a snapshot. */
  async #shown(frame: Frame): Promise<RgbPicture | null> {
    const { rules, nextSeen } = this.#parts;
    if (showsEverybody(rules)) return frame;
    const stopped = new Promise<null>((resolve) => (this.#endWait = () => resolve(null)));
    const seen = await Promise.race([nextSeen(), stopped]);
    if (seen === null) return null;
    const { width, height, data } = seen.frame;
    const picture = { width, height, data: Uint8Array.from(data) };
    for (const part of hiddenParts(seen.shown, rules)) pixelate(picture, part);
    return picture;
  }

  async #add(picture: RgbPicture, day: string): Promise<void> {
    if (this.#film !== null && (day !== this.#day || !this.#film.fits(picture))) await this.#end(day);
    const { open, timeLapse } = this.#parts;
    this.#film ??= await open(join(timeLapse.directory, `${day}.mp4`), picture);
    this.#day = day;
    await this.#film.add(picture);
    this.#isFailing = false;
  }

  /** The film is done, if its day is over. */
  async #end(day: string): Promise<void> {
    const film = this.#film;
    this.#film = null;
    await film?.close();
    if (film === null || day === this.#day) return;
    await this.#parts.over(film.path).catch((error: unknown) => {
      this.#parts.logger.warn("the film of a day stays in pieces", {
        path: film.path,
        error: messageOf(error),
      });
    });
  }
}
