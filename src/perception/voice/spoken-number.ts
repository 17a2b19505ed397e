const SMALL = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen"
).split(" ");
const TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** The largest number, either side of zero, that has a spoken form here. */
export const LARGEST_SPOKEN = 9_999;

/**
 * The ways to say a whole number in English, words separated by a space: 105 is "one hundred five" and "one hundred and
 * five". Empty for numbers beyond `LARGEST_SPOKEN` and for fractions.
 */
export function spokenNumber(value: number): readonly string[] {
  if (!Number.isInteger(value) || Math.abs(value) > LARGEST_SPOKEN) return [];
  return value < 0 ? positive(-value).map((text) => `minus ${text}`) : positive(value);
}

function positive(value: number): readonly string[] {
  if (value < 100) return [belowHundred(value)];
  const [size, name] = value < 1_000 ? [100, "hundred"] : [1_000, "thousand"];
  const rest = value % size;
  const counts = [belowHundred(Math.floor(value / size))];
  if (counts[0] === "one") counts.push("a");
  return counts.flatMap((count) => {
    const head = `${count} ${name}`;
    if (rest === 0) return [head];
    const tails = positive(rest);
    const joined = tails.map((tail) => `${head} ${tail}`);
    return rest < 100 ? [...joined, ...tails.map((tail) => `${head} and ${tail}`)] : joined;
  });
}

function belowHundred(value: number): string {
  if (value < 20) return SMALL[value] ?? "";
  const ones = value % 10;
  const tens = TENS[Math.floor(value / 10)] ?? "";
  return ones === 0 ? tens : `${tens} ${SMALL[ones] ?? ""}`;
}
