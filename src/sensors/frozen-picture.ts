/** A picture that does not change at all for this long is frozen: a real sensor always has noise. */
const FROZEN_AFTER_MS = 2_000;

/** Notices a camera, or somebody between it and us, that repeats one picture. */
export class FrozenPicture {
  #reference: Uint8Array | null = null;
  #sinceT = 0;

  /**
   * @param data the picture (a copy is kept)
   * @param t capture time, ms
   * @returns whether the same picture has been shown for over two seconds
   */
  observe(data: Uint8Array, t: number): boolean {
    if (this.#reference === null || !equal(this.#reference, data)) {
      this.#remember(data);
      this.#sinceT = t;
      return false;
    }
    return t - this.#sinceT > FROZEN_AFTER_MS;
  }

  /** Into the same memory as long as it fits: several megabytes several times a second are dear to allocate. */
  #remember(data: Uint8Array): void {
    if (this.#reference?.length === data.length) this.#reference.set(data);
    // Not slice: that of a Buffer is a view of the same memory.
    else this.#reference = new Uint8Array(data);
  }
}

/** Compares all bytes; on moving pictures it ends at the first few. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  return Buffer.compare(a, b) === 0;
}
