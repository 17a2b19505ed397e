import type { Expression, ExpressionLanguage, ExpressionProblem, Json, Variables } from "./language.ts";

/** A text with `{{ expression }}` in it, checked. */
export interface Template {
  readonly source: string;
  readonly parts: readonly (string | Expression)[];
}

const OPEN = "{{";
const CLOSE = "}}";

/** Parses and checks a template; offsets of problems count in the whole text. */
export function compileTemplate(
  source: string,
  { language, variables }: { language: ExpressionLanguage; variables: Variables },
): { template: Template; problems: ExpressionProblem[] } {
  const parts: (string | Expression)[] = [];
  const problems: ExpressionProblem[] = [];
  let at = 0;
  for (let open = source.indexOf(OPEN); open !== -1; open = source.indexOf(OPEN, at)) {
    const close = source.indexOf(CLOSE, open + OPEN.length);
    if (close === -1) {
      problems.push({ message: "this {{ has no }}", offset: open, length: OPEN.length });
      break;
    }
    if (open > at) parts.push(source.slice(at, open));
    const from = open + OPEN.length;
    const compiled = language.compile(source.slice(from, close), { variables, expected: "any" });
    if (compiled.ok) parts.push(compiled.expression);
    else problems.push({ ...compiled.problem, offset: compiled.problem.offset + from });
    at = close + CLOSE.length;
  }
  parts.push(source.slice(at));
  return { template: { source, parts: parts.filter((part) => part !== "") }, problems };
}

/** The text with every expression replaced by its value. Throws what the expressions throw. */
export function render(template: Template, values: Readonly<Record<string, Json>>): string {
  return template.parts
    .map((part) => (typeof part === "string" ? part : shown(part.evaluate(values))))
    .join("");
}

function shown(value: Json): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map((item: Json) => shown(item)).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
