import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { LibavFrameReader } from "../../src/adapters/libav/frame-reader.ts";
import { templateOf } from "../../src/perception/vision/enrolment.ts";
import type { FaceLook } from "../../src/perception/vision/face-look.ts";
import type { GalleryPerson } from "../../src/perception/vision/gallery.ts";
import type { SceneAnalyser } from "../../src/perception/vision/ports.ts";
import type { Frame } from "../../src/sensors/frame.ts";
import { openMouth } from "./talking-mouth.mjs";

/** Pictures a second of the clips. */
const FPS = 15;
/** Openings that differ by less are drawn alike. */
const FINENESS = 0.04;

interface Shot {
  readonly frame: Frame;
  readonly looks: readonly FaceLook[];
}

/** Somebody in a clip that goes there and back for ever, whose mouth can be opened; every picture goes through the models. */
export class FilmedFace {
  readonly #analyser: SceneAnalyser;
  readonly #shots: readonly Shot[];
  readonly #seen = new Map<string, readonly FaceLook[]>();

  private constructor(analyser: SceneAnalyser, shots: readonly Shot[]) {
    this.#analyser = analyser;
    this.#shots = shots;
  }

  static async of(path: string, analyser: SceneAnalyser): Promise<FilmedFace> {
    const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
    const shots: Shot[] = [];
    for await (const frame of reader.frames(path, { fps: FPS }))
      shots.push({ frame, looks: (await analyser.analyse(frame)) ?? [] });
    return new FilmedFace(analyser, shots);
  }

  get size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.#shot(0).frame;
    return { width, height };
  }

  /** As enrolled from this clip. */
  person(name: string): GalleryPerson {
    const frames = this.#shots.map(({ looks }) => looks);
    const { embedding } = templateOf({ name, kind: "clip", frames });
    return { name, group: "family", templates: [embedding] };
  }

  /** What the models see of the clip `ms` after its begin, with the mouth opened by so much. */
  async looks(ms: number, opening: number): Promise<readonly FaceLook[]> {
    const index = this.#indexAt(ms);
    const { frame, looks } = this.#shot(index);
    const steps = Math.round(opening / FINENESS);
    const [face] = looks;
    if (steps <= 0 || face === undefined) return looks;
    const key = `${index} ${steps}`;
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const picture = openMouth(frame, face.landmarks, steps * FINENESS);
    const found = (await this.#analyser.analyse({ ...frame, ...picture })) ?? [];
    this.#seen.set(key, found);
    return found;
  }

  #indexAt(ms: number): number {
    const period = Math.max(1, 2 * (this.#shots.length - 1));
    const place = Math.floor((ms / 1000) * FPS) % period;
    return place < this.#shots.length ? place : period - place;
  }

  #shot(index: number): Shot {
    const shot = this.#shots[index];
    if (shot === undefined) throw new RangeError("the clip has no such picture");
    return shot;
  }
}
