import { GatehouseError } from "../../runtime/errors.ts";

/** Whether two names belong to one person. */
export interface SamePerson {
  /** Groups of names. */
  readonly groups: number;
  same(one: string, other: string): boolean;
}

/** Everybody has one name. */
export const oneNameEach: SamePerson = { groups: 0, same: (one, other) => one === other };

/**
 * Reads which people stand in the pictures under several names, one person a line, the names separated by `=`:
 * `Nan_Wang = Wang_Nan`. What follows `#` is a remark.
 *
 * @param path for messages
 * @param known the folders' names: a line that names nobody would hide that its person is still taken for two
 * @throws GatehouseError EVAL_SAME_PERSON_INVALID (usage)
 */
export function parseSamePerson(
  text: string,
  { path, known }: { path: string; known: readonly string[] },
): SamePerson {
  const groupOf = new Map<string, number>();
  const invalid = (line: number, why: string): GatehouseError =>
    new GatehouseError("EVAL_SAME_PERSON_INVALID", `${path}:${line}: ${why}`, { kind: "usage" });
  let groups = 0;
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    const said = line.replace(/#.*$/u, "").trim();
    if (said === "") continue;
    const names = said.split("=").map((name) => name.trim());
    if (names.length < 2)
      throw invalid(index + 1, "expected names of one person, as in `Nan_Wang = Wang_Nan`");
    groups += 1;
    for (const name of names) {
      if (!known.includes(name)) throw invalid(index + 1, `there is no folder ${name}`);
      if (groupOf.has(name)) throw invalid(index + 1, `${name} is named twice`);
      groupOf.set(name, groups);
    }
  }
  const same = (one: string, other: string): boolean => {
    const group = groupOf.get(one);
    return one === other || (group !== undefined && group === groupOf.get(other));
  };
  return { groups, same };
}
