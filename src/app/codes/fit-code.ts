/** Fewer can be tried out by hand. */
const SHORTEST = 4;
/** As many as are looked at. */
const LONGEST = 64;

/** Why a code is not fit to be one, as a sentence; null if it is. */
export function whyUnfit(code: string): string | null {
  const keys = Array.from(code);
  if (keys.length < SHORTEST || code.length > LONGEST) {
    return `A code has ${SHORTEST} to ${LONGEST} characters; six digits are a good one.`;
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(code) || code.trim() !== code) {
    return "A code has no blanks at its ends, and nothing in it that no keypad can send.";
  }
  const steps = keys
    .slice(1)
    .map((key, index) => (key.codePointAt(0) ?? 0) - (keys[index]?.codePointAt(0) ?? 0));
  if ([-1, 0, 1].some((step) => steps.every((one) => one === step))) {
    return "Codes such as 0000 and 1234 are tried first; choose another one.";
  }
  return null;
}
