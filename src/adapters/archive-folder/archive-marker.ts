import { randomUUID } from "node:crypto";
import { access, constants, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** The file that tells an archive from the empty folder below a mount point. */
const MARKER = "gatehouse-archive.json";

export interface ArchiveClaim {
  readonly path: string;
  /** A folder of the first disk. */
  readonly stateDirectory: string;
  /** Whose archive it is: two nodes do not share one. */
  readonly node: string;
  /** What the marker said when it was last there; null if it never was. */
  readonly id: string | null;
  /** Marks the folder whatever disk it is on. */
  readonly begin: boolean;
}

/**
 * Makes sure that a folder is this node's archive, and that it can be written. A folder that never was one is marked if it is on
 * another disk than the system and the state directory are; on the same disk, or where a marker has been and is gone, only if
 * `begin` says so: it may be what is left of a mount point while nothing is mounted.
 *
 * @returns what the marker says
 * @throws GatehouseError ARCHIVE_UNREACHABLE (failed)
 */
export async function openArchive(claim: ArchiveClaim): Promise<string> {
  const { path, node } = claim;
  const marker = await readMarker(path);
  if (marker === null) return begin(claim);
  if (marker.node !== node)
    throw unreachable(
      `${path} is the archive of ${marker.node}, and this is ${node}: give each a folder of its own`,
    );
  await access(path, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw unreachable(`${path} cannot be written (${messageOf(error)})`);
  });
  return marker.id;
}

/** Whether the folder is still marked so. Rejects as the file system does. */
export async function isMarked(path: string, id: string): Promise<boolean> {
  return (await readMarker(path))?.id === id;
}

async function begin(claim: ArchiveClaim): Promise<string> {
  const { path, id, node } = claim;
  if (!claim.begin) {
    if (id !== null)
      throw unreachable(
        `${path} is not the archive that it was, ${MARKER} is missing: is the disk mounted? (if this is a new one: gatehouse clips archive --begin)`,
      );
    if (!(await isElsewhere(claim)))
      throw unreachable(
        `${path} is on the same disk as the system or the state directory: is the other disk mounted? (if it is meant so: gatehouse clips archive --begin)`,
      );
  }
  const marker = { format: "gatehouse-archive", node, id: randomUUID() };
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeMarker(join(path, MARKER), `${JSON.stringify(marker)}\n`);
  } catch (error) {
    throw unreachable(`${path} cannot be written (${messageOf(error)})`);
  }
  return marker.id;
}

async function writeMarker(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  await rm(part, { force: true });
  const file = await open(part, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
}

async function readMarker(path: string): Promise<{ id: string; node: string } | null> {
  const text = await readFile(join(path, MARKER), "utf8").catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw unreachable(messageOf(error));
  });
  if (text === null) return null;
  try {
    const { id, node } = JSON.parse(text) as Record<string, unknown>;
    if (typeof id === "string" && typeof node === "string") return { id, node };
  } catch {
    // Said below.
  }
  throw unreachable(`${join(path, MARKER)} cannot be understood: delete it, and begin the archive anew`);
}

/** Whether a folder, or where it would be made, is on no disk of the system's or the state directory's. */
async function isElsewhere({ path, stateDirectory }: ArchiveClaim): Promise<boolean> {
  const disk = await diskOf(path);
  return disk !== (await diskOf("/")) && disk !== (await diskOf(stateDirectory));
}

async function diskOf(path: string): Promise<number> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => null);
    if (found !== null) return found.dev;
    if (at === dirname(at)) return -1;
  }
}

function unreachable(why: string): GatehouseError {
  return new GatehouseError("ARCHIVE_UNREACHABLE", why, { kind: "failed" });
}
