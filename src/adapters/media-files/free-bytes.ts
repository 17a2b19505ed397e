import { statfs } from "node:fs/promises";

/** How much of a folder's disk this user may still write, bytes. Rejects as the file system does. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
