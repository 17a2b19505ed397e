import { open, stat, type FileHandle } from "node:fs/promises";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";

/** Where the sound lies in a file, in bytes. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

const CHUNK_HEADER = 8;
/** Chunks before the sound; more is no file of ours. */
const CHUNKS_MAX = 64;
const PCM = 1;

/**
 * The sound of a WAV file that is already as the ears want it (PCM, 16 kHz, mono, signed 16 bit): in blocks of a second at
 * most, without the media library and its 24 MB. Null if the file is anything else, or cannot be opened: whoever reads all
 * kinds of files says what is wrong.
 *
 * Multimedia Programming Interface and Data Specifications 1.0 (IBM, Microsoft, 1991), "Waveform Audio File Format".
 */
export async function plainWav(
  path: string,
  signal?: AbortSignal,
): Promise<AsyncIterable<Int16Array> | null> {
  // Opening a pipe would take the sound from whoever reads it then.
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  const file = isFile ? await open(path).catch(() => null) : null;
  if (file === null) return null;
  const extent = await soundWithin(file).catch(() => null);
  if (extent !== null) return blocks(file, extent, signal);
  await file.close();
  return null;
}

async function* blocks(
  file: FileHandle,
  { start, end }: Extent,
  signal?: AbortSignal,
): AsyncIterable<Int16Array> {
  try {
    for (let at = start; at < end && signal?.aborted !== true; at += 2 * SAMPLE_RATE_HZ) {
      const bytes = await read(file, at, Math.min(2 * SAMPLE_RATE_HZ, end - at));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      yield Int16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
    }
  } finally {
    await file.close();
  }
}

/** Null for any other kind of file, and for one that is shorter than it says. */
async function soundWithin(file: FileHandle): Promise<Extent | null> {
  const { size } = await file.stat();
  const head = await read(file, 0, 12);
  if (name(head, 0) !== "RIFF" || name(head, 8) !== "WAVE") return null;
  let isPlain = false;
  let at = head.length;
  for (let i = 0; i < CHUNKS_MAX; i += 1) {
    const header = await read(file, at, CHUNK_HEADER);
    const start = at + CHUNK_HEADER;
    const length = header.readUInt32LE(4);
    if (name(header, 0) === "fmt ") isPlain = isWanted(await read(file, start, 16));
    if (name(header, 0) === "data") {
      const isWhole = length > 0 && length % 2 === 0 && start + length <= size;
      return isPlain && isWhole ? { start, end: start + length } : null;
    }
    // Chunks begin at even places.
    at = start + length + (length % 2);
  }
  return null;
}

function isWanted(format: Buffer): boolean {
  const [tag, channels, bits] = [0, 2, 14].map((at) => format.readUInt16LE(at));
  return tag === PCM && channels === 1 && bits === 16 && format.readUInt32LE(4) === SAMPLE_RATE_HZ;
}

function name(bytes: Buffer, at: number): string {
  return bytes.toString("latin1", at, at + 4);
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new Error("the file ends too early");
  return buffer;
}
