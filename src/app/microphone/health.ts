/** What a microphone needs to be well. */
type Part = "setup" | "sound" | "rest";

/** Joins the health of set-up and sound into one, and tells it at each change. */
export class Health {
  readonly #tell: (ok: boolean, why: string) => void;
  readonly #parts = new Map<Part, { ok: boolean; why: string }>();
  #told = "";

  constructor(tell: (ok: boolean, why: string) => void) {
    this.#tell = tell;
  }

  /** Nothing is told before both parts have spoken, unless one is not well. */
  tell(part: Part, ok: boolean, why: string): void {
    this.#parts.set(part, { ok, why });
    const ill = [...this.#parts.values()].find((one) => !one.ok);
    if (ill === undefined && this.#parts.size < 2) return;
    const line = ill === undefined ? "well" : `ill ${ill.why}`;
    if (line === this.#told) return;
    this.#told = line;
    this.#tell(ill === undefined, ill?.why ?? "sound flows");
  }
}
