import { join } from "node:path";
import { LineFile } from "../../adapters/media-files/line-file.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import type { JournalReader } from "../../events/journal.ts";
import type { Clock } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import {
  CHAIN_BEGINNING,
  cutLine,
  endOf,
  nextLine,
  readLine,
  walkChain,
  type ChainDraft,
  type ChainEnd,
  type WalkedChain,
} from "./chain.ts";

/** Lines that may wait for a slow card; further ones are dropped, counted, and made up for at the next start. */
const PENDING_LIMIT = 256;
/** So many deleted clips are named in one line. */
const NAMED_AT_ONCE = 100;
/** With more lines than this those of clips that are gone are taken out at the start. */
const MOST_LINES = 20_000;
/** A clip that was begun so long ago and never recorded is none; one that was recorded and is told of no more is not waited for. */
const LOST_AFTER_MS = 86_400_000;
const OLD_AFTER_MS = 400 * LOST_AFTER_MS;
/** An event is written down here a little after it has happened. */
const MARGIN_MS = 60_000;

/** What it is called. */
export const MANIFEST = "clips-manifest.jsonl";

/** The clips' manifest in a state directory. */
export function manifestFile(stateDirectory: string): LineFile {
  return new LineFile(join(stateDirectory, MANIFEST));
}

interface ManifestParts {
  readonly stateDirectory: string;
  /** The history, for what could not be written down at its time. */
  readonly reader: Pick<JournalReader, "events">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Writes down in a chain what becomes of clips, so that it can be told later whether one was changed, removed or inserted. */
export class ClipManifest {
  readonly #parts: ManifestParts;
  readonly #file: LineFile;
  /** What is written of clips that are there: `begun NAME`, `recorded NAME`. */
  readonly #known: Set<string>;
  #end: ChainEnd;
  #written: Promise<void> = Promise.resolve();
  /** What is to be written, the oldest first. */
  readonly #waiting: ChainDraft[] = [];
  #dropped = 0;

  private constructor(parts: ManifestParts, { end, known }: { end: ChainEnd; known: Set<string> }) {
    this.#parts = parts;
    this.#file = manifestFile(parts.stateDirectory);
    this.#end = end;
    this.#known = known;
  }

  /** Goes on with the chain that is there. One that cannot be read is gone on with all the same, and `verify` tells of it. */
  static async open(parts: ManifestParts, mostLines = MOST_LINES): Promise<ClipManifest> {
    const file = manifestFile(parts.stateDirectory);
    await file.mend();
    const lines = await file.lines();
    const walked = walkChain(lines);
    const end = lines.reduceRight<ChainEnd | null>((found, line) => found ?? endOf(line), null);
    const manifest = new ClipManifest(parts, { end: end ?? CHAIN_BEGINNING, known: knownOf(walked) });
    if (lines.length > mostLines) await manifest.#takeOut(lines, walked);
    await manifest.#catchUp(walked);
    return manifest;
  }

  /** Lines that were not written because too many were waiting. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Follows what the journal says of clips. What is found again after the journal was damaged is written down already. */
  observe(event: GatehouseEvent): void {
    const { at } = this.#parts.clock.now();
    if (event.name === "recording.started" && this.#isNew(`begun ${event.clip}`)) {
      const { clip, camera } = event;
      this.#write({ kind: "begun", at, clip, camera });
    }
    if (event.name === "recording.finished" && this.#isNew(`recorded ${event.clip}`)) {
      const { clip, camera, startAt, seconds, bytes, sha256 = null, truth = null } = event;
      this.#write({ kind: "recorded", at, clip, camera, startAt, seconds, bytes, sha256, truth });
    }
  }

  #isNew(what: string): boolean {
    const { size } = this.#known;
    return this.#known.add(what).size > size;
  }

  /** Clips are about to be deleted; resolves when that is on the disk, also if it could not be written. */
  async deleting(clips: readonly string[], why: string): Promise<void> {
    const { at } = this.#parts.clock.now();
    for (let i = 0; i < clips.length; i += NAMED_AT_ONCE)
      this.#write({ kind: "deleted", at, clips: clips.slice(i, i + NAMED_AT_ONCE), why });
    for (const clip of clips) for (const kind of ["begun", "recorded"]) this.#known.delete(`${kind} ${clip}`);
    await this.flush();
  }

  /** A whole copy of a clip lies in the archive at that path; resolves as `deleting` does. */
  async moved(clip: string, to: string): Promise<void> {
    this.#write({ kind: "moved", at: this.#parts.clock.now().at, clip, to });
    await this.flush();
  }

  /** Resolves when everything taken so far is on the disk, or could not be written. */
  flush(): Promise<void> {
    return this.#written;
  }

  #write(draft: ChainDraft): void {
    if (this.#waiting.length >= PENDING_LIMIT) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(draft);
    this.#written = this.#written.then(() => this.#writeWaiting());
  }

  /** What cannot be written, on a full disk say, waits for the next time: the clips that make room are among it. */
  async #writeWaiting(): Promise<void> {
    try {
      for (let [draft] = this.#waiting; draft !== undefined; [draft] = this.#waiting) {
        const line = nextLine(draft, this.#end);
        await this.#file.append([line]);
        this.#end = endOf(line) ?? this.#end;
        this.#waiting.shift();
      }
    } catch (error) {
      this.#parts.logger.warn("the clips' manifest cannot be written", { error: messageOf(error) });
      // Part of the line may be there.
      await this.#file.mend().catch(() => undefined);
    }
  }

  /** What the journal tells since the last line: a crash, or a card that was too slow, may have come in between. */
  async #catchUp({ lastAt }: WalkedChain): Promise<void> {
    if (lastAt === null) return;
    const names = ["recording.started", "recording.finished"] as const;
    const events = await this.#parts.reader.events({ names, fromAt: lastAt - MARGIN_MS });
    for (const event of events) this.observe(event);
  }

  /** Takes out the lines up to the first of a clip that may still be there. */
  async #takeOut(lines: readonly string[], { clips }: WalkedChain): Promise<void> {
    const { at } = this.#parts.clock.now();
    const isOver = (line: string): boolean => {
      const entry = readLine(line)?.entry;
      if (entry === undefined) return false;
      if (entry.kind === "deleted" || entry.kind === "cut") return true;
      const { isDeleted = false, recorded = null } = clips.get(entry.clip) ?? {};
      return isDeleted || at - entry.at > (recorded === null ? LOST_AFTER_MS : OLD_AFTER_MS);
    };
    const first = lines.findIndex((line) => !isOver(line));
    const kept = first === -1 ? lines.length : first;
    const last = lines[kept - 1];
    const cut = last === undefined ? null : cutLine(last, at);
    if (cut !== null) await this.#file.replace([cut, ...lines.slice(kept)]);
  }
}

function knownOf({ clips }: WalkedChain): Set<string> {
  return new Set(
    [...clips].flatMap(([clip, { isBegun, recorded, isDeleted }]) => {
      if (isDeleted) return [];
      return [...(isBegun ? [`begun ${clip}`] : []), ...(recorded === null ? [] : [`recorded ${clip}`])];
    }),
  );
}
