/** Changes in one picture alone are flicker, a drop or an insect; this close together they are motion. */
const TOGETHER_MS = 1_000;
/** Motion that pauses for no longer goes on. */
const PAUSE_MS = 2_000;
/** Pictures that are no farther apart have nothing unseen between them. */
const LOOK_MS = 5_000;
/** More than the longest segment can have: pauses are 2 s at least. */
const MOST_SPANS = 512;

/** What moved in a stretch of a camera's pictures. */
export interface MotionMark {
  /** When something moved, from the stretch's beginning, s; empty if nothing did. */
  readonly motion: readonly (readonly [fromS: number, toS: number])[];
  /** How much of the picture changed at most, from 0 to 1. */
  readonly most: number;
  /** Somebody was found in it. */
  readonly person: boolean;
}

interface Span {
  readonly fromT: number;
  toT: number;
  most: number;
}

/** Remembers when something moved before a camera and when somebody was there, for as long as a segment is recorded. */
export class MotionLog {
  readonly #looked: Span[] = [];
  readonly #moved: Span[] = [];
  readonly #people: Span[] = [];
  #lastChange: { readonly t: number; readonly share: number } | null = null;

  /**
   * One analysed picture.
   *
   * @param t capture time, ms since boot; share: how much of the picture has changed if something moves, 0 if nothing does
   */
  observe({ t, share }: { readonly t: number; readonly share: number }): void {
    extend(this.#looked, { fromT: t, toT: t, most: share }, LOOK_MS);
    if (share <= 0) return;
    const last = this.#lastChange;
    this.#lastChange = { t, share };
    if (last === null || t - last.t > TOGETHER_MS) return;
    extend(this.#moved, { fromT: last.t, toT: t, most: Math.max(last.share, share) }, PAUSE_MS);
  }

  /** Somebody is in the picture of this moment, ms since boot. */
  person(t: number): void {
    extend(this.#people, { fromT: t, toT: t, most: 0 }, PAUSE_MS);
  }

  /** The mark of what was captured between two moments, ms since boot; null if nobody looked at half of it. */
  mark(fromT: number, toT: number): MotionMark | null {
    const lookedMs = within(this.#looked, fromT, toT).reduce((sum, span) => sum + span.toT - span.fromT, 0);
    if (lookedMs < (toT - fromT) / 2) return null;
    const moved = within(this.#moved, fromT, toT);
    return {
      motion: moved.map((span) => [seconds(span.fromT - fromT), seconds(span.toT - fromT)] as const),
      most: moved.reduce((most, span) => Math.max(most, span.most), 0),
      person: within(this.#people, fromT, toT).length > 0,
    };
  }

  /** Forgets what ended before this moment, ms since boot. */
  forget(beforeT: number): void {
    for (const spans of [this.#looked, this.#moved, this.#people])
      while ((spans[0]?.toT ?? Infinity) < beforeT) spans.shift();
  }
}

function extend(spans: Span[], next: Span, pauseMs: number): void {
  const last = spans.at(-1);
  if (last !== undefined && next.fromT - last.toT <= pauseMs) {
    last.toT = Math.max(last.toT, next.toT);
    last.most = Math.max(last.most, next.most);
    return;
  }
  spans.push(next);
  if (spans.length > MOST_SPANS) spans.shift();
}

/** What of the spans lies between two moments. */
function within(spans: readonly Span[], fromT: number, toT: number): Span[] {
  return spans
    .filter((span) => span.toT >= fromT && span.fromT <= toT)
    .map((span) => ({ ...span, fromT: Math.max(span.fromT, fromT), toT: Math.min(span.toT, toT) }));
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
