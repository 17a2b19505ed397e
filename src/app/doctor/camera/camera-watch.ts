import type { FaceLook, Flaw } from "../../../perception/vision/face-look.ts";
import type { Raster } from "../../../perception/vision/geometry.ts";
import { landmarkScratch } from "../../../perception/vision/landmarks.ts";
import { emptyTracker, track, type TrackerState } from "../../../perception/vision/tracker.ts";
import type { FrameContext } from "../../../sensors/camera.ts";
import { lightOf, type Light } from "./exposure.ts";
import { faceFacts, type FaceFacts } from "./face-facts.ts";

/** One face over the whole time; numbers are medians. */
export interface FaceSummary {
  readonly looks: number;
  /** Looks without a flaw: only these count for or against anybody. */
  readonly good: number;
  /** Looks with each flaw. */
  readonly flaws: Readonly<Partial<Record<Flaw, number>>>;
  readonly widthPx: number;
  readonly neededPx: number;
  readonly sharpness: number;
  /** Turn of the head, without its side; see `FaceLook.yaw`. */
  readonly turn: number;
  /** Degrees, positive clockwise. */
  readonly tilt: number;
  readonly quality: number;
  /** Null if it was never checked. */
  readonly live: number | null;
  readonly light: Light;
  readonly around: number | null;
}

/** What a camera showed over some seconds; numbers are medians. */
export interface WatchSummary {
  readonly seconds: number;
  readonly pictures: number;
  /** Analysed pictures a second; null for fewer than two. */
  readonly fps: number | null;
  /** Size of the analysed pictures, and the width of the camera's own; pixels. */
  readonly width: number;
  readonly height: number;
  readonly fullWidth: number;
  readonly lagMs: number;
  readonly frozen: boolean;
  readonly light: Light;
  /** Pictures with a face in them, whatever its flaws. */
  readonly withFace: number;
  /** Those who were seen longest first. */
  readonly faces: readonly FaceSummary[];
}

/** What passes by in fewer pictures is no face that can be said anything of. */
const LEAST_LOOKS = 3;

/** Gathers what a camera shows. */
export class CameraWatch {
  readonly #scratch = landmarkScratch();
  readonly #faces = new Map<number, FaceFacts[]>();
  readonly #light: Light[] = [];
  readonly #lags: number[] = [];
  #tracker: TrackerState = emptyTracker;
  #size = { width: 0, height: 0, fullWidth: 0 };
  #firstT = Number.NaN;
  #lastT = Number.NaN;
  #withFace = 0;
  #frozen = false;

  /** Adds a picture that was captured at `t` (ms). */
  add(
    picture: Raster & { readonly t: number },
    looks: readonly FaceLook[],
    { lagMs, frozen, fullWidth }: FrameContext,
  ): void {
    const { width, height, t } = picture;
    if (Number.isNaN(this.#firstT)) this.#firstT = t;
    this.#lastT = t;
    this.#size = { width, height, fullWidth };
    this.#frozen ||= frozen;
    this.#lags.push(lagMs);
    const light = lightOf(picture);
    if (light !== null) this.#light.push(light);
    if (looks.length > 0) this.#withFace += 1;
    const { state, assigned } = track(this.#tracker, looks, { t });
    this.#tracker = state;
    for (const [i, look] of looks.entries()) {
      const face = assigned[i];
      if (face === undefined || face === null) continue;
      const facts = this.#faces.get(face) ?? [];
      facts.push(faceFacts(picture, look, this.#scratch));
      this.#faces.set(face, facts);
    }
  }

  summary(): WatchSummary {
    const seconds = this.#lags.length === 0 ? 0 : (this.#lastT - this.#firstT) / 1000;
    const faces = [...this.#faces.values()].filter((facts) => facts.length >= LEAST_LOOKS).map(summaryOf);
    return {
      ...{ seconds, pictures: this.#lags.length, ...this.#size },
      fps: seconds > 0 ? (this.#lags.length - 1) / seconds : null,
      lagMs: median(this.#lags),
      frozen: this.#frozen,
      light: lightAmong(this.#light),
      withFace: this.#withFace,
      faces: faces.sort((a, b) => b.looks - a.looks),
    };
  }
}

function summaryOf(facts: readonly FaceFacts[]): FaceSummary {
  const flaws: Partial<Record<Flaw, number>> = {};
  for (const flaw of facts.flatMap((one) => one.flaws)) flaws[flaw] = (flaws[flaw] ?? 0) + 1;
  const middle = (read: (one: FaceFacts) => number): number => median(facts.map(read));
  const live = facts.flatMap((one) => one.live ?? []);
  const around = facts.flatMap((one) => one.around ?? []);
  return {
    looks: facts.length,
    good: facts.filter((one) => one.flaws.length === 0).length,
    flaws,
    widthPx: middle((one) => one.widthPx),
    neededPx: middle((one) => one.neededPx),
    sharpness: middle((one) => one.sharpness),
    turn: middle((one) => Math.abs(one.yaw)),
    tilt: middle((one) => one.tilt),
    quality: middle((one) => one.quality),
    live: live.length === 0 ? null : median(live),
    light: lightAmong(facts.map((one) => one.light)),
    around: around.length === 0 ? null : median(around),
  };
}

function lightAmong(lights: readonly Light[]): Light {
  return {
    mean: median(lights.map(({ mean }) => mean)),
    black: median(lights.map(({ black }) => black)),
    white: median(lights.map(({ white }) => white)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
