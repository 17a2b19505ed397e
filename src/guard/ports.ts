import type { EventDraft, GatehouseEvent } from "../events/catalogue.ts";

/** A lock that is owed: the door was unlocked and must be locked again. At most one a device. */
export interface Debt {
  readonly device: string;
  /** The request that unlocked it. */
  readonly request: string;
  /** When it was unlocked and when it has to be locked, ms since boot; `dueAt` the same by wall clock. */
  readonly sinceT: number;
  readonly dueT: number;
  readonly dueAt: number;
  /** The kernel's boot id to which the `t`s belong. */
  readonly boot: string;
}

/** Evidence that has opened a door and opens no other: per person, camera and track. */
export interface Spend {
  readonly person: string;
  readonly camera: string;
  /** The start of the brain and the track within it: `RUN/TRACK`. */
  readonly track: string;
  readonly t: number;
  readonly at: number;
  readonly boot: string;
}

/** What has to be on disk before an unlock is sent. */
export interface Authorisation {
  /** The `request.allowed` event. */
  readonly allowed: EventDraft;
  readonly spends: readonly Spend[];
  /** Replaces an existing debt of the same device; null if the action owes nothing. */
  readonly debt: Debt | null;
}

/** Keeps authorisations, spent evidence and debts. Every method that writes has reached the disk when it resolves. */
export interface GuardStore {
  /** One transaction with `synchronous=FULL`. Rejects if it cannot be written: then nothing may be sent. */
  commit(authorisation: Authorisation): Promise<GatehouseEvent>;
  debts(): Promise<readonly Debt[]>;
  /** The debt of `device` is paid (only if it still is the one of `request`). */
  settle(device: string, request: string): Promise<void>;
  /** Spent evidence of the last ten minutes by wall clock, and all of this boot's last ten minutes. */
  recentSpends(): Promise<readonly Spend[]>;
}
