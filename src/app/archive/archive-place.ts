import { join } from "node:path";
import { z } from "zod";
import { LineFile } from "../../adapters/media-files/line-file.ts";

/** Where the archive is, as it was last seen. */
const ArchivePlace = z.object({
  /** Absolute. */
  path: z.string(),
  /** What its marker says. */
  id: z.string(),
  /** Whose it is. */
  node: z.string(),
});
export type ArchivePlace = z.output<typeof ArchivePlace>;

const fileOf = (stateDirectory: string): LineFile => new LineFile(join(stateDirectory, "archive.json"));

/** Null if there never was one, or that cannot be read. */
export async function readArchivePlace(stateDirectory: string): Promise<ArchivePlace | null> {
  try {
    const [line = ""] = await fileOf(stateDirectory).lines();
    return ArchivePlace.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Rejects as the file system does. */
export async function writeArchivePlace(stateDirectory: string, place: ArchivePlace): Promise<void> {
  await fileOf(stateDirectory).replace([JSON.stringify(place)]);
}
