const VOWELS: ReadonlySet<string> = new Set([
  ...["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"],
]);
/** Variants of one word; the first differ least. */
const VARIANTS_MAX = 12;

/**
 * How else a word is spoken by people whose English is not American, beside an American pronunciation (ARPAbet without
 * stress, as of CMUdict). All of it is about R, where accents differ most (J. C. Wells, Accents of English, 1982, sections
 * 3.1.8, 3.2.2 and 6.1.5): those that are not rhotic drop it before consonants and at the end; the vowel of `near` stands
 * for that of `mirror`; and an R before a syllable that is itself an R is hardly said.
 *
 * @returns at most 12 others, without the given one
 */
export function accentVariants(phones: string): readonly string[] {
  const given = phones.split(" ");
  const choices = given.map((phone, i) => spokenAs(phone, given[i - 1], given[i + 1]));
  const all = choices.reduce<readonly string[]>(
    (begun, next) => begun.flatMap((start) => next.map((phone) => `${start} ${phone}`.trim())),
    [""],
  );
  return [...new Set(all)].filter((variant) => variant !== phones).slice(0, VARIANTS_MAX);
}

/** The ways to say one phone between its neighbours, the given one first; empty: it is not said. */
function spokenAs(phone: string, before: string | undefined, next: string | undefined): readonly string[] {
  if (phone === "IH" && (next === "R" || next === "ER")) return ["IH", "IY"];
  if (phone === "ER" && next === undefined) return ["ER", "AH"];
  if (phone !== "R" || before === undefined || !VOWELS.has(before)) return [phone];
  return next === undefined || next === "ER" || !VOWELS.has(next) ? ["R", ""] : ["R"];
}
