import { randomBytes } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MediaRef } from "../../events/envelope.ts";

/** File extension of each kind of media that arrives as bytes. */
const EXTENSION = { picture: "jpg", audio: "wav" } as const;

/** Keeps pictures and sounds under `STATE/media/YYYY-MM-DD/`, written whole or not at all. */
export class MediaStore {
  readonly #stateDirectory: string;

  constructor(stateDirectory: string) {
    this.#stateDirectory = stateDirectory;
  }

  /**
   * Stores one picture or sound.
   *
   * @param what `name`: a few words of letters, digits and dashes that begin the file name; `at`: wall clock, ms
   * @returns the reference to put into an event; its path is relative to the state directory
   */
  async store(bytes: Uint8Array, what: { kind: keyof typeof EXTENSION; name: string; at: number }): Promise<MediaRef> {
    const stamp = new Date(what.at).toISOString();
    const day = stamp.slice(0, 10);
    const time = stamp.slice(11, 23).replace(/[:.]/g, "");
    const file = `${what.name}-${time}-${randomBytes(3).toString("hex")}.${EXTENSION[what.kind]}`;
    const path = join("media", day, file);
    const absolute = join(this.#stateDirectory, path);
    await mkdir(dirname(absolute), { recursive: true, mode: 0o700 });
    await writeFile(`${absolute}.part`, bytes, { mode: 0o600 });
    await rename(`${absolute}.part`, absolute);
    return { kind: what.kind, path };
  }
}
