import type { CodeChecker, KnownCode } from "../../guard/codes/ports.ts";
import { isCodeOf } from "./code-hash.ts";

/** A code and its hash. */
export interface HashedCode extends KnownCode {
  readonly hash: string;
}

/** Knows codes by their scrypt hashes; which ones there are is asked each time. */
export class ScryptChecker implements CodeChecker {
  readonly #codes: () => readonly HashedCode[];

  constructor(codes: () => readonly HashedCode[]) {
    this.#codes = codes;
  }

  async matches(entered: string): Promise<readonly KnownCode[]> {
    const found: KnownCode[] = [];
    // One after the other, to the last: that bounds the memory, and the time tells nothing.
    for (const { hash, name, person, duress } of this.#codes()) {
      if (await isCodeOf(hash, entered)) found.push({ name, person, duress });
    }
    return found;
  }
}
