import type { Clock, Scheduler } from "../../runtime/clock.ts";
import type { Frame } from "../../sensors/frame.ts";
import { FramePicker } from "../../sensors/frame-picker.ts";
import type { FrameReader } from "../../sensors/ports.ts";
import { mediaError } from "./media-error.ts";
import { MediaInput } from "./media-input.ts";
import { AVERROR_STREAM_NOT_FOUND } from "./native.ts";
import { PictureDecoder } from "./picture-decoder.ts";

/** What reading needs around it. */
export interface ReaderParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

/** Reads the pictures of video files; their times are the start of the reading plus the time within the file. */
export class LibavFrameReader implements FrameReader {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  async *frames(path: string, options: { fps: number; signal?: AbortSignal }): AsyncIterable<Frame> {
    const signal = options.signal ?? new AbortController().signal;
    const input = await MediaInput.open(path, { scheduler: this.#parts.scheduler, signal });
    try {
      if (input.video === null) throw mediaError(AVERROR_STREAM_NOT_FOUND, "read pictures from", path);
      const decoder = await PictureDecoder.open(input.video);
      try {
        yield* this.#decode(input, decoder, { path, fps: options.fps });
      } finally {
        decoder.close();
      }
    } finally {
      await input.close();
    }
  }

  async *#decode(
    input: MediaInput,
    decoder: PictureDecoder,
    { path, fps }: { path: string; fps: number },
  ): AsyncIterable<Frame> {
    const start = this.#parts.clock.now();
    const picker = new FramePicker(fps);
    let firstUs: number | null = null;
    for (;;) {
      const packet = await input.read();
      try {
        if (packet !== null && packet.streamIndex !== input.video?.index) continue;
        for await (const picture of decoder.decode(packet)) {
          firstUs ??= picture.ptsUs ?? 0;
          const ptsMs = ((picture.ptsUs ?? firstUs) - firstUs) / 1000;
          if (!picker.take(ptsMs)) continue;
          yield { camera: path, ...(await picture.rgb()), at: start.at + ptsMs, t: start.t + ptsMs, ptsMs };
        }
      } finally {
        packet?.free();
      }
      // A picture is shown for ever; as a file it is one frame.
      if (packet === null || input.kind === "picture") return;
    }
  }
}
