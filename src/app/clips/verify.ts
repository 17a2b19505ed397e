import { cameraOfClip, clipPath } from "../brain/clip-name.ts";
import type { WalkedChain } from "./chain.ts";
import { stateOf, type Clip, type ClipState, type ClipSum } from "./list.ts";

/**
 * What became of a clip by its file, the journal and the manifest. `removed`: deleted, and not by Gatehouse. `inserted`: not
 * recorded by it. `away`: in the archive, which cannot be reached.
 */
export type VerifiedState = ClipState | "removed" | "inserted" | "away";

/** A clip, and what it is worth. */
export interface Verified {
  readonly clip: string;
  readonly camera: string;
  /** Relative to the state directory. */
  readonly path: string;
  readonly state: VerifiedState;
}

/** A file of a clip as it lies there. */
export interface ClipOnDisk {
  readonly clip: string;
  /** Last written, ms since the epoch. */
  readonly at: number;
}

interface Found {
  /** What the journal knows, oldest first. */
  readonly told: readonly Clip[];
  readonly chain: WalkedChain;
  readonly onDisk: readonly ClipOnDisk[];
  readonly nowAt: number;
  /** SHA-256 of a file, by its path. */
  readonly digest: (path: string) => Promise<string>;
  /** Whether a file lies where it cannot be reached, by its path. */
  readonly isAway: (path: string) => Promise<boolean>;
}

/** What was closed so short a time ago may not be written down yet. */
const SETTLED_MS = 10_000;

/** States in which a clip is not what it should be. */
export const BAD_STATES: readonly VerifiedState[] = ["changed", "unreadable", "removed", "inserted"];

/** Compares every clip that is told of, written down or there with what was recorded; in the order of their times. */
export async function* verifyClips(found: Found): AsyncGenerator<Verified> {
  const told = new Map(found.told.map((clip) => [clip.clip, clip]));
  const onDisk = new Map(found.onDisk.map((file) => [file.clip, file]));
  const timeOf = (clip: string): string => clip.slice(cameraOfClip(clip).length);
  const names = new Set([...told.keys(), ...found.chain.clips.keys(), ...onDisk.keys()]);
  const order = [...names].toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
  for (const clip of order) {
    const path = told.get(clip)?.path ?? clipPath(clip);
    const state = await verified(clip, { ...found, told, onDisk, path });
    if (state !== null) yield { clip, camera: told.get(clip)?.camera ?? cameraOfClip(clip), path, state };
  }
}

interface About extends Omit<Found, "told" | "onDisk"> {
  readonly told: ReadonlyMap<string, Clip>;
  readonly onDisk: ReadonlyMap<string, ClipOnDisk>;
  readonly path: string;
}

/** Null of one of which there is nothing to say. */
async function verified(clip: string, about: About): Promise<VerifiedState | null> {
  const record = about.chain.clips.get(clip);
  const known = about.told.get(clip);
  const recorded = record?.recorded ?? null;
  const there = about.onDisk.has(clip) || known?.there === true;
  if (!there) {
    if (await about.isAway(about.path)) return "away";
    if (recorded !== null && record?.isDeleted === false) return "removed";
    return known === undefined ? null : "gone";
  }
  if (isInserted(clip, about)) return "inserted";
  if (recorded === null && known === undefined) return null;
  const sum: ClipSum = { there, path: about.path, sha256: recorded?.sha256 ?? known?.sha256 ?? null };
  return stateOf(sum, about);
}

/** A file that nobody has begun to record since there is a manifest. */
function isInserted(clip: string, { chain, told, onDisk, nowAt }: About): boolean {
  if (chain.beganAt === null) return false;
  const { isBegun = false, recorded = null } = chain.clips.get(clip) ?? {};
  if (isBegun) return false;
  const startAt = recorded?.startAt ?? told.get(clip)?.startAt;
  if (startAt !== undefined) return startAt > chain.beganAt;
  return nowAt - (onDisk.get(clip)?.at ?? nowAt) > SETTLED_MS;
}
