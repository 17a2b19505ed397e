import { GatehouseError } from "../../runtime/errors.ts";

/** Mono sound, signed 16 bit. */
export interface Sound {
  readonly rateHz: number;
  readonly samples: Int16Array;
}

/** So many seconds of nothing. */
export function silence(seconds: number, rateHz: number): Int16Array {
  return new Int16Array(Math.round(seconds * rateHz));
}

/** Reads a mono 16-bit PCM WAV (RIFF); throws DEMO_SOUND_FORMAT for anything else. */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 44 || tag(view, 0) !== "RIFF" || tag(view, 8) !== "WAVE") throw notMono();
  let rateHz = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const [name, size] = [tag(view, at), view.getUint32(at + 4, true)];
    if (name === "fmt ") {
      const [coding, channels] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
      if (coding !== 1 || channels !== 1 || view.getUint16(at + 22, true) !== 16) throw notMono();
      rateHz = view.getUint32(at + 12, true);
    } else if (name === "data" && rateHz > 0) {
      const length = Math.min(size, bytes.length - at - 8) >> 1;
      const samples = Int16Array.from({ length }, (_, i) => view.getInt16(at + 8 + 2 * i, true));
      return { rateHz, samples };
    }
    at += 8 + size + (size & 1);
  }
  throw notMono();
}

/** The sound as a WAV file. */
export function writeWav(sound: Sound): Uint8Array {
  const dataLength = sound.samples.length * 2;
  const bytes = new Uint8Array(44 + dataLength);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("RIFF"), 0);
  view.setUint32(4, 36 + dataLength, true);
  bytes.set(new TextEncoder().encode("WAVEfmt "), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sound.rateHz, true);
  view.setUint32(28, sound.rateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  bytes.set(new TextEncoder().encode("data"), 36);
  view.setUint32(40, dataLength, true);
  sound.samples.forEach((sample, i) => view.setInt16(44 + 2 * i, sample, true));
  return bytes;
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function notMono(): GatehouseError {
  return new GatehouseError("DEMO_SOUND_FORMAT", "the sound is not a mono 16-bit PCM WAV file", {
    kind: "failed",
  });
}
