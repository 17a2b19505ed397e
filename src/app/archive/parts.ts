import type { StartLooseChild } from "../../adapters/process/fork-child.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { JournalReader } from "../../events/journal.ts";
import type { KeepLimits } from "../brain/what-goes.ts";
import type { ProcessParts } from "../process-parts.ts";

/** What the archive is, and how long and how much it keeps. */
export interface ArchiveSettings {
  readonly path: string;
  /** How long clips stay on the first disk, ms. */
  readonly afterMs: number;
  readonly limits: KeepLimits;
  readonly minFreeBytes: number;
}

export interface ArchiveParts extends ProcessParts {
  readonly stateDirectory: string;
  readonly node: string;
  readonly settings: ArchiveSettings;
  /** Of the first disk. */
  readonly first: { readonly maxBytes: number; readonly minFreeBytes: number };
  /** How much of the first disk is free, bytes. */
  readonly freeBytes: () => Promise<number>;
  readonly reader: Pick<JournalReader, "events">;
  readonly emit: (draft: EventDraft) => void;
  /** A whole copy of a clip lies at that path; that is written down when it resolves. */
  readonly moved: (clip: string, to: string) => Promise<void>;
  /** Clips are about to be deleted; that is written down when it resolves. */
  readonly deleting: (clips: readonly string[], why: string) => Promise<void>;
  readonly start: StartLooseChild;
}
