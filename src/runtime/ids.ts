import type { Clock } from "./clock.ts";

/** Crockford's base 32: no I, L, O, U; its order is that of ASCII. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_DIGITS = 9;
const SUFFIX_DIGITS = 4;
const SUFFIXES = 32 ** SUFFIX_DIGITS;

/**
 * Makes ids of 13 characters: the wall clock in ms, then a random suffix that only counts up within one ms.
 * They sort in the order in which they were made, even when the wall clock is set back meanwhile.
 */
export function createIds(ports: { clock: Clock; random: () => number }): () => string {
  let lastAt = 0;
  let suffix = 0;
  return () => {
    const at = Math.max(0, Math.floor(ports.clock.now().at));
    if (at > lastAt) {
      lastAt = at;
      // The upper half stays free for further ids of the same ms.
      suffix = Math.floor((ports.random() * SUFFIXES) / 2);
    } else {
      suffix += 1;
      if (suffix === SUFFIXES) {
        lastAt += 1;
        suffix = 0;
      }
    }
    return base32(lastAt, TIME_DIGITS) + base32(suffix, SUFFIX_DIGITS);
  };
}

function base32(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = (DIGITS[rest % 32] ?? "") + text;
  }
  return text;
}
