import { backoffMs } from "../../runtime/backoff.ts";
import type { Cancel } from "../../runtime/clock.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { ArchiveLink } from "./archive-link.ts";
import { readArchivePlace, writeArchivePlace } from "./archive-place.ts";
import { ArchiveRound } from "./archive-round.ts";
import type { ArchiveParts } from "./parts.ts";

/** How often is looked whether the first disk gets full. */
const LOOK_EVERY_MS = 60_000;
const MOVE_EVERY_MS = 10 * 60_000;
/** A network disk may have a great many files to look at. */
const SWEEP_EVERY_MS = 60 * 60_000;
const RETRY = { firstMs: 30_000, maxMs: 15 * 60_000 };
/** With less than so much of `min_free` the retention deletes: clips move before. */
const SHORT_FACTOR = 2;

/** Moves closed clips to the archive, now and again, and deletes what is too old there. The archive may come and go as it likes. */
export class ArchiveKeeper {
  readonly #parts: ArchiveParts;
  #cancel: Cancel = () => undefined;
  #link: ArchiveLink | null = null;
  #isStopped = false;
  #failures = 0;
  #isLost = false;
  #movedAtT = -Infinity;
  #sweptAtT = -Infinity;
  /** Clips that cannot be copied through no fault of the archive. */
  readonly #refused = new Set<string>();

  constructor(parts: ArchiveParts) {
    this.#parts = parts;
  }

  /** Whether what is in the archive can be read, as far as is known. */
  get isReached(): boolean {
    return !this.#isLost;
  }

  async start(): Promise<void> {
    const names = ["archive.lost", "archive.recovered"] as const;
    const [last] = await this.#parts.reader.events({ names, newestFirst: true, limit: 1 }).catch(() => []);
    this.#isLost = last?.name === "archive.lost";
    this.#again(0);
  }

  /** What is being copied is begun anew at the next start. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    this.#link?.end();
  }

  #again(delayMs: number): void {
    if (this.#isStopped) return;
    this.#cancel = this.#parts.scheduler.after(delayMs, () => void this.#turn());
  }

  /** Never rejects. */
  async #turn(): Promise<void> {
    const { logger, random } = this.#parts;
    try {
      if (await this.#isDue()) await this.#round();
      this.#again(LOOK_EVERY_MS);
    } catch (error) {
      if (this.#isStopped) return;
      if (error instanceof GatehouseError && error.code === "ARCHIVE_UNREACHABLE") this.#lost(error.message);
      else logger.warn("clips could not be moved to the archive", { error: messageOf(error) });
      this.#again(backoffMs(this.#failures, { ...RETRY, random: random() }));
      this.#failures += 1;
    }
  }

  async #isDue(): Promise<boolean> {
    if (this.#failures > 0) return true;
    return this.#parts.clock.now().t - this.#movedAtT >= MOVE_EVERY_MS || (await this.#missing()) > 0;
  }

  /** How much more of the first disk has to be free, bytes. */
  async #missing(): Promise<number> {
    const { first, freeBytes } = this.#parts;
    return SHORT_FACTOR * first.minFreeBytes - (await freeBytes());
  }

  async #round(): Promise<void> {
    const link = this.#open();
    const { stateDirectory, settings, node, clock } = this.#parts;
    try {
      const last = await readArchivePlace(stateDirectory);
      const id = last?.path === settings.path ? last.id : null;
      const opened = await link.ask({
        ...{ type: "open", path: settings.path, stateDirectory, node, id, begin: false },
      });
      if (opened.id !== id)
        await writeArchivePlace(stateDirectory, { path: settings.path, id: opened.id, node });
      const isFull = opened.freeBytes < settings.minFreeBytes;
      const round = new ArchiveRound(link, this.#parts, this.#refused);
      if (isFull || clock.now().t - this.#sweptAtT >= SWEEP_EVERY_MS) {
        await round.sweep();
        this.#sweptAtT = clock.now().t;
      }
      await round.move(await this.#missing());
      this.#movedAtT = clock.now().t;
      this.#found();
    } finally {
      link.end();
    }
  }

  #open(): ArchiveLink {
    if (this.#link !== null && !this.#link.isOver && this.#failures > 0)
      throw new GatehouseError("ARCHIVE_UNREACHABLE", "it has kept a process waiting ever since", {
        kind: "failed",
      });
    this.#link = new ArchiveLink(this.#parts);
    return this.#link;
  }

  #lost(why: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    const { settings, logger, emit, clock } = this.#parts;
    const sentence = `the archive ${settings.path} cannot be used: ${why}; clips stay where they are`;
    logger.warn("the archive is lost", { path: settings.path, why });
    emit({ name: "archive.lost", source: "brain", ...clock.now(), why: sentence });
  }

  #found(): void {
    this.#failures = 0;
    if (!this.#isLost) return;
    this.#isLost = false;
    const { settings, logger, emit, clock } = this.#parts;
    logger.info("the archive is back", { path: settings.path });
    const why = `the archive ${settings.path} can be used again`;
    emit({ name: "archive.recovered", source: "brain", ...clock.now(), why });
  }
}
