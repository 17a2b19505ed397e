import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

/** Several files may come at once. */
const SETTLE_MS = 100;
const ENDING = ".json";

/** Word that the command line leaves for the daemon: a file each, in a folder of the state directory for this user only. */
export class WishFolder {
  readonly #path: string;

  constructor(stateDirectory: string, name: string) {
    this.#path = join(stateDirectory, name);
  }

  /** Leaves word; a daemon that watches takes it soon. */
  async leave(text: string): Promise<void> {
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    // By name they sort as they were left.
    const name = `${String(Date.now()).padStart(15, "0")}-${randomUUID()}`;
    const partial = join(this.#path, `.${name}.part`);
    await writeFile(partial, text, { flag: "wx", mode: 0o600 });
    await rename(partial, join(this.#path, `${name}${ENDING}`));
  }

  /** Takes what is there and what comes, each once and in its order, until it is cancelled. */
  watch(scheduler: Scheduler, onWish: (text: string) => void): Cancel {
    mkdirSync(this.#path, { recursive: true, mode: 0o700 });
    let cancel: Cancel = () => undefined;
    const take = (): void => {
      for (const text of this.#taken()) onWish(text);
    };
    const watcher = watch(this.#path, () => {
      cancel();
      cancel = scheduler.after(SETTLE_MS, take);
    });
    // A folder that is taken away ends the watching.
    watcher.on("error", () => watcher.close());
    take();
    return () => {
      watcher.close();
      cancel();
    };
  }

  *#taken(): Generator<string> {
    for (const name of this.#names()) {
      const path = join(this.#path, name);
      let text: string;
      try {
        text = readFileSync(path, "utf8");
        rmSync(path);
      } catch {
        // Whatever cannot be read or taken away stays: it would be done again and again.
        continue;
      }
      yield text;
    }
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#path)
        .filter((name) => name.endsWith(ENDING) && !name.startsWith("."))
        .sort();
    } catch {
      return [];
    }
  }
}
