import { createWriteStream } from "node:fs";
import { link, open, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

/** One file of an archive: bytes, or a file of this machine. */
export type ZipEntry = { readonly name: string } & (
  { readonly bytes: Uint8Array } | { readonly path: string }
);

const OWNER_ONLY = 0o600;

/**
 * Writes a ZIP archive, readable by its owner alone, which appears under its name when it is complete. Nothing is
 * compressed: pictures, films and sound are already. Rejects as the file system does, with `EEXIST` if `path` is there.
 */
export async function writeZip(path: string, entries: readonly ZipEntry[]): Promise<void> {
  await demandFree(path);
  const part = `${path}.part`;
  const zip = new ZipFile();
  const output = createWriteStream(part, { mode: OWNER_ONLY, flags: "wx" });
  const written = pipeline(zip.outputStream, output);
  // What cannot be read is told by the archive, whose stream would never end.
  zip.once("error", (error: Error) => {
    output.destroy(error);
  });
  try {
    for (const entry of entries) {
      if ("bytes" in entry) zip.addBuffer(Buffer.from(entry.bytes), entry.name, { compress: false });
      else zip.addFile(entry.path, entry.name, { compress: false });
    }
    zip.end();
    await written;
    const file = await open(part);
    await file.sync().finally(() => file.close());
    // Unlike a rename this does not replace what somebody else has put there meanwhile.
    await link(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/** Said before anything is written; what is there a moment later is not replaced either. */
async function demandFree(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null) throw Object.assign(new Error(`${path} is there already`), { code: "EEXIST" });
}
