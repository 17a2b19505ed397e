import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { EventDraft } from "../../events/catalogue.ts";
import type { JournalReader } from "../../events/journal.ts";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { TIME_LAPSE_FOLDER } from "../continuous/segment-name.ts";
import { clipOfFile } from "./clip-name.ts";
import { storedFiles, strangersAmong } from "./stored-files.ts";
import { filesToDelete, type Doomed, type KeepLimits, type StoredFile, type WhyGone } from "./what-goes.ts";

export interface RetentionParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly stateDirectory: string;
  readonly limits: () => KeepLimits & { readonly minFreeBytes: number; readonly keepEventsMs: number };
  /** How much of the disk is free, bytes. */
  readonly freeBytes: () => Promise<number>;
  readonly reader: Pick<JournalReader, "events">;
  readonly emit: (draft: EventDraft) => void;
  /** Clips are about to be deleted; what is known of them is written down when it resolves. */
  readonly deleting: (clips: readonly string[], why: string) => Promise<void>;
  /** Deletes events of the journal from before this wall clock, ms since the epoch. */
  readonly pruneJournal: (beforeAt: number) => Promise<number>;
  /** Nothing may be recorded for this reason; null: it may again. */
  readonly hold: (why: string | null) => void;
  readonly continuous: ContinuousParts;
}

/** What is recorded all the time. */
interface ContinuousParts {
  /** All segments that are there. */
  readonly files: () => readonly StoredFile[];
  /** These are no longer there. */
  readonly gone: (paths: readonly string[]) => Promise<void>;
  /** Nothing but clips may be recorded for this reason; null: it may again. */
  readonly hold: (why: string | null) => void;
}

const EVERY_MS = 10 * 60_000;
/** How often the room on the disk is looked at: between two looks less is recorded than the least that stays free. */
const LOOK_EVERY_MS = 5_000;
/** Where so much of the least is gone, nothing is recorded any more: what is left is the journal's, and so the door's. */
const HOLD_SHARE = 0.5;
/** A little more is made free than has to be, or it would have to be done again at once. */
const MORE_FREE = 1.2;
/** Folders of the state directory whose files are recordings. */
const FOLDERS = ["clips", "media", TIME_LAPSE_FOLDER] as const;
/** So many clips are named in one event. */
const MOST_NAMED = 100;

const WHY: Readonly<Record<WhyGone, string>> = {
  age: "their time was over (recordings.keep)",
  size: "all together took more room than they may (recordings.max_size)",
  room: "the disk was nearly full (recordings.min_free)",
};

const REASONS = ["age", "size", "room"] as const;

