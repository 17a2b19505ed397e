/** A camera is well only if all its parts are; what is said is what changed. */
export class HealthBoard {
  readonly #parts = new Map<string, { readonly ok: boolean; readonly why: string } | null>();
  readonly #say: (ok: boolean, why: string) => void;
  #said = "";

  /** @param parts every part that has to be well; until each has spoken the camera is not said to be well */
  constructor(parts: readonly string[], say: (ok: boolean, why: string) => void) {
    for (const part of parts) this.#parts.set(part, null);
    this.#say = say;
  }

  set(part: string, ok: boolean, why: string): void {
    this.#parts.set(part, { ok, why: ok ? "" : why });
    const states = [...this.#parts.values()];
    const ill = states.find((state) => state?.ok === false);
    if (ill === undefined && states.includes(null)) return;
    const saying = ill?.why ?? "";
    const key = `${ill === undefined}:${saying}`;
    if (key === this.#said) return;
    this.#said = key;
    this.#say(ill === undefined, saying);
  }
}
