import { LARGEST_SPOKEN, spokenNumber } from "./spoken-number.ts";
import { parseTemplate, spellings, spokenWords } from "./template.ts";

/** A value as people write it: the text itself, or what is said (a template without names) and what it stands for. */
type ValueSource = string | { readonly in: string; readonly out: string };

/** Whole numbers, spoken as words and reported as digits. */
interface RangeSource {
  readonly from: number;
  readonly to: number;
  readonly step?: number | undefined;
}

/** What may stand for a slot. */
export type ListSource =
  readonly ValueSource[] | { readonly values: readonly ValueSource[] } | { readonly range: RangeSource };

/** One way to say one value of a list: as it is reported, and the words. */
export interface ListValue {
  readonly value: string;
  readonly words: readonly string[];
}

/** A list with each way of saying each value, or why it cannot be spoken. */
export type ParsedList =
  | { readonly ok: true; readonly values: readonly ListValue[] }
  | { readonly ok: false; readonly message: string };

/** Ways of saying the values of one list: what a decoder still learns in a moment. */
const MOST_WAYS = 2_000;

/** Reads a list. Never throws. */
export function parseList(source: ListSource): ParsedList {
  if ("range" in source) return parseRange(source.range);
  const values: ListValue[] = [];
  for (const value of isWrapped(source) ? source.values : source) {
    const ways = waysOf(value);
    if (!ways.ok) return ways;
    values.push(...ways.values);
    if (values.length > MOST_WAYS) return tooMany();
  }
  return { ok: true, values };
}

function parseRange({ from, to, step = 1 }: RangeSource): ParsedList {
  if (![from, to, step].every(Number.isInteger) || step < 1 || to < from)
    return refused(`a range goes from a whole number up to another: from ${from} to ${to}, step ${step}`);
  if (Math.max(Math.abs(from), Math.abs(to)) > LARGEST_SPOKEN)
    return refused(`numbers beyond ${LARGEST_SPOKEN} cannot be spoken`);
  if ((to - from) / step >= MOST_WAYS) return tooMany();
  const values: ListValue[] = [];
  for (let number = from; number <= to; number += step)
    for (const text of spokenNumber(number)) values.push({ value: String(number), words: text.split(" ") });
  return values.length > MOST_WAYS ? tooMany() : { ok: true, values };
}

function waysOf(source: ValueSource): ParsedList {
  const text = typeof source === "string" ? source : source.in;
  if (spokenWords(text).length === 0) return refused("it has an empty value");
  const parsed = parseTemplate(text);
  if (!parsed.ok) return refused(`"${text}" cannot be spoken: ${parsed.message}`);
  const texts = spellings(parsed.template);
  if (texts === null)
    return refused(`"${text}" cannot be a value: it names a list or a rule, or can be said in too many ways`);
  const isPlain = !/[()[\]|;]/u.test(text);
  return {
    ok: true,
    values: texts.map((way) => ({
      value: typeof source === "string" ? (isPlain ? text : way) : source.out,
      words: way.split(" ").filter((word) => word !== ""),
    })),
  };
}

function tooMany(): ParsedList {
  return refused(`there are more than ${MOST_WAYS} ways to say its values`);
}

function refused(message: string): ParsedList {
  return { ok: false, message };
}

/** Arrays have a method of this name. */
function isWrapped(
  source: Exclude<ListSource, { readonly range: RangeSource }>,
): source is { readonly values: readonly ValueSource[] } {
  return !Array.isArray(source);
}
