import { open } from "node:fs/promises";

/** Forces the names in a folder to the disk: of files that were made, renamed or removed. Rejects as the file system does. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
