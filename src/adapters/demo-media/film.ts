import "./promise-with-resolvers.ts";
import {
  AV_LOG_ERROR,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_RGB24,
  Encoder,
  FF_ENCODER_LIBX264,
  Frame,
  Log,
  Muxer,
  Scaler,
} from "node-av";
import { FILM, poseAt } from "./choreography.ts";
import type { Painter } from "./picture.ts";

const TIME_BASE = { num: 1, den: FILM.framesPerSecond };

/**
 * Writes the film as MP4: H.264 (4:2:0, so that every player takes it), a key frame each second, no reordering.
 * @param onProgress called once a second of film with the share that is done, 0–1
 */
export async function writeFilm(
  path: string,
  painter: Painter,
  onProgress: (share: number) => void,
): Promise<void> {
  Log.setLevel(AV_LOG_ERROR);
  const rate = FILM.framesPerSecond;
  const scaler = new Scaler();
  const encoder = await Encoder.create(FF_ENCODER_LIBX264, {
    gopSize: rate,
    maxBFrames: 0,
    threadCount: 1,
    options: { preset: "veryfast", crf: 21 },
  });
  const muxer = await Muxer.open(path, { format: "mp4" });
  try {
    const stream = muxer.addStream(encoder);
    const pictures = FILM.seconds * rate;
    for (let index = 0; index < pictures; index++) {
      if (index % rate === 0) onProgress(index / pictures);
      const frame = await encoderFrame(await painter.paint(poseAt(index / rate), index), index, scaler);
      for (const packet of await encoder.encodeAll(frame)) await muxer.writePacket(packet, stream);
      frame.free();
    }
    for (const packet of await encoder.encodeAll(null)) await muxer.writePacket(packet, stream);
  } finally {
    await muxer.close();
    encoder.close();
    scaler.close();
  }
}

/** A painted RGB picture in the layout that the encoder takes. */
async function encoderFrame(picture: Uint8Array, index: number, scaler: Scaler): Promise<Frame> {
  const size = {
    width: FILM.width,
    height: FILM.height,
    timeBase: TIME_BASE,
    sampleAspectRatio: { num: 1, den: 1 },
    pts: BigInt(index),
  };
  const rgb = Frame.fromVideoBuffer(Buffer.from(picture.buffer), { ...size, format: AV_PIX_FMT_RGB24 });
  try {
    const nv12 = await scaler.toBuffer(rgb, { format: "nv12" });
    return Frame.fromVideoBuffer(nv12, { ...size, format: AV_PIX_FMT_NV12 });
  } finally {
    rgb.free();
  }
}
