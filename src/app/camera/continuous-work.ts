import { join, relative } from "node:path";
import { ClipFile } from "../../adapters/libav/clip-file.ts";
import type { ClipPacket } from "../../adapters/libav/clip-format.ts";
import { passGate, unmoved } from "../../perception/vision/motion-gate.ts";
import type { Cancel } from "../../runtime/clock.ts";
import type { Frame } from "../../sensors/frame.ts";
import { MotionLog } from "../../sensors/motion-log.ts";
import type { RingEntry } from "../../sensors/packet-ring.ts";
import { SegmentDesk, type FinishedSegment } from "../../sensors/segment-desk.ts";
import { clipNote } from "../clips/clip-note.ts";
import { segmentName } from "../continuous/segment-name.ts";
import type { ProcessParts } from "../process-parts.ts";
import type { CameraSetup, FromCamera } from "../protocol.ts";

/** Pictures are looked at so much later than their packets are written, at most: a segment's mark waits for its last ones. */
const LOOKED_AFTER_MS = 3_000;

export interface ContinuousWorkParts extends Pick<ProcessParts, "clock" | "scheduler"> {
  readonly camera: string;
  readonly continuous: NonNullable<CameraSetup["continuous"]>;
  readonly send: (message: FromCamera) => void;
}

/** Records a camera all the time, and marks in which segments something moved. */
export class ContinuousWork {
  readonly #parts: ContinuousWorkParts;
  readonly #desk: SegmentDesk<ClipPacket>;
  readonly #log = new MotionLog();
  /** Segments that wait for their mark, and how to end the wait. */
  readonly #unmarked = new Map<FinishedSegment, Cancel>();
  /** Who is in view, by track: somebody who stands still is not seen to move. */
  readonly #present = new Set<number>();
  #gate = unmoved;

  constructor(parts: ContinuousWorkParts) {
    this.#parts = parts;
    const { clock, scheduler, send, continuous } = parts;
    this.#desk = new SegmentDesk<ClipPacket>({
      ...{ clock, scheduler, segmentMs: continuous.segmentMs },
      open: (first, startAt) => this.#open(first, startAt),
      finished: (segment) => {
        this.#unmarked.set(
          segment,
          scheduler.after(LOOKED_AFTER_MS, () => this.#tell(segment)),
        );
      },
      stopped: (why) => send({ type: "continuous", stopped: why }),
    });
  }

  packet(entry: RingEntry<ClipPacket>): void {
    this.#desk.packet(entry);
  }

  /** Each picture that is looked at, masked. */
  frame(frame: Frame): void {
    const { state, share } = passGate(this.#gate, frame, { t: frame.t, followed: false });
    this.#gate = state;
    this.#log.observe({ t: frame.t, share });
    if (this.#present.size > 0) this.#log.person(frame.t);
  }

  /** What was found in the pictures. */
  saw(message: FromCamera): void {
    if (message.type === "sighting" && message.sighting.tracks.length > 0)
      this.#log.person(message.sighting.t);
    if (message.type !== "observation") return;
    const { kind, track } = message.observation;
    if (kind === "person-appeared") this.#present.add(track);
    if (kind === "person-left") this.#present.delete(track);
  }

  /** Packets that are in no segment because the disk failed. */
  get lost(): number {
    return this.#desk.lost;
  }

  unrecordable(why: string | null): void {
    this.#desk.unrecordable(why);
  }

  hold(why: string | null): void {
    this.#desk.hold(why);
  }

  /** Closes the segment; it is told of when this resolves. */
  async stop(): Promise<void> {
    await this.#desk.close();
    for (const [segment, cancel] of this.#unmarked) {
      cancel();
      this.#tell(segment);
    }
  }

  #open(first: RingEntry<ClipPacket>, startAt: number): ClipFile {
    const { camera, continuous, send } = this.#parts;
    const segment = segmentName(startAt);
    const label = { clip: segment, camera, reason: "continuous", continues: null, startAt, wishedT: first.t };
    send({ type: "segment-begun", segment });
    const file = ClipFile.open(join(continuous.directory, `${segment}.mp4`), first, clipNote(label));
    file.failed.catch(() => send({ type: "segment-cut", segment }));
    return file;
  }

  #tell(finished: FinishedSegment): void {
    this.#unmarked.delete(finished);
    const { facts, startT, endT } = finished;
    const { path, seconds, bytes } = facts;
    const mark = this.#log.mark(startT, endT);
    this.#log.forget(startT);
    const segment = relative(this.#parts.continuous.directory, path).replace(/\.mp4$/u, "");
    this.#parts.send({ type: "segment-finished", segment, seconds, bytes, mark });
  }
}
