import { randomUUID } from "node:crypto";
import { readFileSync, watch } from "node:fs";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

/** One write is several changes of the folder. */
const SETTLE_MS = 100;

/** A small file of the state directory, for this user only, replaced as a whole. */
export class StateFile {
  readonly path: string;
  readonly #directory: string;
  readonly #name: string;

  constructor(stateDirectory: string, name: string) {
    this.#directory = stateDirectory;
    this.#name = name;
    this.path = join(stateDirectory, name);
  }

  /** Its text; null if there is no such file. Throws if there is one that cannot be read. */
  read(): string | null {
    try {
      return readFileSync(this.path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  }

  /** Replaces it; has reached the disk when it resolves. After a power cut there is the old file or the new one. */
  write(text: string): Promise<void> {
    return this.#put(text, (partial) => rename(partial, this.path));
  }

  /** Like `write`, but leaves alone what is there, also what another process has written in this very moment. */
  create(text: string): Promise<void> {
    return this.#put(text, async (partial) => {
      await link(partial, this.path).catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== "EEXIST") throw error;
      });
      await rm(partial);
    });
  }

  async #put(text: string, place: (partial: string) => Promise<void>): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const partial = join(this.#directory, `.${this.#name}.${randomUUID()}.part`);
    try {
      const handle = await open(partial, "wx", 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await place(partial);
      await syncDirectory(this.#directory);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Calls `onChange` soon after it changed (by another process too), until it is cancelled. */
  watch(scheduler: Scheduler, onChange: () => void): Cancel {
    let cancel: Cancel = () => undefined;
    const watcher = watch(this.#directory, (_, file) => {
      if (file !== null && file !== this.#name) return;
      cancel();
      cancel = scheduler.after(SETTLE_MS, onChange);
    });
    // A folder that is taken away ends the watching. What was known stays in force until somebody reads again.
    watcher.on("error", () => watcher.close());
    return () => {
      watcher.close();
      cancel();
    };
  }
}

/** A rename is on the disk once its folder is. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
