import { relative } from "node:path";

/** Where something stands in a file; line and column count from 1, `length` is what the caret underlines. */
export interface Position {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Something wrong (error) or doubtful (warning) in the configuration, at its place. */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly position: Position;
  /** One sentence: what was found, what was expected or what it means. */
  readonly message: string;
  /** The valid name nearest to a misspelt one. */
  readonly suggestion?: string;
  /** The line of the file, secrets masked; empty if the file has no such line. */
  readonly excerpt: string;
  /** Where it comes from in the blueprint that is used at `position`. */
  readonly blueprint?: { readonly position: Position; readonly excerpt: string };
}

/** A problem before its position is known: it lies at `path` in the file's data. */
export interface Finding {
  readonly severity: "error" | "warning";
  /** Keys and indices from the root of the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly suggestion?: string;
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean;
  /** Offset and length inside the text that stands at `path`. */
  readonly within?: { readonly offset: number; readonly length: number };
}

/**
 * A problem as people read it: `FILE:LINE:COLUMN: message`, then the line with a caret under the place; for what comes from a
 * blueprint its place there as well. Paths are relative to `cwd`.
 */
export function formatProblem(problem: Problem, cwd: string): string {
  const { blueprint } = problem;
  const kind = problem.severity === "warning" ? "warning: " : "";
  const hint = problem.suggestion === undefined ? "" : `; did you mean "${problem.suggestion}"?`;
  const from = blueprint === undefined ? "" : ` (blueprint ${placeText(blueprint.position, cwd)})`;
  const head = `${placeText(problem.position, cwd)}: ${kind}${problem.message}${hint}${from}`;
  return [head, ...underlined(problem), ...(blueprint === undefined ? [] : underlined(blueprint))].join("\n");
}

function placeText({ file, line, column }: Position, cwd: string): string {
  return `${relative(cwd, file) || file}:${line}:${column}`;
}

/** The line, and a second one with a caret under the place. */
function underlined({ position, excerpt: whole }: Pick<Problem, "position" | "excerpt">): string[] {
  if (whole === "") return [];
  const { line, column, length } = position;
  const excerpt = whole.slice(0, 200);
  const room = Math.max(1, excerpt.length - column + 1);
  const caret = `^${"~".repeat(Math.max(0, Math.min(length, room) - 1))}`;
  return [`${String(line).padStart(5)} | ${excerpt}`, `      | ${padLike(excerpt, column - 1)}${caret}`];
}

/** White space as wide as the first `count` characters of `line`: tabs stay tabs. */
function padLike(line: string, count: number): string {
  return line.slice(0, count).replaceAll(/[^\t]/g, " ").padEnd(Math.min(count, line.length));
}

/** Errors before warnings of the same place; files and lines in order. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => {
    if (a.position.file !== b.position.file) return a.position.file < b.position.file ? -1 : 1;
    return a.position.line - b.position.line || a.position.column - b.position.column;
  });
}

/** Also misspelt ones; what follows on the line is hidden, because where a value ends is not known here. */
const SECRET_KEY = /(["']?\w*(?:pas+w|pas+phrase|pwd|secret|token)\w*["']?\s*:\s*)(?![!\s])(.*)$/i;
const CREDENTIALS = /(\b[a-z][a-z0-9+.-]*:\/\/)([^/\s@]+)@/gi;

/** A `key:` that is no path of a file but the key itself, or nearly so. */
const KEY = /(\bkey["']?\s*:\s*["']?)([A-Za-z0-9+/=_-]{24,})/gi;

/** The line with every password replaced by stars of the same length, so that carets still point at the right place. */
export function maskSecrets(line: string): string {
  const masked = line.replace(SECRET_KEY, (_, key: string, value: string) => key + "*".repeat(value.length));
  const stars = (_: string, before: string, secret: string): string => before + "*".repeat(secret.length);
  return masked
    .replaceAll(KEY, stars)
    .replaceAll(CREDENTIALS, (_, scheme: string, login: string) => `${scheme}${"*".repeat(login.length)}@`);
}
