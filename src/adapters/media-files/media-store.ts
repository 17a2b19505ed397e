import { randomBytes } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MediaRef } from "../../events/envelope.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";

/** File extension of each kind of media that arrives as bytes. */
const EXTENSION = { picture: "jpg", audio: "wav" } as const;

/** Files that may wait for a slow card; further ones are dropped and counted. */
const PENDING_LIMIT = 64;

/** Keeps pictures and sounds under `STATE/media/YYYY-MM-DD/`, written whole or not at all. */
export class MediaStore {
  readonly #stateDirectory: string;
  readonly #logger: Logger;
  readonly #pending = new Set<Promise<void>>();
  #dropped = 0;

  constructor(stateDirectory: string, logger: Logger) {
    this.#stateDirectory = stateDirectory;
    this.#logger = logger;
  }

  /** Files that were not written because too many were waiting. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Names a place for one picture or sound and writes it there in the background: an event, and with it the door, never
   * waits for a slow card. A failed write is logged; the event stays true.
   *
   * @param what `name`: a few words of letters, digits and dashes that begin the file name; `at`: wall clock, ms
   * @returns the reference to put into an event; its path is relative to the state directory
   */
  keep(bytes: Uint8Array, what: { kind: keyof typeof EXTENSION; name: string; at: number }): MediaRef {
    const stamp = new Date(what.at).toISOString();
    const time = stamp.slice(11, 23).replace(/[:.]/g, "");
    const file = `${what.name}-${time}-${randomBytes(3).toString("hex")}.${EXTENSION[what.kind]}`;
    const path = join("media", stamp.slice(0, 10), file);
    if (this.#pending.size >= PENDING_LIMIT) {
      this.#dropped += 1;
    } else {
      const writing: Promise<void> = write(join(this.#stateDirectory, path), bytes)
        .catch((error: unknown) =>
          this.#logger.warn("a picture or sound could not be kept", { path, error: messageOf(error) }),
        )
        .finally(() => this.#pending.delete(writing));
      this.#pending.add(writing);
    }
    return { kind: what.kind, path };
  }

  /** Resolves when everything taken so far is on the disk. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.part`, bytes, { mode: 0o600 });
  await rename(`${path}.part`, path);
}
