import type { Forgotten } from "./without-person.ts";

/** What was changed of the history. */
export interface Erased {
  readonly events: number;
  /** Stories of rules' runs. */
  readonly traces: number;
  /** Files that showed or recorded the person, paths relative to the state directory; they are deleted. */
  readonly media: readonly string[];
  /** Nothing of it is left in unused parts of the history's file either. */
  readonly wiped: boolean;
}

/** Takes a person out of the history, also while the daemon writes it. */
export interface PersonEraser {
  /** Whether somebody of that name was ever seen, as far as the history reaches. */
  knows(name: string): Promise<boolean>;
  /**
   * Replaces the name in all events, traces and the rules' state by a token, and removes what shows the person. It may be
   * repeated, and must be after an interruption.
   */
  erase(forgotten: Forgotten): Promise<Erased>;
  close(): void;
}
