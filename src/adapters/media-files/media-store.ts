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

/** What a picture or sound is called. */
interface MediaName {
  readonly kind: keyof typeof EXTENSION;
  /** A few words of letters, digits and dashes that begin the file name. */
  readonly name: string;
  /** Wall clock, ms. */
  readonly at: number;
}

/** A place for a picture or sound that is still being made. */
export interface ExpectedMedia {
  readonly ref: MediaRef;
  /** Gives its bytes, once; null: there will be none. */
  readonly arrived: (bytes: Uint8Array | null) => void;
}

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
   * @returns the reference to put into an event; its path is relative to the state directory
   */
  keep(bytes: Uint8Array, what: MediaName): MediaRef {
    const { ref, arrived } = this.expect(what);
    arrived(bytes);
    return ref;
  }

  /** As `keep`, of one that is still being made: an event does not wait for that either. */
  expect(what: MediaName): ExpectedMedia {
    const path = pathOf(what);
    const ref = { kind: what.kind, path };
    if (this.#pending.size >= PENDING_LIMIT) {
      this.#dropped += 1;
      return { ref, arrived: () => undefined };
    }
    let arrived: ExpectedMedia["arrived"] = () => undefined;
    const arriving = new Promise<Uint8Array | null>((resolve) => (arrived = resolve));
    const writing: Promise<void> = arriving
      .then((bytes) => (bytes === null ? undefined : write(join(this.#stateDirectory, path), bytes)))
      .catch((error: unknown) =>
        this.#logger.warn("a picture or sound could not be kept", { path, error: messageOf(error) }),
      )
      .finally(() => this.#pending.delete(writing));
    this.#pending.add(writing);
    return { ref, arrived };
  }

  /** Resolves when everything taken so far is on the disk, and everything expected has arrived or will not. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending);
  }
}

function pathOf({ kind, name, at }: MediaName): string {
  const stamp = new Date(at).toISOString();
  const time = stamp.slice(11, 23).replace(/[:.]/g, "");
  const file = `${name}-${time}-${randomBytes(3).toString("hex")}.${EXTENSION[kind]}`;
  return join("media", stamp.slice(0, 10), file);
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.part`, bytes, { mode: 0o600 });
  await rename(`${path}.part`, path);
}
