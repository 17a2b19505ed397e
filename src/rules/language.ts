/** Plain data: what expressions work on and yield. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The type of a variable; an object is a record with exactly these fields, `strings` a map from text to text. */
export type VariableType =
  | "string"
  | "int"
  | "double"
  | "bool"
  | "any"
  | "list of string"
  | "strings"
  | { readonly [field: string]: VariableType };

/** Names and types of everything an expression may use. */
export type Variables = Readonly<Record<string, VariableType>>;

/** An expression that has been checked against the types of its variables. */
export interface Expression {
  readonly source: string;
  /**
   * Its value. Pure: no clock, no I/O, no randomness.
   * Throws `GatehouseError` RULES_EXPRESSION_FAILED (a missing key, a number that is none).
   */
  evaluate(values: Readonly<Record<string, Json>>): Json;
}

/** What is wrong with an expression, and where in its text. */
export interface ExpressionProblem {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  /** The name that cannot be resolved, if that is what is wrong. */
  readonly unknown?: string;
}

/** The language of conditions and templates; `adapters/cel` implements it. */
export interface ExpressionLanguage {
  /** Parses and type-checks. With `expected: "bool"` an expression of another known type is a problem. */
  compile(
    source: string,
    options: { readonly variables: Variables; readonly expected: "bool" | "any" },
  ):
    | { readonly ok: true; readonly expression: Expression; /** Of its value. */ readonly type: VariableType }
    | { readonly ok: false; readonly problem: ExpressionProblem };
}
