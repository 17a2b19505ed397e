import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import { clipFilesOf } from "../archive/look.ts";
import { listClips } from "../clips/list.ts";
import type { CopySettings } from "./copy-keeper.ts";
import { CopyLedger } from "./ledger.ts";
import { clipsToCopy, type CopiedClip } from "./what-to-copy.ts";

/** How far the copies have come. */
export interface CopyStatus {
  readonly copied: number;
  /** What is still to be copied, in order. */
  readonly waiting: readonly CopiedClip[];
  /** Why nothing can be copied, by the journal; null if it can. */
  readonly failing: string | null;
}

/** Finds out how far the copies have come, from what is on the disk; also beside the daemon. */
export async function copyStatus(stateDirectory: string, { place, what }: CopySettings): Promise<CopyStatus> {
  const ledger = await CopyLedger.read(stateDirectory, place.to);
  const { files } = await clipFilesOf(stateDirectory);
  const journal = await openJournalReader(journalPath(stateDirectory));
  try {
    const clips = await listClips(journal.reader, files, {});
    const wanted = clipsToCopy(clips, what);
    const isThere = new Set(clips.filter(({ tier }) => tier !== null).map(({ clip }) => clip));
    const names = ["copy.failed", "copy.recovered"] as const;
    const [last] = await journal.reader.events({ names, newestFirst: true, limit: 1 });
    return {
      copied: wanted.filter(({ clip }) => ledger.isCopied(clip)).length,
      waiting: wanted.filter(({ clip }) => !ledger.isCopied(clip) && isThere.has(clip)),
      failing: last?.name === "copy.failed" ? last.why : null,
    };
  } finally {
    journal.close();
  }
}

/** The same in one sentence. */
export function copyStatusText({ copied, waiting }: CopyStatus, { place }: CopySettings): string {
  const bytes = waiting.reduce((sum, clip) => sum + clip.bytes, 0);
  const rest =
    waiting.length === 0 ? "none waits" : `${waiting.length} wait (${(bytes / 1e6).toFixed(1)} MB)`;
  return `${place.to}: ${copied} ${copied === 1 ? "clip is" : "clips are"} copied, ${rest}`;
}
