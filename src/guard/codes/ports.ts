import type { EntryRecord } from "./attempts.ts";

/** Knows the codes by their hashes. Slow on purpose; must not block. */
export interface CodeChecker {
  /**
   * Every code that reads like what was entered, by name. Takes as long whether or not there is one. Rejects if it cannot be
   * told: then it was none.
   */
  matches(entered: string): Promise<readonly KnownCode[]>;
}

/** One code that was set. */
export interface KnownCode {
  readonly name: string;
  /** Whose it is; null: nobody's in particular. */
  readonly person: string | null;
  /** Entered by somebody who is forced to: it opens nothing. */
  readonly duress: boolean;
}

/** Remembers wrong codes across restarts. */
export interface EntryStore {
  /** What is remembered, by place of entry. Throws if it cannot be told: then no code is looked at. */
  load(): Readonly<Record<string, EntryRecord>>;
  /** Has reached the disk when it resolves. */
  save(records: Readonly<Record<string, EntryRecord>>): Promise<void>;
}
