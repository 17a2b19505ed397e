import type { Scalar } from "yaml";

/**
 * Where character `offset` of a scalar's value stands in the file: undoes quotes, escapes, folded lines and block indentation.
 */
export function sourceOffset(text: string, scalar: Scalar, offset: number): number {
  const [start, end] = scalar.range ?? [0, 0];
  const value = String(scalar.value);
  const wanted = Math.max(0, Math.min(offset, value.length));
  let at = contentStart(text, scalar, start);
  for (let index = 0; index < wanted && at < end; index += 1) {
    at = skipLayout(text, at, { until: value[index] ?? "", end });
    at += writtenLength(text, at, scalar.type);
  }
  const next = value[wanted];
  return Math.min(next === undefined ? at : skipLayout(text, at, { until: next, end }), end);
}

function contentStart(text: string, scalar: Scalar, start: number): number {
  if (scalar.type === "QUOTE_DOUBLE" || scalar.type === "QUOTE_SINGLE") return start + 1;
  if (scalar.type === "BLOCK_LITERAL" || scalar.type === "BLOCK_FOLDED") return text.indexOf("\n", start) + 1;
  return start;
}

/** Skips line breaks and indentation that are not part of the value. */
function skipLayout(text: string, from: number, { until, end }: { until: string; end: number }): number {
  let at = from;
  while (at < end && text[at] !== until && /\s/.test(text[at] ?? "") && !isFoldedSpace(text, at, until))
    at += 1;
  return at;
}

/** A folded line break stands for one space of the value. */
function isFoldedSpace(text: string, at: number, until: string): boolean {
  return until === " " && text[at] === "\n";
}

/** How many characters of the file the character at `at` takes. */
function writtenLength(text: string, at: number, type: Scalar["type"]): number {
  if (type === "QUOTE_SINGLE" && text.startsWith("''", at)) return 2;
  if (type !== "QUOTE_DOUBLE" || text[at] !== "\\") return 1;
  const escape = text[at + 1] ?? "";
  return { x: 4, u: 6, U: 10 }[escape] ?? 2;
}
