import { join } from "node:path";
import { holdLock } from "../../adapters/state-directory/hold-lock.ts";
import type { HeldState } from "../../adapters/state-directory/state-directory.ts";
import { WishFolder } from "../../adapters/state-directory/wish-folder.ts";
import { Rclone, type RemotePlace } from "../../adapters/rclone/rclone.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { JournalReader } from "../../events/journal.ts";
import { backoffMs } from "../../runtime/backoff.ts";
import type { Cancel } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { ProcessParts } from "../process-parts.ts";
import { Copier } from "./copier.ts";
import { CopyLedger } from "./ledger.ts";
import { clipsToCopy, type CopiedClip, type CopyWhat } from "./what-to-copy.ts";

/** What is copied where to. */
export interface CopySettings {
  readonly place: RemotePlace;
  readonly what: CopyWhat;
}

export interface CopyParts extends ProcessParts {
  readonly stateDirectory: string;
  readonly settings: CopySettings;
  readonly reader: Pick<JournalReader, "events">;
  readonly emit: (draft: EventDraft) => void;
  /** Whether clips in the archive can be read, as far as is known. */
  readonly isArchiveReached: () => boolean;
}

/** How often is looked for new clips. */
const LOOK_EVERY_MS = 10_000;
const MEDIA_EVERY_MS = 10 * 60_000;
const RETRY = { firstMs: 30_000, maxMs: 30 * 60_000 };
interface Around {
  readonly ledger: CopyLedger;
  readonly remote: Rclone;
}

const WHY = {
  gone: "it was deleted",
  changed: "it was changed since it was recorded",
  unreadable: "it cannot be read",
} as const;

/** Whoever copies has the lock of this file of the state directory. */
export const COPY_LOCK = "clip-copies.lock";

/** Where a command leaves word that everything is to be tried at once. */
export function copyWishes(stateDirectory: string): WishFolder {
  return new WishFolder(stateDirectory, "copy-wishes");
}

/** Copies clips to another place as soon as they are recorded, one after the other, for as long as it runs. */
export class CopyKeeper {
  readonly #parts: CopyParts;
  readonly #over = new AbortController();
  readonly #clips = new Map<string, CopiedClip>();
  #lock: HeldState | null = null;
  #ledger: CopyLedger | null = null;
  #remote: Rclone | null = null;
  /** What is being copied was broken off for a clip that is worth more. */
  #isPreempted = false;
  /** When pictures and sounds were copied last, ms since boot. */
  #mediaAtT = -Infinity;
  #cancel: Cancel = () => undefined;
  #unwatch: Cancel = () => undefined;
  #isBusy = false;
  #failures = 0;
  #isFailing = false;
  #isManifestOld = true;
  /** Up to where the journal was read; null: not at all. */
  #readTo: number | null = null;
  /** Clips that lie in an archive that is away. */
  readonly #away = new Map<string, CopiedClip>();

  constructor(parts: CopyParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { reader, stateDirectory, scheduler } = this.#parts;
    const names = ["copy.failed", "copy.recovered"] as const;
    const [last] = await reader.events({ names, newestFirst: true, limit: 1 }).catch(() => []);
    this.#isFailing = last?.name === "copy.failed";
    if (this.#over.signal.aborted) return;
    this.#unwatch = copyWishes(stateDirectory).watch(scheduler, () => {
      if (!this.#isBusy) this.#again(0);
    });
    this.#again(0);
  }

  /** What is being copied is begun anew at the next start. */
  stop(): void {
    this.#over.abort();
    this.#lock?.release();
    this.#cancel();
    this.#unwatch();
  }

  #again(delayMs: number): void {
    if (this.#over.signal.aborted) return;
    this.#cancel();
    this.#cancel = this.#parts.scheduler.after(delayMs, () => void this.#turn());
  }

  /** Never rejects. */
  async #turn(): Promise<void> {
    this.#isBusy = true;
    try {
      const isMore = await this.#copyNext();
      this.#again(isMore ? 0 : LOOK_EVERY_MS);
    } catch (error) {
      if (this.#over.signal.aborted) return;
      if (this.#isPreempted) {
        this.#again(0);
        return;
      }
      this.#failed(messageOf(error));
      this.#again(backoffMs(this.#failures, { ...RETRY, random: this.#parts.random() }));
      this.#failures += 1;
    } finally {
      this.#isBusy = false;
      this.#isPreempted = false;
    }
  }

