import { z } from "zod";
import { StateFile } from "../../adapters/state-directory/state-file.ts";
import type { Lockdown } from "../../devices/ports.ts";
import type { Requester } from "../../events/action.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

const Stored = z.object({
  version: z.literal(1),
  active: z.boolean(),
  /** Who wrote it last: a wish of the command line is carried out by the daemon, once. */
  by: z.enum(["command", "daemon"]),
  id: z.string(),
});
type Stored = z.output<typeof Stored>;

/** Where it is kept whether there is a lockdown. */
const fileIn = (stateDirectory: string): StateFile => new StateFile(stateDirectory, "lockdown.json");

/** Whether there is a lockdown by what is kept; null: nothing is. What cannot be read stands for one. */
export function keptLockdown(stateDirectory: string): boolean | null {
  const kept = read(fileIn(stateDirectory));
  return kept === "damaged" ? true : (kept?.active ?? null);
}

/** Writes down what the command line wants; a daemon that runs carries it out at once, and one that does not begins with it. */
export function wishLockdown(stateDirectory: string, active: boolean, id: string): Promise<void> {
  return fileIn(stateDirectory).write(textOf({ version: 1, active, by: "command", id }));
}

export interface LockdownHolderOptions {
  readonly stateDirectory: string;
  /** What the journal says, for when nothing is kept; null: it was damaged, and nobody knows. */
  readonly last: boolean | null;
  readonly newId: () => string;
  /** Told at once of each change, before anything else happens. */
  readonly onChange: (active: boolean, by: Requester) => void;
}

/** Whether there is a lockdown; survives restarts. */
export class LockdownHolder implements Lockdown {
  readonly #options: LockdownHolderOptions;
  readonly #file: StateFile;
  #current: boolean;
  readonly #isKept: boolean;
  #turns = 0;
  #written: Promise<void> = Promise.resolve();
  /** The wish of the command line that was heard last. */
  #heard: string | null;

  constructor(options: LockdownHolderOptions) {
    this.#options = options;
    this.#file = fileIn(options.stateDirectory);
    const kept = read(this.#file);
    this.#isKept = kept !== null;
    // Where both are lost there may have been one.
    this.#current = kept === "damaged" ? true : (kept?.active ?? options.last ?? true);
    this.#heard = kept === null || kept === "damaged" ? null : kept.id;
  }

  get current(): boolean {
    return this.#current;
  }

  /** There is one only because nobody knows whether there was: the file that says so is gone, and the journal was damaged. */
  get isAssumed(): boolean {
    return !this.#isKept && this.#options.last === null;
  }

  /** Writes down how it is where nothing is kept yet, so that a damaged journal leaves no doubt; a wish that comes meanwhile stays. */
  async keep(): Promise<void> {
    if (!this.#isKept) await this.#file.create(this.#text(this.#current));
  }

  async set(active: boolean, by: Requester): Promise<void> {
    // It begins at once, and an end that is being written meanwhile is none any more.
    if (active) this.#become(true, by);
    const turn = ++this.#turns;
    await this.#write(active);
    if (turn === this.#turns) this.#become(active, by);
  }

  /** Hands on what the command line wants, until it is cancelled. */
  watch(scheduler: Scheduler, onWish: (active: boolean) => void): Cancel {
    const look = (): void => {
      const kept = read(this.#file);
      if (kept === "damaged") {
        if (!this.#current) onWish(true);
        return;
      }
      if (kept?.by !== "command" || kept.id === this.#heard) return;
      this.#heard = kept.id;
      onWish(kept.active);
    };
    const cancel = this.#file.watch(scheduler, look);
    // What was written before anybody watched.
    look();
    return cancel;
  }

  /** One after the other. */
  #write(active: boolean): Promise<void> {
    this.#written = this.#written.catch(() => undefined).then(() => this.#file.write(this.#text(active)));
    return this.#written;
  }

  #text(active: boolean): string {
    return textOf({ version: 1, active, by: "daemon", id: this.#options.newId() });
  }

  #become(active: boolean, by: Requester): void {
    if (active === this.#current) return;
    this.#current = active;
    this.#options.onChange(active, by);
  }
}

function read(file: StateFile): Stored | "damaged" | null {
  try {
    const text = file.read();
    return text === null ? null : Stored.parse(JSON.parse(text));
  } catch {
    return "damaged";
  }
}

function textOf(stored: Stored): string {
  return `${JSON.stringify(stored)}\n`;
}
