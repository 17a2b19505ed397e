import { readFileSync } from "node:fs";
import { access, constants, readdir, readFile, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A state directory, seen from outside. */
export interface StateFacts {
  readonly exists: boolean;
  /** The user's number to whom it belongs; null if it does not exist. */
  readonly owner: number | null;
  /** Somebody else may read it. */
  readonly isOpen: boolean;
  /** This user may write it; where it does not exist, make it. */
  readonly isWritable: boolean;
  /** Room left for this user, bytes; null if it cannot be told. */
  readonly freeBytes: number | null;
  /** What clips and pictures take, bytes. */
  readonly recordedBytes: number;
  /** The process that holds it, a running daemon; null if none does. */
  readonly heldBy: number | null;
}

/** Looks at a state directory without changing it, or disturbing the daemon that holds it. */
export async function inspectState(directory: string): Promise<StateFacts> {
  const found = await stat(directory).catch(() => null);
  const nearest = found === null ? await nearestExisting(directory) : directory;
  const [isWritable, room] = await Promise.all([
    access(nearest, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    ),
    statfs(nearest).catch(() => null),
  ]);
  return {
    exists: found !== null,
    owner: found?.uid ?? null,
    isOpen: found !== null && (found.mode & 0o077) !== 0,
    isWritable,
    freeBytes: room === null ? null : room.bavail * room.bsize,
    recordedBytes: (await sizeBelow(join(directory, "clips"))) + (await sizeBelow(join(directory, "media"))),
    heldBy: found === null ? null : await holderOf(join(directory, "daemon.lock")),
  };
}

async function nearestExisting(path: string): Promise<string> {
  for (let at = dirname(path); ; at = dirname(at)) {
    const exists = await stat(at).then(
      () => true,
      () => false,
    );
    if (exists || at === dirname(at)) return at;
  }
}

/** The size of all files of a folder; what cannot be looked at is left out. */
async function sizeBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries) {
    if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0;
  }
  return sum;
}

/**
 * Who holds the lock of a file (flock(2)), from the kernel's list. Trying to take the lock would tell as well, and for that
 * moment keep a starting daemon from it.
 */
async function holderOf(path: string): Promise<number | null> {
  const file = await stat(path, { bigint: true }).catch(() => null);
  if (file === null) return null;
  const said = Number((await readFile(path, "utf8").catch(() => "")).trim());
  for (const { pid, inode } of locksHeld()) {
    // Of another user's lock the kernel tells the number 0 or less in some containers.
    if (inode === file.ino) return pid > 0 ? pid : said;
  }
  return null;
}

/** Every lock of a whole file that somebody holds now: proc(5), /proc/locks. */
function locksHeld(): { pid: number; inode: bigint }[] {
  let text: string;
  try {
    text = readFileSync("/proc/locks", "latin1");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const found = /^\d+: FLOCK +\S+ +WRITE +(-?\d+) +[0-9a-f]+:[0-9a-f]+:(\d+) /i.exec(line);
    return found === null ? [] : [{ pid: Number(found[1]), inode: BigInt(found[2] ?? 0) }];
  });
}

/** Whether others than its owner may read or write a file; false if it does not exist. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && (found.mode & 0o077) !== 0;
}
