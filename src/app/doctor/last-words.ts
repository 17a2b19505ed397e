const HOW_IT_ENDED = /^.*? ended with code \d+/;

/**
 * What a program of the sound system complained of, in one line: the last one is its own, what comes before it are the
 * libraries' details. Its ending is kept.
 */
export function lastWords(complaint: string): string {
  const lines = complaint.split("\n").filter((line) => line.trim() !== "");
  const last = lines.at(-1)?.trim() ?? "";
  const ending = HOW_IT_ENDED.exec(lines[0] ?? "")?.[0];
  return ending === undefined || lines.length < 2 ? last : `${ending}: ${last}`;
}
