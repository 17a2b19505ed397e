import type { FileHandle } from "node:fs/promises";

/** A box's length and type; one more field holds lengths beyond 4 GB. */
const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;
/** Version and flags of what is more than a plain box. */
const FLAGS_BYTES = 4;

interface Box {
  readonly type: string;
  readonly end: number;
}

/**
 * How much of a fragmented MP4 that was cut off anywhere is whole: up to the end of the last fragment whose media is all
 * there; 0 if not even the first is (ISO 14496-12 §4.2, §8.8). Rejects as the file system does.
 */
export async function wholeLength(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  let whole = 0;
  let hasIndex = false;
  for (let box = await boxAt(file, 0); box !== null && box.end <= size; box = await boxAt(file, box.end)) {
    hasIndex ||= box.type === "moov";
    if (box.type === "mdat" && hasIndex) whole = box.end;
  }
  return whole;
}

/** How many pictures the fragments of a film of one stream hold, up to this length of it. Rejects as the file system does. */
export async function samplesIn(file: FileHandle, length: number): Promise<number> {
  let samples = 0;
  await eachBox(file, { from: 0, end: length }, async ({ type, end }, at) => {
    if (type === "moof") samples += await samplesOf(file, { from: at + HEADER_BYTES, end });
  });
  return samples;
}

/** Samples that a fragment tells of, or a part of one (traf, trun; §8.8.8). */
async function samplesOf(file: FileHandle, part: Part): Promise<number> {
  let samples = 0;
  await eachBox(file, part, async ({ type, end }, at) => {
    if (type === "traf") samples += await samplesOf(file, { from: at + HEADER_BYTES, end });
    if (type === "trun") samples += await numberAt(file, at + HEADER_BYTES + FLAGS_BYTES);
  });
  return samples;
}

interface Part {
  readonly from: number;
  readonly end: number;
}

async function eachBox(
  file: FileHandle,
  { from, end }: Part,
  visit: (box: Box, at: number) => Promise<void>,
): Promise<void> {
  for (let at = from; at < end;) {
    const box = await boxAt(file, at);
    if (box === null || box.end > end) return;
    await visit(box, at);
    at = box.end;
  }
}

async function numberAt(file: FileHandle, at: number): Promise<number> {
  const bytes = Buffer.alloc(4);
  await file.read(bytes, 0, bytes.length, at);
  return bytes.readUInt32BE(0);
}

/** The box that begins here; null where there is none, or nothing that can be one. */
async function boxAt(file: FileHandle, at: number): Promise<Box | null> {
  const header = Buffer.alloc(LONG_HEADER_BYTES);
  const { bytesRead } = await file.read(header, 0, LONG_HEADER_BYTES, at);
  if (bytesRead < HEADER_BYTES) return null;
  const type = header.toString("latin1", 4, 8);
  const isLong = header.readUInt32BE(0) === 1;
  if (isLong && bytesRead < LONG_HEADER_BYTES) return null;
  const length = isLong ? Number(header.readBigUInt64BE(8)) : header.readUInt32BE(0);
  return length >= HEADER_BYTES && /^[\x20-\x7e]{4}$/u.test(type) ? { type, end: at + length } : null;
}
