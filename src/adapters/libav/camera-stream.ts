import { backoffMs } from "../../runtime/backoff.ts";
import { sleep } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { CameraStreamOptions } from "./camera-options.ts";
import { isLive, redactSource, sourceKind } from "../../sensors/camera-source.ts";
import type { CameraSink, CameraSource } from "../../sensors/camera.ts";
import { CameraSession } from "./camera-session.ts";
import type { SessionShared } from "./camera-session.ts";
import { FramePicker } from "../../sensors/frame-picker.ts";
import { CoveredPicture } from "../../sensors/covered-picture.ts";
import { FrozenPicture } from "../../sensors/frozen-picture.ts";
import type { ClipPacket } from "./clip-format.ts";
import { PlaybackTiming } from "./playback-timing.ts";

/** What a camera may be asked for at most: pictures a second, and for how long. */
const MOST_FPS = 30;
const LONGEST_ATTENTION_MS = 60_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/** A camera through libav: opens its source, plays it, and opens it again whenever it breaks off. */
export class CameraStream implements CameraSource<ClipPacket> {
  readonly #options: CameraStreamOptions;
  readonly #abort = new AbortController();
  readonly #shared: SessionShared;
  #running: Promise<void> | null = null;
  #restarts = 0;
  #failedTries = 0;
  /** The health as it was last said. */
  #said: { readonly ok: boolean; readonly why: string } | null = null;

  constructor(options: CameraStreamOptions) {
    this.#options = options;
    this.#shared = {
      options,
      signal: this.#abort.signal,
      picker: new FramePicker(options.analyseFps ?? 1),
      frozen: new FrozenPicture(),
      covered: new CoveredPicture(),
      playback: new PlaybackTiming({ ...options, signal: this.#abort.signal }),
      counters: { frames: 0, dropped: 0, decodeErrors: 0, notRecorded: 0 },
      formats: new Map(),
    };
  }

  start(sink: CameraSink<ClipPacket>): void {
    this.#running ??= this.#run({
      packet: (entry) => sink.packet(entry),
      frame: (frame, context) => sink.frame(frame, context),
      sound: (chunk) => sink.sound(chunk),
      unrecordable: (why) => sink.unrecordable(why),
      health: (ok, why) => this.#health(sink, ok, why),
      ended: () => sink.ended(),
    });
  }

  /** Picks more pictures until `untilT` (ms since boot), within bounds; a later word replaces. */
  attend(fps: number, untilT: number): void {
    const latestT = this.#options.clock.now().t + LONGEST_ATTENTION_MS;
    this.#shared.picker.attend(Math.min(fps, MOST_FPS), Math.min(untilT, latestT));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  counters(): Readonly<Record<string, number>> {
    return { ...this.#shared.counters, restarts: this.#restarts };
  }

  async #run(sink: CameraSink<ClipPacket>): Promise<void> {
    const { scheduler, random, logger, source } = this.#options;
    while (!this.#stopped()) {
      try {
        await this.#play(sink);
        if (!this.#stopped()) sink.ended();
        return;
      } catch (error) {
        if (this.#stopped()) return;
        sink.health(false, messageOf(error));
      }
      this.#restarts += 1;
      const waitMs = backoffMs(this.#failedTries, {
        firstMs: FIRST_RETRY_MS,
        maxMs: LONGEST_RETRY_MS,
        random: random(),
      });
      this.#failedTries += 1;
      logger.debug("opening the source again", { source: redactSource(source), waitMs });
      await sleep(scheduler, waitMs, this.#abort.signal);
    }
  }

  /** Plays until the end of a file, for ever if it loops; throws when the source breaks off. */
  async #play(sink: CameraSink<ClipPacket>): Promise<void> {
    const live = isLive(sourceKind(this.#options.source));
    do {
      const session = await CameraSession.open(this.#shared, sink);
      try {
        await session.play();
      } finally {
        await session.close();
      }
    } while (!live && this.#options.loop && !this.#stopped());
    await this.#shared.playback.rest();
  }

  #stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  #health(sink: CameraSink<ClipPacket>, ok: boolean, why: string): void {
    if (ok) this.#failedTries = 0;
    if (this.#said !== null && this.#said.ok === ok && (ok || this.#said.why === why)) return;
    this.#said = { ok, why };
    sink.health(ok, why);
  }
}
