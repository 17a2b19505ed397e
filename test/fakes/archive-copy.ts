import { fork, type ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openArchive } from "../../src/adapters/archive-folder/archive-marker.ts";
import type { ToArchive } from "../../src/app/archive/messages.ts";

const PROCESS = fileURLToPath(new URL("../../dist/app/archive-process.js", import.meta.url));

/** A clip of a state directory that can be moved to an archive, by the process that does so. */
export class ArchiveCopy {
  /** Relative to the state directory and to the archive. */
  static readonly CLIP = "clips/porch-20261123T184205.123Z.mp4";
  readonly #state: string;
  readonly #film: Buffer;
  readonly #messages: readonly [ToArchive, ToArchive];

  private constructor(state: string, film: Buffer, messages: readonly [ToArchive, ToArchive]) {
    this.#state = state;
    this.#film = film;
    this.#messages = messages;
  }

  static async prepare(state: string, archive: string): Promise<ArchiveCopy> {
    await mkdir(join(state, "clips"), { recursive: true });
    const film = randomBytes(16e6);
    const sha256 = createHash("sha256").update(film).digest("hex");
    await writeFile(join(state, ArchiveCopy.CLIP), film);
    const claim = { path: archive, stateDirectory: state, node: "front", id: null, begin: true };
    const id = await openArchive(claim);
    return new ArchiveCopy(state, film, [
      { ...claim, type: "open", id, begin: false },
      { type: "copy", path: ArchiveCopy.CLIP, sha256, marks: [".keep"] },
    ]);
  }

  /** Begins to copy; `done` resolves when the process says that it has. */
  async begin(): Promise<{ readonly child: ChildProcess; readonly done: Promise<void> }> {
    const child = fork(PROCESS, { serialization: "advanced", execArgv: [] });
    const exited = once(child, "exit");
    child.send(this.#messages[0]);
    await Promise.race([once(child, "message"), exited]);
    const done = new Promise<void>((resolve) =>
      child.on("message", ({ type }: { type: string }) => {
        if (type === "copied") resolve();
      }),
    );
    child.send(this.#messages[1]);
    return { child, done };
  }

  /** Whether the clip in a folder is whole; null if there is none. */
  async isWhole(folder = this.#state): Promise<boolean | null> {
    const there = await readFile(join(folder, ArchiveCopy.CLIP)).catch(() => null);
    return there === null ? null : there.equals(this.#film);
  }
}

/** Ends a process with -9. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
