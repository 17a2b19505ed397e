import { access } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../../adapters/media-files/digest.ts";
import type { Rclone } from "../../adapters/rclone/rclone.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { clipPath } from "../brain/clip-name.ts";
import { readArchivePlace } from "../archive/archive-place.ts";
import { lookAtArchive } from "../archive/look.ts";
import { MANIFEST } from "../clips/manifest.ts";
import type { CopyLedger } from "./ledger.ts";
import type { CopiedClip } from "./what-to-copy.ts";

/** On the other side nothing that is called so is whole. */
const PART = ".part";
/** The folder of pictures and sounds, here as there. */
const MEDIA = "media";

/**
 * `gone`: it is nowhere any more; `changed`, `unreadable`: it is not what was recorded, or its disk does not give it, and it is
 * not copied; `away`: it lies in an archive that cannot be reached.
 */
export type CopyOutcome = "copied" | "gone" | "changed" | "unreadable" | "away";

interface CopierParts {
  readonly stateDirectory: string;
  readonly remote: Rclone;
  readonly ledger: CopyLedger;
  readonly clock: Clock;
  /** Whether clips in the archive can be read, as far as is known. */
  readonly isArchiveReached: () => boolean;
}

/** Copies clips to the other place, each whole and compared, or not at all. */
export class Copier {
  readonly #parts: CopierParts;

  constructor(parts: CopierParts) {
    this.#parts = parts;
  }

  /**
   * Copies a clip, which then has its name there and is written down as copied. One that an earlier process has copied and
   * not written down is not copied again.
   *
   * @throws GatehouseError RCLONE_MISSING (missing), REMOTE_FAILED (failed)
   */
  async copy({ clip, bytes, sha256 }: CopiedClip): Promise<CopyOutcome> {
    const { remote, ledger, clock } = this.#parts;
    const path = clipPath(clip);
    const part = this.#partOf(path);
    const note = (state: "begun" | "copied"): Promise<void> => ledger.note(clip, state, clock.now().at);
    const found = await this.#find(path);
    if (found === null) return "gone";
    const { from, isHere } = found;
    if (!isHere && !this.#parts.isArchiveReached()) return "away";
    const sum = isHere ? await sha256Of(from).catch(() => "unreadable" as const) : sha256;
    if (sum === "unreadable") return (await isThere(from)) ? sum : "gone";
    if (sha256 !== null && sum !== sha256) return "changed";
    if (ledger.isBegun(clip) && (await remote.size(path)) === bytes) {
      if (sum === null || (await remote.digest(path, bytes)) === sum) {
        await note("copied");
        return "copied";
      }
    }
    await note("begun");
    if (!(await remote.put(from, { path: part, bytes }))) return this.#notSent(path, from);
    if (!remote.isCompared && sum !== null && (await remote.digest(part, bytes)) !== sum)
      throw new GatehouseError("REMOTE_FAILED", "what lies there does not read as it was written", {
        kind: "failed",
      });
    if (part !== path) await remote.rename(part, path);
    await note("copied");
    return "copied";
  }

  /** Copies the pictures and sounds that are not there yet. */
  copyMedia(): Promise<void> {
    return this.#parts.remote.putAll(join(this.#parts.stateDirectory, MEDIA), MEDIA);
  }

  /** Copies the clips' manifest, by which they can be verified if this machine is lost. */
  async copyManifest(): Promise<void> {
    const { remote, stateDirectory } = this.#parts;
    const part = this.#partOf(MANIFEST);
    const isThere = await remote.put(join(stateDirectory, MANIFEST), { path: part, bytes: 0 });
    if (isThere && part !== MANIFEST) await remote.rename(part, MANIFEST);
  }

  /** Why a clip could not be sent that was not there, unless it was the other place that was not. */
  async #notSent(path: string, from: string): Promise<CopyOutcome> {
    const { stateDirectory } = this.#parts;
    const isHere = from === join(stateDirectory, path);
    if (isHere && !(await isThere(from))) return "gone";
    const archive = isHere ? null : await lookAtArchive(stateDirectory);
    if (archive?.isReached === false) return "away";
    if (archive !== null && !archive.names.has(path)) return "gone";
    throw new GatehouseError("REMOTE_FAILED", "the bucket or folder is not there, and cannot be made", {
      kind: "failed",
    });
  }

  /** What a file is called while it is sent. */
  #partOf(path: string): string {
    return this.#parts.remote.isAtomic ? path : path + PART;
  }

  /** Where a clip is; null if it is nowhere. The archive may hang: rclone finds out whether it is there. */
  async #find(path: string): Promise<{ readonly from: string; readonly isHere: boolean } | null> {
    const { stateDirectory } = this.#parts;
    const here = join(stateDirectory, path);
    if (await isThere(here)) return { from: here, isHere: true };
    const archive = await readArchivePlace(stateDirectory);
    return archive === null ? null : { from: join(archive.path, path), isHere: false };
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