/** Deletes old clips, pictures and events, now and every ten minutes, and others as soon as the disk gets full. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #cancels = new Map<"round" | "look", Cancel>();
  /** One after the other. */
  #work: Promise<void> = Promise.resolve();
  #isHeld = false;
  /** Nothing but clips is recorded. */
  #isContinuousHeld = false;
  #isStopped = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#repeat("round", EVERY_MS, () => this.#round());
    this.#repeat("look", LOOK_EVERY_MS, () => this.#look());
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#cancels.values()) cancel();
  }

  /** Again and again, so long after the end of the time before. */
  #repeat(name: "round" | "look", everyMs: number, work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#parts.logger.warn("old recordings could not be deleted", { error: messageOf(error) });
    });
    void this.#work.then(() => {
      if (this.#isStopped) return;
      this.#cancels.set(
        name,
        this.#parts.scheduler.after(everyMs, () => this.#repeat(name, everyMs, work)),
      );
    });
  }

  async #round(): Promise<void> {
    const { clock, logger, limits, pruneJournal } = this.#parts;
    try {
      await this.#clear(await this.#storedFiles(), 0);
    } finally {
      const events = await pruneJournal(clock.now().at - limits().keepEventsMs);
      if (events > 0) logger.info("old events were deleted", { events });
    }
  }

  /** Makes room where the disk is nearly full; where there is nothing left that may go, nothing is recorded. */
  async #look(): Promise<void> {
    const { minFreeBytes } = this.#parts.limits();
    let free = await this.#parts.freeBytes();
    // What is recorded all the time fills any disk: it makes its own room, and nothing else has to be looked at for that.
    for (const files of [() => this.#segments(), () => this.#storedFiles()]) {
      if (free >= minFreeBytes) break;
      await this.#clear(await files(), minFreeBytes * MORE_FREE - free);
      free = await this.#parts.freeBytes();
    }
    this.#holdContinuous(free < minFreeBytes, free);
    if (free < minFreeBytes * HOLD_SHARE) this.#hold(free);
    else if (this.#isHeld && free >= minFreeBytes) this.#release(free);
  }

  /** It has nothing left to make room with: from here on the room is that of clips. */
  #holdContinuous(isHeld: boolean, free: number): void {
    if (isHeld === this.#isContinuousHeld) return;
    this.#isContinuousHeld = isHeld;
    const why = `only ${megabytes(free)} of the disk are free, which are left to clips (recordings.min_free)`;
    this.#parts.continuous.hold(isHeld ? why : null);
  }

  #hold(free: number): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    const why = `only ${megabytes(free)} of the disk are free, and no recording is left that may be deleted: nothing is recorded`;
    this.#parts.logger.error("the disk is nearly full", { freeBytes: free });
    this.#parts.emit({ name: "disk.low", source: "brain", ...this.#parts.clock.now(), why });
    this.#parts.hold(why);
  }

  #release(free: number): void {
    this.#isHeld = false;
    this.#parts.logger.info("there is room on the disk again", { freeBytes: free });
    this.#parts.hold(null);
  }

  async #clear(files: readonly StoredFile[], missingBytes: number): Promise<void> {
    const { clock, limits, continuous } = this.#parts;
    if (files.length === 0) return;
    const others = files.filter(({ segment }) => segment === undefined);
    const doomed = filesToDelete(files, {
      limits: limits(),
      nowAt: clock.now().at,
      isOfStranger: others.length === 0 ? () => false : await strangersAmong(others, this.#parts.reader),
      missingBytes,
    });
    for (const why of REASONS) await this.#parts.deleting(clipsOf(doomed, why), WHY[why]);
    const gone: Doomed[] = [];
    for (const one of doomed) if (await this.#delete(one.file.path)) gone.push(one);
    await continuous.gone(gone.flatMap(({ file }) => (file.segment === undefined ? [] : [file.path])));
    for (const why of REASONS) this.#tell(gone, why);
  }

  async #delete(path: string): Promise<boolean> {
    try {
      await rm(path, { force: true });
      return true;
    } catch (error) {
      this.#parts.logger.warn("an old recording could not be deleted", { path, error: messageOf(error) });
      return false;
    }
  }

  #tell(gone: readonly Doomed[], why: WhyGone): void {
    const files = gone.filter((one) => one.why === why).map(({ file }) => file);
    if (files.length === 0) return;
    const clips = clipsOf(gone, why);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    this.#parts.logger.info("recordings were deleted", { files: files.length, bytes, why: WHY[why] });
    const told = { clips: clips.slice(0, MOST_NAMED), files: files.length, bytes, why: WHY[why] };
    this.#parts.emit({ name: "recordings.deleted", source: "brain", ...this.#parts.clock.now(), ...told });
  }

  #segments(): Promise<readonly StoredFile[]> {
    return Promise.resolve(this.#parts.continuous.files());
  }

  /** All recordings. A folder that cannot be read must not keep the rest for ever. */
  async #storedFiles(): Promise<StoredFile[]> {
    const { logger, stateDirectory } = this.#parts;
    const folders = FOLDERS.map(async (folder) => {
      try {
        return await storedFiles(join(stateDirectory, folder));
      } catch (error) {
        logger.warn("a folder of recordings cannot be read", { folder, error: messageOf(error) });
        return [];
      }
    });
    return [...(await Promise.all(folders)).flat(), ...this.#parts.continuous.files()];
  }
}

function clipsOf(doomed: readonly Doomed[], why: WhyGone): string[] {
  const files = doomed.filter((one) => one.why === why);
  return files.flatMap(({ file }) => clipOfFile(basename(file.path)) ?? []);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
