import type { RingEntry } from "./packet-ring.ts";

/** Pictures that are so far apart, and so many times farther than usual, have others missing between them. */
const GAP_MS = 500;
const GAP_TIMES = 5;
/** A clip's first two pictures tell nothing of what is usual. */
const FIRST_GAP_MS = 2_000;
/** The usual distance follows: a camera that sends fewer pictures from now on has gaps for a few pictures only. */
const USUAL_WEIGHT = 0.1;
/** So many gaps are told one by one; further ones are counted. */
const MOST_GAPS = 50;

/** A stretch of a clip from which there are no pictures. */
export interface ClipGap {
  /** From the clip's beginning, by this machine's clock, ms. */
  readonly atMs: number;
  readonly lastsMs: number;
}

/** How far a clip shows what it was meant to show. */
export interface ClipTruth {
  /** Where it was wished to begin, ms since boot. */
  readonly wishedT: number;
  /** How much later it begins, ms; 0 if it begins there or before. */
  readonly lateMs: number;
  /** Why it begins late; null if it does not. */
  readonly lateWhy: string | null;
  /** The first fifty gaps. */
  readonly gaps: readonly ClipGap[];
  /** How many there are, and how long they are together. */
  readonly gapCount: number;
  readonly gapMs: number;
  /** Packets that came and could not be written. */
  readonly dropped: number;
  /** How far the clip's own time, which is the camera's, is off this machine's at worst, ms; above 0: it runs ahead. */
  readonly clockOffMs: number;
}

/** Where a clip was wished to begin, and why it may not. */
export interface ClipStart {
  readonly wishedT: number;
  /** What to blame if the first picture is later than that. */
  readonly lateWhy: string;
}

/** Watches the pictures of one clip go by. */
export class ClipLog {
  readonly #start: ClipStart;
  readonly #gaps: ClipGap[] = [];
  #first: RingEntry<unknown> | null = null;
  #lastT = Number.NaN;
  #usualMs = Number.NaN;
  #gapCount = 0;
  #gapMs = 0;
  #clockOffMs = 0;

  constructor(start: ClipStart) {
    this.#start = start;
  }

  /** One packet that goes into the clip; the first is its first picture. */
  observe(entry: RingEntry<unknown>): void {
    if (entry.media === "audio") return;
    this.#first ??= entry;
    const offMs = entry.sourceT - this.#first.sourceT - (entry.t - this.#first.t);
    if (Math.abs(offMs) > Math.abs(this.#clockOffMs)) this.#clockOffMs = offMs;
    const stepMs = entry.t - this.#lastT;
    if (Number.isFinite(stepMs)) this.#step(stepMs, this.#lastT - this.#first.t);
    this.#lastT = entry.t;
  }

  /** What is to be said of the clip once it is closed. */
  truth(dropped: number): ClipTruth {
    const { wishedT, lateWhy } = this.#start;
    const lateMs = Math.max(0, (this.#first?.t ?? wishedT) - wishedT);
    return {
      wishedT,
      lateMs,
      lateWhy: lateMs > 0 ? lateWhy : null,
      gaps: [...this.#gaps],
      gapCount: this.#gapCount,
      gapMs: this.#gapMs,
      dropped,
      clockOffMs: this.#clockOffMs,
    };
  }

  #step(stepMs: number, atMs: number): void {
    const mostMs = Number.isNaN(this.#usualMs) ? FIRST_GAP_MS : Math.max(GAP_MS, this.#usualMs * GAP_TIMES);
    const countedMs = Math.min(stepMs, mostMs);
    this.#usualMs = Number.isNaN(this.#usualMs)
      ? countedMs
      : this.#usualMs + USUAL_WEIGHT * (countedMs - this.#usualMs);
    if (stepMs <= mostMs) return;
    this.#gapCount += 1;
    this.#gapMs += stepMs;
    if (this.#gaps.length < MOST_GAPS) this.#gaps.push({ atMs, lastsMs: stepMs });
  }
}
