/**
 * MQTT topic filters (MQTT 5.0, section 4.7): `+` stands for one level, `#` as the last level for any number of them,
 * and a wildcard in the first level does not match topics that begin with `$`.
 */

/** Whether `filter` is well formed. */
export function isTopicFilter(filter: string): boolean {
  if (filter.length === 0 || filter.length > 65_535 || filter.includes("\0")) return false;
  const levels = filter.split("/");
  return levels.every((level, index) => {
    if (level === "#") return index === levels.length - 1;
    return level === "+" || !/[+#]/.test(level);
  });
}

/** Whether a message published to `topic` reaches a subscription to `filter`. */
export function topicMatches(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const found = topic.split("/");
  if (topic.startsWith("$") && (wanted[0] === "+" || wanted[0] === "#")) return false;
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= found.length) return false;
    if (level !== "+" && level !== found[index]) return false;
  }
  return wanted.length === found.length;
}

/** Whether there is a topic that both filters match (a topic without wildcards is a filter too). */
export function filtersOverlap(left: string, right: string): boolean {
  return levelsOverlap(left.split("/"), right.split("/"));
}

function levelsOverlap(left: readonly string[], right: readonly string[]): boolean {
  const [a, ...restOfLeft] = left;
  const [b, ...restOfRight] = right;
  // `#` also stands for no level at all: `sport/#` matches `sport`.
  if (a === "#" || b === "#") return true;
  if (a === undefined || b === undefined) return a === b;
  if (a !== "+" && b !== "+" && a !== b) return false;
  return levelsOverlap(restOfLeft, restOfRight);
}
