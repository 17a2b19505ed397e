import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** A text file that grows line by line; each has reached the disk when its promise resolves. For one writer. */
export class LineFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Its lines; none if there is no such file. What follows the last line's end was cut off by a crash, and is none. */
  async lines(): Promise<string[]> {
    const text = await this.#text();
    return text
      .slice(0, text.lastIndexOf("\n") + 1)
      .split("\n")
      .slice(0, -1);
  }

  /** Takes away what a crash has left of a line, so that the next one begins on its own. */
  async mend(): Promise<void> {
    const text = await this.#text();
    const whole = Buffer.byteLength(text.slice(0, text.lastIndexOf("\n") + 1));
    if (whole === Buffer.byteLength(text)) return;
    const file = await open(this.#path, "r+");
    try {
      await file.truncate(whole);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async append(lines: readonly string[]): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(this.#path, "a", 0o600);
    try {
      await file.writeFile(lines.map((line) => `${line}\n`).join(""));
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Has these lines alone; after a power cut there are the old ones or the new ones. */
  async replace(lines: readonly string[]): Promise<void> {
    const part = new LineFile(`${this.#path}.part`);
    await rm(part.#path, { force: true });
    await part.append(lines);
    await rename(part.#path, this.#path);
  }

  async #text(): Promise<string> {
    return readFile(this.#path, "utf8").catch((error: unknown) => {
      if ((error as { code?: unknown }).code === "ENOENT") return "";
      throw error;
    });
  }
}
