import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ModelStore } from "../../models/ports.ts";

/** The models' files in a directory, which is made when the first file is written. */
export function modelDirectory(directory: string): ModelStore {
  return {
    digest: (file) => sha256OfFile(join(directory, file)),
    write: async (file, bytes) => {
      await mkdir(directory, { recursive: true });
      const partial = join(directory, `.${file}.${randomUUID()}.part`);
      try {
        const handle = await open(partial, "wx", 0o644);
        try {
          await handle.writeFile(bytes);
          // A power cut after the rename must not leave an empty file under the final name.
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(partial, join(directory, file));
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
  };
}

/** SHA-256 of a file in lower-case hexadecimal, or null if it does not exist. */
export async function sha256OfFile(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return hash.digest("hex");
}
