import { unknownName, type NameKind, type Names } from "./names.ts";
import type { Finding } from "./problem.ts";

/** Place of something within a rule. */
export type Path = readonly (string | number)[];

/** What rules are checked against besides the names. */
export interface RuleSurroundings {
  readonly names: Names;
  /** `outputs.allow`. */
  readonly outputs: readonly string[];
  /** Lists and parts of sentences that every rule may name. */
  readonly spoken: { readonly lists: readonly string[]; readonly rules: readonly string[] };
}

/** The names at a place that nothing is called by. */
export function namesAt(
  names: Names,
  place: { kind: NameKind; path: Path; cameras?: readonly string[] | undefined },
  values: readonly string[] | undefined,
): Finding[] {
  const { kind, path, cameras } = place;
  return (values ?? []).flatMap((name, index) => {
    const use = { kind, name, path: [...path, index] };
    return unknownName(names, cameras === undefined ? use : { ...use, cameras }) ?? [];
  });
}

export function isTemplate(text: string): boolean {
  return text.includes("{{");
}

/** An error at a place within a rule. */
export function error(path: Path, message: string): Finding {
  return { severity: "error", path, message };
}