  /** False if there is nothing to do. */
  async #copyNext(): Promise<boolean> {
    const { settings, stateDirectory, clock, isArchiveReached } = this.#parts;
    const { place, what } = settings;
    // A command that copies is left alone until it is done, and what it has copied is read then.
    this.#lock ??= holdLock(join(stateDirectory, COPY_LOCK));
    if (this.#lock === null) return false;
    this.#ledger ??= await CopyLedger.open(stateDirectory, place.to, clock.now().at);
    const ledger = this.#ledger;
    await this.#readJournal(ledger);
    if (isArchiveReached()) this.#takeBack();
    const [next] = clipsToCopy(this.#clips.values(), what);
    const isMediaDue = what === "all" && clock.now().t - this.#mediaAtT >= MEDIA_EVERY_MS;
    if (next === undefined && !this.#isManifestOld && !isMediaDue) return false;
    this.#remote ??= await Rclone.open(place, this.#over.signal);
    const copier = new Copier({ stateDirectory, ledger, clock, isArchiveReached, remote: this.#remote });
    const around = { ledger, remote: this.#remote };
    if (next !== undefined) await this.#copyOne(next, copier, around);
    else if (this.#isManifestOld) {
      await copier.copyManifest();
      this.#isManifestOld = false;
    } else {
      await this.#unless(
        (clips) => clips.size > 0,
        around,
        () => copier.copyMedia(),
      );
      this.#mediaAtT = clock.now().t;
    }
    this.#recovered();
    return next !== undefined || isMediaDue;
  }

  /** Does something that is broken off as soon as there is what is worth more. */
  async #unless<Result>(
    isWorthMore: (clips: ReadonlyMap<string, CopiedClip>) => boolean,
    { ledger, remote }: Around,
    work: () => Promise<Result>,
  ): Promise<Result> {
    let isOver = false;
    let cancel: Cancel = () => undefined;
    const look = async (): Promise<void> => {
      await this.#readJournal(ledger).catch(() => undefined);
      if (isOver) return;
      this.#isPreempted = isWorthMore(this.#clips);
      if (this.#isPreempted) remote.interrupt();
      else again();
    };
    const again = (): void => {
      cancel = this.#parts.scheduler.after(LOOK_EVERY_MS, () => void look());
    };
    again();
    try {
      return await work();
    } finally {
      isOver = true;
      cancel();
    }
  }

  async #copyOne(next: CopiedClip, copier: Copier, around: Around): Promise<void> {
    const { logger } = this.#parts;
    const { clip } = next;
    // A clip of a stranger does not wait until a long one of nobody is copied.
    const isWorthMore = (clips: ReadonlyMap<string, CopiedClip>): boolean =>
      next.shows !== "stranger" && [...clips.values()].some(({ shows }) => shows === "stranger");
    const outcome = await this.#unless(isWorthMore, around, () => copier.copy(next));
    this.#clips.delete(clip);
    if (outcome === "copied") {
      this.#isManifestOld = true;
      logger.info("a clip was copied", { clip, bytes: next.bytes });
    } else if (outcome === "away") this.#away.set(clip, next);
    else logger.warn("a clip is not copied", { clip, why: WHY[outcome] });
  }

  #takeBack(): void {
    for (const [name, clip] of this.#away) this.#clips.set(name, clip);
    this.#away.clear();
  }

  /** Takes what was recorded since, at first everything that is not copied. */
  async #readJournal(ledger: CopyLedger): Promise<void> {
    const bounds = this.#readTo === null ? {} : { afterSeq: this.#readTo };
    const events = await this.#parts.reader.events({ names: ["recording.finished"], ...bounds });
    for (const event of events) {
      if (event.name !== "recording.finished") continue;
      const { clip, bytes, sha256 = null, shows = null, startAt, seq } = event;
      this.#readTo = seq;
      if (!ledger.isCopied(clip)) this.#clips.set(clip, { clip, bytes, sha256, shows, startAt });
    }
  }

  #failed(why: string): void {
    // What the place can do is found out anew.
    this.#remote = null;
    if (this.#isFailing) return;
    this.#isFailing = true;
    const { settings, logger, emit, clock } = this.#parts;
    const { to, config } = settings.place;
    const advice = `it is tried again; to see for yourself: rclone --config ${config} lsd ${to}`;
    logger.warn("clips cannot be copied", { to, why });
    const sentence = `clips cannot be copied to ${to}: ${why} (${advice})`;
    emit({ name: "copy.failed", source: "brain", ...clock.now(), why: sentence });
  }

  #recovered(): void {
    this.#failures = 0;
    if (!this.#isFailing) return;
    this.#isFailing = false;
    const { settings, logger, emit, clock } = this.#parts;
    logger.info("clips can be copied again", { to: settings.place.to });
    const why = `clips can be copied to ${settings.place.to} again`;
    emit({ name: "copy.recovered", source: "brain", ...clock.now(), why });
  }
}
