import { freeBytes } from "../adapters/media-files/free-bytes.ts";
import { forkSmallChild } from "../adapters/process/fork-child.ts";
import type { EventDraft } from "../events/catalogue.ts";
import { ArchiveKeeper } from "./archive/archive-keeper.ts";
import { archiveSettings, firstLimits } from "./archive/settings.ts";
import type { Brain } from "./brain/brain.ts";
import { Retention } from "./brain/retention.ts";
import { keepEventsMs } from "./brain/what-goes.ts";
import type { CheckedConfiguration } from "./check-configuration.ts";
import { clipsFrom } from "./clips/kept.ts";
import { CopyKeeper } from "./copies/copy-keeper.ts";
import { copySettings } from "./copies/settings.ts";
import type { ProcessParts } from "./process-parts.ts";

export interface KeepingParts extends ProcessParts {
  readonly brain: Brain;
  readonly configuration: CheckedConfiguration;
  readonly stateDirectory: string;
}

/** Starts what becomes of recordings: they are deleted when their time is over, moved to an archive, and copied elsewhere. */
export function startKeeping(parts: KeepingParts): { stop(): void } {
  const { brain, configuration, logger, stateDirectory } = parts;
  const { recordings, node } = configuration.config;
  const { min_free: minFreeBytes, max_size: maxBytes } = recordings;
  const first = firstLimits(recordings);
  const limits = { ...first, minFreeBytes, keepEventsMs: keepEventsMs(first, recordings.keep_events ?? 0) };
  const kept = {
    ...parts,
    freeBytes: () => freeBytes(stateDirectory),
    reader: brain.journal.reader,
    emit: (draft: EventDraft) => brain.kernel.emit(draft),
    deleting: (clips: readonly string[], why: string) => brain.deletingClips(clips, why),
  };
  const retention = new Retention({
    ...kept,
    limits: () => limits,
    hold: (why) => brain.holdRecordings(why),
    continuous: {
      files: () => brain.continuous.segments(),
      gone: (paths) => brain.continuous.segmentsGone(paths),
      hold: (why) => brain.continuous.holdContinuous(why),
    },
    pruneJournal: async (beforeAt) => {
      const keepClips = await clipsFrom(stateDirectory, beforeAt);
      return brain.journal.prune({ beforeAt, keepLatest: 10_000, keepClips });
    },
  });
  retention.start();
  const second = archiveSettings(recordings);
  const archive =
    second === null
      ? null
      : new ArchiveKeeper({
          ...{ ...kept, settings: second, first: { maxBytes, minFreeBytes }, node },
          logger: logger.child("archive"),
          moved: (clip, to) => brain.movedClip(clip, to),
          start: forkSmallChild,
        });
  void archive?.start();
  const elsewhere = copySettings(recordings);
  const isArchiveReached = (): boolean => archive?.isReached ?? false;
  const copies =
    elsewhere === null
      ? null
      : new CopyKeeper({ ...kept, settings: elsewhere, logger: logger.child("copies"), isArchiveReached });
  void copies?.start();
  return {
    stop: () => {
      for (const keeper of [retention, archive, copies]) keeper?.stop();
    },
  };
}
