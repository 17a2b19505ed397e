import { z } from "zod";
import type { HashedCode } from "../../adapters/codes/scrypt-checker.ts";
import { StateFile } from "../../adapters/state-directory/state-file.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { GatehouseError } from "../../runtime/errors.ts";

const Stored = z.object({
  version: z.literal(1),
  /** The hash of each code that was set, by name. */
  codes: z.record(z.string(), z.string()),
});

/** The codes of a configuration, and what they are: from the file itself, or from the state directory. */
export class CodeBook {
  readonly #file: StateFile;
  #declared: GatehouseConfig["codes"];

  constructor(stateDirectory: string, declared: GatehouseConfig["codes"]) {
    this.#file = new StateFile(stateDirectory, "codes.json");
    this.#declared = declared;
  }

  /** Goes by another configuration from now on. */
  use(declared: GatehouseConfig["codes"]): void {
    this.#declared = declared;
  }

  /**
   * Every code that was set, as things stand now.
   *
   * @throws GatehouseError CODES_DAMAGED (failed) if what is kept of them cannot be read
   */
  codes(): HashedCode[] {
    const stored = this.#stored();
    return Object.entries(this.#declared).flatMap(([name, { hash = stored[name], person = null, duress }]) =>
      hash === undefined ? [] : [{ name, hash, person, duress: duress !== undefined }],
    );
  }

  /** The codes that are declared and that nobody has set. Throws as `codes` does. */
  unset(): string[] {
    const known = new Set(this.codes().map(({ name }) => name));
    return Object.keys(this.#declared).filter((name) => !known.has(name));
  }

  /** Keeps the hash of a code; it counts from the next entry on. */
  async set(name: string, hash: string): Promise<void> {
    await this.#write({ ...this.#stored(), [name]: hash });
  }

  /** Forgets a code; false if none of that name is kept. */
  async remove(name: string): Promise<boolean> {
    const { [name]: removed, ...rest } = this.#stored();
    if (removed === undefined) return false;
    await this.#write(rest);
    return true;
  }

  #stored(): Readonly<Record<string, string>> {
    const text = this.#file.read();
    if (text === null) return {};
    try {
      return Stored.parse(JSON.parse(text)).codes;
    } catch {
      const message = `${this.#file.path} is damaged: take it away, and set the codes anew with \`gatehouse code set\`.`;
      throw new GatehouseError("CODES_DAMAGED", message, { kind: "failed" });
    }
  }

  #write(codes: Readonly<Record<string, string>>): Promise<void> {
    return this.#file.write(`${JSON.stringify({ version: 1, codes })}\n`);
  }
}
