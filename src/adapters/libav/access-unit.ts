import { AV_CODEC_ID_H264, AV_CODEC_ID_HEVC } from "./native.ts";

/** Whether a unit of this first byte carries a piece of a picture: ITU-T H.264 table 7-1, ITU-T H.265 table 7-1. */
const CARRIES: ReadonlyMap<number, (header: number) => boolean> = new Map([
  [AV_CODEC_ID_H264, (header: number) => (header & 0x1f) >= 1 && (header & 0x1f) <= 5],
  [AV_CODEC_ID_HEVC, (header: number) => ((header >> 1) & 0x3f) < 32],
]);

/**
 * Whether a packet of a stream with start codes (ITU-T H.264 annex B) holds a picture. Where a connection breaks off, what came of
 * the next one last may be its announcement alone, which no player knows what to do with. Other codecs are taken as they are.
 */
export function holdsPicture(data: Buffer | null, codecId: number): boolean {
  const carries = CARRIES.get(codecId);
  if (carries === undefined) return true;
  if (data === null) return false;
  for (let at = data.indexOf("\0\0\u0001", 0, "latin1"); at !== -1;) {
    const header = data[at + 3];
    if (header !== undefined && carries(header)) return true;
    at = data.indexOf("\0\0\u0001", at + 3, "latin1");
  }
  return false;
}
