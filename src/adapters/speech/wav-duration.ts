import { readFile } from "node:fs/promises";
import { GatehouseError } from "../../runtime/errors.ts";

/** How long a WAV file plays, ms. Throws `SPEECH_FAILED` if it is none. */
export async function wavDurationMs(path: string): Promise<number> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const name = (at: number): string => bytes.toString("latin1", at, at + 4);
  if (bytes.length < 12 || name(0) !== "RIFF" || name(8) !== "WAVE") throw notWav();
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    if (name(at) === "fmt ") bytesPerSecond = bytes.readUInt32LE(at + 16);
    if (name(at) === "data" && bytesPerSecond > 0)
      // Programs that write to a pipe do not know the size and give the largest.
      return (Math.min(size, bytes.length - at - 8) / bytesPerSecond) * 1000;
    at += 8 + size + (size % 2);
  }
  throw notWav();
}

function notWav(): GatehouseError {
  return new GatehouseError("SPEECH_FAILED", "the speech engine made no WAV file", { kind: "failed" });
}
