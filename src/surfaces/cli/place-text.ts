const NOUNS: Readonly<Record<string, string>> = {
  triggers: "trigger",
  conditions: "condition",
  actions: "action",
};

/**
 * A place within a rule for people: `triggers/0` → `trigger 1`, `actions/1/then/0` → `action 2, then 1`. They count from 1,
 * as on the fingers; the path itself counts from 0, as programs do.
 */
export function placeText(path: string): string {
  const parts = path.split("/");
  const words: string[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const [noun = "", number] = parts.slice(index, index + 2);
    const name = NOUNS[noun] ?? noun;
    words.push(number === undefined ? name : `${name} ${Number(number) + 1}`);
  }
  return words.join(", ");
}

/** A place within a rule as YAML tools write it: `conditions/1` → `conditions[1]`. */
export function yamlPath(path: string): string {
  return path.replaceAll(/\/(\d+)/g, "[$1]").replaceAll("/", ".");
}
