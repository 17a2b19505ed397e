/** How much the head has to be sure, 0–1, where nobody else is asked. */
export interface Sureness {
  /** Least score of a candidate. */
  readonly candidate: number;
  /** Where the phrase can be checked: a score from which a doubtful check is enough. */
  readonly sure: number;
}

/** With a check, whatever the head finds a little like the phrase is looked at. */
export const CHECKED: Sureness = { candidate: 0.2, sure: 0.9 };

/** What the check says, log-likelihood ratios a frame of the phrase against free phones; null: it does not fit. */
export interface Checked {
  /** The phrase among any other speech, where the phrase has to beat free phones. */
  readonly among: number | null;
  /** The phrase and nothing else; looked for only where that could decide. */
  readonly alone: number | null;
}

/**
 * Measured with `gatehouse eval wake` and heads that were trained on synthesised speech alone: what the check says of people's
 * phrases and of half an hour of other speech. Where the head found something as well, phrases got −12 and more. Where it found
 * nothing, phrases got −6 and more, and other speech up to −8. Of two slowly spoken phrases the check was not sure, but the
 * head was. So were head and check of pieces of sentences (0.97, −22; 0.88, −8): in longer speech than a phrase a doubtful
 * check does not count, and the phrase has to be like itself.
 */
const LEAST_RATIO = { besideHead: -13, byItself: -7, inLongSpeech: -5, besideSureHead: -30 } as const;

/** Frames of speech that a phrase takes at most until it has been noticed: 1.44 s. */
const LONGEST_PHRASE = 45;

/**
 * A candidate is looked at after so many steps of 80 ms in a row: a single step is as often a slip of the model as a
 * phrase, and the phrase may just have ended or be ending.
 */
const CHECKED_STEPS: readonly number[] = [2, 4, 6];
/** After a wake nothing wakes for so many steps. */
const REST_STEPS = 20;

/** A run of steps above the candidate's score, the best that two of them in a row reached, and steps left of the rest. */
export interface Listening {
  readonly above: number;
  readonly best: number;
  readonly last: number;
  readonly rest: number;
}

export const AT_EASE: Listening = { above: 0, best: 0, last: 0, rest: 0 };

/** Takes the score of the next step. `candidate`: it is to be checked now, if that can be done, and is a wake if not. Pure. */
export function listen(
  state: Listening,
  score: number,
  { candidate }: Pick<Sureness, "candidate">,
): { readonly state: Listening; readonly candidate: boolean } {
  if (state.rest > 0) return { state: { ...AT_EASE, rest: state.rest - 1 }, candidate: false };
  if (score < candidate) return { state: AT_EASE, candidate: false };
  const above = state.above + 1;
  // What two steps in a row reach counts, not a peak.
  const best = Math.max(state.best, Math.min(state.last, score));
  return { state: { above, best, last: score, rest: 0 }, candidate: CHECKED_STEPS.includes(above) };
}

/** The state after a wake. */
export function resting(): Listening {
  return { ...AT_EASE, rest: REST_STEPS };
}

/** What the head has found. */
export interface Found {
  /** The best score that two steps in a row had. */
  readonly best: number;
  /** Frames of speech, the phrase among them, since half a second of silence. */
  readonly voiced: number;
}

/** Whether a doubtful check is enough: the head is sure, and no more than a phrase was said. Pure. */
export function mayBeDoubtful({ best, voiced }: Found, { sure }: Pick<Sureness, "sure"> = CHECKED): boolean {
  return best >= sure && !isLong(voiced);
}

/** Whether what was heard is a wake: the check may be sure by itself, or not very sure beside a head that is. Pure. */
export function agree(found: Found, { among, alone }: Checked): boolean {
  if (among !== null && among >= leastAmong(found)) return true;
  if (!mayBeDoubtful(found)) return false;
  return Math.max(among ?? -Infinity, alone ?? -Infinity) >= LEAST_RATIO.besideSureHead;
}

function leastAmong({ best, voiced }: Found): number {
  if (isLong(voiced)) return LEAST_RATIO.inLongSpeech;
  return best >= CHECKED.candidate ? LEAST_RATIO.besideHead : LEAST_RATIO.byItself;
}

/** Whether more was said than the phrase. */
function isLong(voiced: number): boolean {
  return voiced > LONGEST_PHRASE;
}

/** Speech, frame by frame (32 ms), until it pauses. */
export interface Pausing {
  readonly voiced: number;
  readonly silent: number;
}

export const NO_SPEECH: Pausing = { voiced: 0, silent: 0 };

const VOICED = { from: 0.5, until: 0.35 } as const;
/** A phrase takes at least 0.25 s; after so short a silence the last of it has been heard. */
const LEAST_VOICED = 8;
const PAUSE_FRAMES = 5;
/** So many silent frames, half a second, end what somebody says. */
export const END_FRAMES = 16;

/** Takes the speech probability of the next frame; `paused` once, when speech has just stopped. Pure. */
export function pause(
  state: Pausing,
  probability: number,
  pauseFrames = PAUSE_FRAMES,
): { readonly state: Pausing; readonly paused: boolean } {
  if (probability >= (state.voiced > 0 ? VOICED.until : VOICED.from))
    return { state: { voiced: state.voiced + 1, silent: 0 }, paused: false };
  const silent = state.silent + 1;
  if (silent < pauseFrames) return { state: { ...state, silent }, paused: false };
  return { state: NO_SPEECH, paused: state.voiced >= LEAST_VOICED };
}
