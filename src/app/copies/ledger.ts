import { join } from "node:path";
import { z } from "zod";
import { LineFile } from "../../adapters/media-files/line-file.ts";

const LedgerLine = z.object({
  clip: z.string(),
  /** `begun`: it may be there, whole or in part, under its own name or not; `copied`: it is there, and was compared. */
  state: z.enum(["begun", "copied"]),
  /** When it was written, ms since the epoch. */
  at: z.number(),
  /** To which place. */
  to: z.string(),
});
type LedgerLine = z.output<typeof LedgerLine>;

/** What is copied no more after this is known to nobody else either. */
const FORGOTTEN_AFTER_MS = 400 * 86_400_000;
/** So many lines that say nothing any more are borne. */
const MOST_IDLE_LINES = 1_000;

const fileOf = (stateDirectory: string): LineFile => new LineFile(join(stateDirectory, "clip-copies.jsonl"));

/** Which clips are copied to a place, as it is on the disk. */
export class CopyLedger {
  readonly #file: LineFile;
  readonly #to: string;
  readonly #states: Map<string, LedgerLine>;

  private constructor(file: LineFile, to: string, states: Map<string, LedgerLine>) {
    this.#file = file;
    this.#to = to;
    this.#states = states;
  }

  /**
   * Reads it. What was copied to another place is not copied to this one.
   *
   * @param to null: to whatever place
   */
  static async read(stateDirectory: string, to: string | null): Promise<Pick<CopyLedger, "isCopied">> {
    const file = fileOf(stateDirectory);
    return new CopyLedger(file, to ?? "", latest(await file.lines(), to));
  }

  /** Reads it to write it, as only one process may: mends what a crash has left, and leaves out what says nothing any more. */
  static async open(stateDirectory: string, to: string, nowAt: number): Promise<CopyLedger> {
    const file = fileOf(stateDirectory);
    await file.mend();
    const lines = await file.lines();
    const states = latest(lines, to);
    for (const [clip, { at }] of states) if (nowAt - at > FORGOTTEN_AFTER_MS) states.delete(clip);
    if (lines.length > states.size + MOST_IDLE_LINES)
      await file.replace([...states.values()].map((line) => JSON.stringify(line)));
    return new CopyLedger(file, to, states);
  }

  /** Whether a clip is there, whole. */
  isCopied(clip: string): boolean {
    return this.#states.get(clip)?.state === "copied";
  }

  /** Whether something of a clip may be there. */
  isBegun(clip: string): boolean {
    return this.#states.has(clip);
  }

  /** Writes down what has become of a clip; it is on the disk when it resolves. Rejects as the file system does. */
  async note(clip: string, state: LedgerLine["state"], at: number): Promise<void> {
    const line: LedgerLine = { clip, state, at, to: this.#to };
    await this.#file.append([JSON.stringify(line)]);
    this.#states.set(clip, line);
  }
}

/** The last word on each clip. */
function latest(lines: readonly string[], to: string | null): Map<string, LedgerLine> {
  const states = new Map<string, LedgerLine>();
  for (const line of lines) {
    const read = readLine(line);
    if (read !== null && [null, read.to].includes(to)) states.set(read.clip, read);
  }
  return states;
}

function readLine(line: string): LedgerLine | null {
  try {
    return LedgerLine.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
