import type { SpokenAnswer } from "../../events/spoken-answer.ts";

/** How far the mouth was open at one moment (height by width), null where the face was not found. */
interface MouthMoment {
  readonly t: number;
  readonly opening: number | null;
}

/** What the guard draws and checks codes with. */
export interface CodeTools {
  /** A phrase to be repeated, and the same phrase among others that it must not be taken for. */
  drawCode(random: () => number): { readonly phrase: string; readonly candidates: readonly string[] };
  /** Whether that phrase, surely and before all others, is what was said. */
  isCodeSpoken(answer: SpokenAnswer, phrase: string): { readonly ok: boolean; readonly why: string | null };
  /** Whether the mouth moved with the sound, and not without it from `quietFromT` on. */
  mouthFollowsSound(
    mouth: readonly MouthMoment[],
    answer: SpokenAnswer,
    quietFromT: number,
  ): {
    readonly agrees: boolean;
    readonly why: string | null;
    readonly moved: number;
    readonly before: number;
    readonly correlation: number;
    readonly lagMs: number;
  };
}
