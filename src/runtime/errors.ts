/** Who has to act on an error; the command line turns it into its exit code. */
export type ErrorKind =
  /** The answer is no: a check failed, an enrolment was refused. Exit code 1. */
  | "refused"
  /** Wrong use: bad arguments, bad configuration. Exit code 2. */
  | "usage"
  /** Something that is needed is missing: a model, a package, a device, a file. Exit code 3. */
  | "missing"
  /** Our own invariant broke, or the outside world failed at run time. Exit code 1. */
  | "failed";

/** Every error Gatehouse throws: a stable code that programs may compare, and a sentence that says what to do. */
export class GatehouseError extends Error {
  override readonly name: string = "GatehouseError";
  readonly code: string;
  readonly kind: ErrorKind;

  /**
   * @param code stable, SCREAMING_SNAKE_CASE, prefixed by its area: `MODELS_DIGEST_MISMATCH`
   * @param message one sentence for a person: what was found, what to do
   */
  constructor(code: string, message: string, options: { kind: ErrorKind; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = options.kind;
  }
}

/** The process exit code an error stands for (see `gatehouse --help`). */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof GatehouseError)) return 1;
  if (error.kind === "usage") return 2;
  return error.kind === "missing" ? 3 : 1;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
