import { createHash } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { dropCache } from "./drop-cache.ts";

const PIECE_BYTES = 1024 * 1024;
/** What is being copied is called so, and nothing that is called so is whole. */
export const COPYING_SUFFIX = ".part";

export interface SureCopy {
  readonly from: string;
  readonly to: string;
  /** SHA-256 that the file has to have; null where nobody knows it, and it has to have that of `from`. */
  readonly sha256: string | null;
  /** Called after every piece that was read or written. */
  readonly onPiece: () => void;
}

/**
 * Copies a file so that under its name there is a whole copy on the disk, or none, whenever it is interrupted: written under
 * another name, forced to the disk, read back from there and compared, renamed, the folder forced to the disk. The time of the
 * last change is kept. A whole copy that is there already is not made again.
 *
 * @returns how many bytes it has
 * @throws GatehouseError CLIP_NOT_COPIED (failed) if it is the file's own fault, ARCHIVE_UNREACHABLE (failed) if the other disk's
 */
export async function copySurely(copy: SureCopy): Promise<number> {
  const { from, to, onPiece } = copy;
  const source = await own(open(from, "r"));
  try {
    const { size, atime, mtime } = await own(source.stat());
    const there = await digestOf(to, onPiece);
    if (there !== null) {
      await compare(source, there, copy);
      return size;
    }
    const part = to + COPYING_SUFFIX;
    await theirs(rm(part, { force: true }));
    const sha256 = await write(source, part, { ...copy, atime, mtime });
    if (copy.sha256 !== null && sha256 !== copy.sha256) {
      await theirs(rm(part, { force: true }));
      throw notCopied("it is not what was recorded: its SHA-256 is not the one that was written down");
    }
    if ((await digestOf(part, onPiece)) !== sha256)
      throw unreachable("what was written there does not read as it was written");
    await theirs(rename(part, to));
    await syncFolder(dirname(to));
    return size;
  } finally {
    await source.close().catch(() => undefined);
  }
}

/** Writes a file and forces it to the disk; gives the SHA-256 of what was read. */
async function write(
  source: FileHandle,
  to: string,
  { onPiece, atime, mtime }: SureCopy & { readonly atime: Date; readonly mtime: Date },
): Promise<string> {
  const hash = createHash("sha256");
  const target = await theirs(open(to, "wx", 0o600));
  try {
    for await (const piece of pieces(source, own)) {
      hash.update(piece);
      await theirs(target.writeFile(piece));
      onPiece();
    }
    await theirs(target.utimes(atime, mtime));
    await theirs(target.sync());
    return hash.digest("hex");
  } finally {
    await target.close().catch(() => undefined);
  }
}

/** SHA-256 of a file as the disk has it, not memory; null if there is none. */
async function digestOf(path: string, onPiece: () => void): Promise<string | null> {
  const file = await open(path, "r").catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw unreachable(messageOf(error), error);
  });
  if (file === null) return null;
  try {
    dropCache(file.fd);
    return await digest(file, { blame: theirs, onPiece });
  } finally {
    await file.close().catch(() => undefined);
  }
}

/** What lies under the name already has to be this very file. */
async function compare(source: FileHandle, there: string, { sha256, onPiece }: SureCopy): Promise<void> {
  if (there === (await digest(source, { blame: own, onPiece })) && [null, there].includes(sha256)) return;
  throw notCopied("something else of its name lies in the archive already");
}

type Blame = <T>(work: Promise<T>) => Promise<T>;

async function digest(
  file: FileHandle,
  { blame, onPiece }: { blame: Blame; onPiece: () => void },
): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of pieces(file, blame)) {
    hash.update(piece);
    onPiece();
  }
  return hash.digest("hex");
}

/** The pieces of a file from its beginning; each is gone when the next is asked for. */
async function* pieces(file: FileHandle, blame: Blame): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  for (let position = 0; ;) {
    const { bytesRead } = await blame(file.read(buffer, 0, buffer.length, position));
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Forces the names in a folder to the disk; some network file systems cannot, and do so by themselves. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await theirs(open(folder, "r"));
  try {
    await handle.sync();
  } catch (error) {
    if (!["EINVAL", "ENOTSUP"].includes(String((error as { code?: unknown }).code)))
      throw unreachable(messageOf(error), error);
  } finally {
    await handle.close().catch(() => undefined);
  }
}

const own: Blame = (work) =>
  work.catch((error: unknown) => {
    throw notCopied(messageOf(error), error);
  });

const theirs: Blame = (work) =>
  work.catch((error: unknown) => {
    throw unreachable(messageOf(error), error);
  });

function notCopied(why: string, cause?: unknown): GatehouseError {
  return new GatehouseError("CLIP_NOT_COPIED", why, { kind: "failed", cause });
}

function unreachable(why: string, cause?: unknown): GatehouseError {
  return new GatehouseError("ARCHIVE_UNREACHABLE", why, { kind: "failed", cause });
}
