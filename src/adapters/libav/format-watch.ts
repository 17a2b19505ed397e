import { copied } from "./clip-format.ts";
import {
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
  AV_PKT_DATA_NEW_EXTRADATA,
  BitStreamFilter,
  BitStreamFilterContext,
  Codec,
  CodecContext,
  Frame,
  Packet,
} from "./native.ts";
import type { CodecParameters, Stream } from "./native.ts";

/** Codecs whose parameter sets come along in the stream, as a camera sends it. */
const WITH_PARAMETER_SETS = new Set<number>([AV_CODEC_ID_H264, AV_CODEC_ID_HEVC]);

/**
 * Notices when a stream's pictures get another format (size or parameter sets) while it is open: what was found out when
 * it was opened then describes them no more, and a file that begins with the old ones cannot go on with the new.
 */
export class FormatWatch {
  readonly #filter: BitStreamFilterContext | null;
  #parameters: CodecParameters;
  /** The parameter sets in force. */
  #sets: ReadonlySet<string>;
  #jpegSize: string | null = null;

  /** @param stream the pictures' stream; its parameters are copied */
  constructor(stream: Stream) {
    this.#parameters = copied(stream.codecpar);
    this.#sets = unitsOf(stream.codecpar.extradata);
    // In MP4's manner (ISO 14496-15, which begins with 1) there are no start codes to find any in the stream by.
    const isInBand = WITH_PARAMETER_SETS.has(stream.codecpar.codecId) && stream.codecpar.extradata?.[0] !== 1;
    this.#filter = isInBand ? extractor(stream) : null;
  }

  /** The parameters of the pictures from this key frame on, if they are others than before; null otherwise. */
  changed(key: Packet): CodecParameters | null {
    if (this.#parameters.codecId === AV_CODEC_ID_MJPEG) return this.#changedJpeg(key);
    const extradata = this.#filter === null ? null : parameterSets(this.#filter, key);
    if (extradata === null) return null;
    // Senders repeat them, once or twice, before some pictures or all.
    const sets = unitsOf(extradata);
    if ([...sets].every((unit) => this.#sets.has(unit))) return null;
    this.#sets = sets;
    return this.#adopt(key, joined(sets));
  }

  /** Not while `changed` runs. */
  close(): void {
    this.#filter?.free();
  }

  #changedJpeg(key: Packet): CodecParameters | null {
    const size = jpegSize(key.data);
    if (size === null || size === this.#jpegSize) return null;
    const isFirst = this.#jpegSize === null;
    this.#jpegSize = size;
    return isFirst ? null : this.#adopt(key, null);
  }

  #adopt(key: Packet, extradata: Buffer | null): CodecParameters {
    const next = copied(this.#parameters);
    if (extradata !== null) next.extradata = extradata;
    const size = decodedSize(next, key);
    if (size !== null) Object.assign(next, size);
    this.#parameters = next;
    return next;
  }
}

function extractor(stream: Stream): BitStreamFilterContext | null {
  const filter = BitStreamFilter.getByName("extract_extradata");
  if (filter === null) return null;
  const context = new BitStreamFilterContext();
  if (context.alloc(filter) < 0) return null;
  if (context.inputCodecParameters !== null) stream.codecpar.copy(context.inputCodecParameters);
  if (context.init() >= 0) return context;
  context.free();
  return null;
}

/** The parameter sets inside a packet, as they lie there; null if there are none. */
function parameterSets(filter: BitStreamFilterContext, key: Packet): Buffer | null {
  const packet = key.clone();
  if (packet === null) return null;
  const out = new Packet();
  out.alloc();
  let found: Buffer | null = null;
  try {
    if (filter.sendPacketSync(packet) < 0) return null;
    while (filter.receivePacketSync(out) >= 0) {
      found = out.getSideData(AV_PKT_DATA_NEW_EXTRADATA) ?? found;
      out.unref();
    }
    // The side data goes with its packet.
    return found === null ? null : Buffer.from(found);
  } finally {
    packet.free();
    out.free();
  }
}

/** Parameter sets, each once, without their start codes (ITU-T H.264 annex B). */
function unitsOf(extradata: Buffer | null): ReadonlySet<string> {
  const units = (extradata ?? Buffer.alloc(0)).toString("latin1").split("\0\0\u0001");
  return new Set(units.map((unit) => unit.replace(/\0+$/u, "")).filter((unit) => unit !== ""));
}

/** The opposite. */
function joined(units: ReadonlySet<string>): Buffer {
  return Buffer.from([...units].map((unit) => `\0\0\0\u0001${unit}`).join(""), "latin1");
}

/** What a JPEG says of its size in its frame header (ITU-T T.81, B.2.2); null if it has none. */
function jpegSize(data: Buffer | null): string | null {
  if (data === null) return null;
  for (let at = 2; at + 9 <= data.length && data[at] === 0xff; at += 2 + data.readUInt16BE(at + 2)) {
    const marker = data[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return `${data.readUInt16BE(at + 7)}x${data.readUInt16BE(at + 5)}`;
  }
  return null;
}

/** Size of the picture that a key frame is; null if it cannot be decoded. Takes as long as decoding one picture. */
function decodedSize(parameters: CodecParameters, key: Packet): { width: number; height: number } | null {
  const codec = Codec.findDecoder(parameters.codecId);
  if (codec === null) return null;
  const context = new CodecContext();
  const frame = new Frame();
  frame.alloc();
  try {
    context.allocContext3(codec);
    context.parametersToContext(parameters);
    context.threadCount = 1;
    if (context.open2Sync(codec, null) < 0) return null;
    if (context.sendPacketSync(key) < 0) return null;
    context.sendPacketSync(null);
    if (context.receiveFrameSync(frame) < 0) return null;
    const { width, height } = frame;
    return { width, height };
  } finally {
    frame.free();
    context.freeContext();
  }
}
