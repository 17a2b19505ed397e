import type { FaceLook, Flaw } from "../face-look.ts";

/** Checked looks before a veto, and how many of the latest ones its median is taken over. */
const LEAST_CHECKED = 3;
const WINDOW = 5;
/** How long a checked look is remembered, ms. */
const WINDOW_MS = 5000;
/**
 * Looks with only these flaws are checked too. A veto may rest on a look that cannot recognise: a picture of a face that
 * looks aside is a picture nevertheless, and to the model living faces that do are as alive as others (`docs/evaluation.md`).
 */
const CHECKED_FLAWS: ReadonlySet<Flaw> = new Set(["turned-away"]);

/** Which layer has said that a face is a picture. */
type VetoLayer = "passive";

/** What is remembered of one track's liveness; a plain value. */
export interface LivenessWatch {
  /** The latest checked looks, newest last. */
  readonly checked: readonly { readonly t: number; readonly live: number }[];
  /** The layer whose veto fell first; it stays. */
  readonly veto: VetoLayer | null;
}

export const unwatched: LivenessWatch = { checked: [], veto: null };

/** Whether a look with these flaws may be asked whether it is alive. */
export const isCheckable = (flaws: readonly Flaw[]): boolean =>
  flaws.every((flaw) => CHECKED_FLAWS.has(flaw));

/**
 * Adds a look. Only ever takes away: nothing here makes a face count as alive, and nothing takes a veto back.
 *
 * @param t when the look was captured, ms since boot
 * @param threshold liveness below which a face is not alive
 */
export function watchLook(
  watch: LivenessWatch,
  look: Pick<FaceLook, "flaws" | "live">,
  { t, threshold }: { readonly t: number; readonly threshold: number },
): LivenessWatch {
  const { live, flaws } = look;
  if (watch.veto !== null || live === null || !isCheckable(flaws)) return watch;
  const checked = [...watch.checked, { t, live }].filter((old) => t - old.t <= WINDOW_MS).slice(-WINDOW);
  const below = checked.filter((old) => old.live < threshold).length;
  // The median, of an even number the lower middle one: doubt counts against.
  const vetoed = checked.length >= LEAST_CHECKED && 2 * below >= checked.length;
  return { checked, veto: vetoed ? "passive" : null };
}
