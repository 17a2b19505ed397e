import type { Clock, Scheduler } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Area } from "../../sensors/picture-mask.ts";

/** What a camera stream is made of. */
export interface CameraStreamOptions {
  readonly camera: string;
  /** `rtsp://…`, `http(s)://…`, `/dev/videoN`, a video file or a picture. */
  readonly source: string;
  /** Pictures a second to analyse; null: this stream is only recorded. */
  readonly analyseFps: number | null;
  /** Areas that are painted over before anybody gets a picture. */
  readonly masks: readonly Area[];
  /** Whether packets are wanted (for the ring). */
  readonly packets: boolean;
  /** Whether those of the pictures are coded anew, with the masks painted in. */
  readonly encode: boolean;
  /** Whether sound is wanted, decoded. */
  readonly sound: boolean;
  /** Only for files: again from the start at the end. */
  readonly loop: boolean;
  /** Only for files: in real time, or as fast as the receiver takes the pictures. */
  readonly paced: boolean;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** 0–1, for the jitter of reconnecting. */
  readonly random: () => number;
  readonly logger: Logger;
  /** A live source from which nothing comes for so long is connected anew. */
  readonly stallMs?: number;
}
