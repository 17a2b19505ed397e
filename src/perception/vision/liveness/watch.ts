import type { FaceLook, Flaw } from "../face-look.ts";
import { isCarried, isFlat, unmovedFace, watchMotion, type MotionWatch } from "./motion.ts";

/** Checked looks before their median says anything, and how many of the latest ones it is taken over. */
const LEAST_CHECKED = 3;
const WINDOW = 5;
/** How long a checked look is remembered, ms. */
const WINDOW_MS = 5000;
/**
 * Looks with only these flaws are checked too. A veto may rest on a look that cannot recognise: a picture of a face that
 * looks aside is a picture nevertheless, and to the model living faces that do are as alive as others (`docs/evaluation.md`).
 */
const CHECKED_FLAWS: ReadonlySet<Flaw> = new Set(["turned-away"]);

/**
 * Which layer has said that a face is a picture: the model that sees the surface, the points that turn as a plane does, or
 * the surroundings that go where the face goes.
 */
type VetoLayer = "passive" | "flat" | "carried";

interface CheckedLook {
  readonly t: number;
  readonly live: number;
}

type WatchedLook = Pick<FaceLook, "flaws" | "live" | "landmarks" | "box" | "surroundings">;

/** What is remembered of one track's liveness; a plain value. */
export interface LivenessWatch {
  /** The latest checked looks, newest last. */
  readonly checked: readonly CheckedLook[];
  /** The latest of those without a flaw, which are evidence of who it is; they may be older. */
  readonly good: readonly CheckedLook[];
  readonly motion: MotionWatch;
  /** The layer whose veto fell first; it stays. */
  readonly veto: VetoLayer | null;
}

export const unwatched: LivenessWatch = { checked: [], good: [], motion: unmovedFace, veto: null };

/** Whether a look with these flaws may be asked whether it is alive. */
export const isCheckable = (flaws: readonly Flaw[]): boolean =>
  flaws.every((flaw) => CHECKED_FLAWS.has(flaw));

/**
 * Adds a look. Only ever takes away: nothing here makes a face count as alive, and nothing takes a veto back. It falls when
 * the median of the latest checked looks is below the threshold, or that of the good ones among them: a picture that is
 * turned to and fro must not gain by it.
 *
 * @param t when the look was captured, ms since boot
 * @param threshold liveness below which a face is not alive
 */
export function watchLook(
  watch: LivenessWatch,
  look: WatchedLook,
  { t, threshold }: { readonly t: number; readonly threshold: number },
): LivenessWatch {
  const { flaws, live } = look;
  const seen = live === null || !isCheckable(flaws) ? [] : [{ t, live }];
  const checked = latest([...watch.checked, ...seen], t);
  const good = latest([...watch.good, ...(flaws.length === 0 ? seen : [])], t);
  const motion = isCheckable(flaws) ? watchMotion(watch.motion, look, t) : watch.motion;
  const isBelow = [checked, good].some((looks) => (median(looks) ?? threshold) < threshold);
  return { checked, good, motion, veto: watch.veto ?? (isBelow ? "passive" : vetoOf(motion)) };
}

function vetoOf(motion: MotionWatch): VetoLayer | null {
  if (isFlat(motion)) return "flat";
  return isCarried(motion) ? "carried" : null;
}

/** Median liveness of the latest good looks; null with fewer than three, which prove nothing. */
export const medianLiveness = ({ good }: LivenessWatch): number | null => median(good);

function latest(looks: readonly CheckedLook[], t: number): CheckedLook[] {
  return looks.filter((look) => t - look.t <= WINDOW_MS).slice(-WINDOW);
}

/** Middle value; of an even number the lower middle one, so that doubt counts against. Null with too few. */
function median(looks: readonly CheckedLook[]): number | null {
  if (looks.length < LEAST_CHECKED) return null;
  const sorted = looks.map(({ live }) => live).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
