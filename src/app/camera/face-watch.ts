import { messageOf } from "../../runtime/errors.ts";
import type { Clock, Scheduler } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { Attention } from "../../perception/vision/attention.ts";
import type { Scene, SceneAnalyser } from "../../perception/vision/ports.ts";
import type { Shown } from "../../perception/vision/shown.ts";
import type { Vision, VisionStep } from "../../perception/vision/vision.ts";
import type { FrameContext } from "../../sensors/camera.ts";
import type { Frame } from "../../sensors/frame.ts";
import type { FromCamera } from "../protocol.ts";
import { isOfFace, type FacePictures, type PictureInWork } from "./face-pictures.ts";
import { NextSeen, type Seen } from "./next-seen.ts";
import { offsetObservation, offsetShown, offsetSighting } from "./track-numbers.ts";

/** Models that give no answer for so long are said to be ill. */
const BLIND_MS = 10_000;

/** So soon nobody comes or goes unseen. */
const SAME_SCENE_MS = 1_000;

export interface FaceWatchParts {
  readonly analyser: SceneAnalyser;
  readonly vision: Vision;
  readonly pictures: Pick<FacePictures, "of" | "dropped">;
  /** Added to every track number. */
  readonly trackOffset: number;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly send: (message: FromCamera) => void;
  readonly health: (ok: boolean, why: string) => void;
}

/** Sees who is in a camera's frames and says so. */
export class FaceWatch {
  readonly #parts: FaceWatchParts;
  readonly #nextSeen: NextSeen;
  readonly #pictured = new Set<Promise<void>>();
  #aliveT: number | null = null;
  #failed = 0;
  readonly #attention = new Attention();
  #inWork = 0;
  /** Whom the latest frame shows that was looked at. */
  #latest: { readonly t: number; readonly shown: readonly Shown[] } | null = null;

  constructor(parts: FaceWatchParts) {
    this.#parts = parts;
    this.#nextSeen = new NextSeen(parts.scheduler);
  }

  /** Counters for the heartbeat. */
  counters(): Readonly<Record<string, number>> {
    const { analysed, dropped, restarts } = this.#parts.analyser.counters;
    const picturesDropped = this.#parts.pictures.dropped;
    return {
      ...{ analysed, framesDropped: dropped, modelRestarts: restarts },
      ...{ analysisFailed: this.#failed, picturesDropped },
    };
  }

  setGallery(gallery: Gallery): void {
    this.#parts.vision.setGallery(gallery);
  }

  /** Resolves when the frame was analysed or gave way to a newer one; never rejects. */
  async frame(frame: Frame, context: FrameContext): Promise<void> {
    this.#sayIfBlind();
    const wanted = this.#nextSeen.isWanted;
    const noticed = this.#attention.of(frame, frame.t);
    const interest = wanted ? { analyse: true, people: true } : noticed;
    if (!interest.analyse) {
      // Frames go through vision in the order of their capture; one that shows nothing new need not wait for its turn.
      if (this.#inWork === 0) this.#see({ looks: [], people: null }, frame, context);
      return;
    }
    this.#inWork += 1;
    try {
      const scene = await this.#parts.analyser.analyseScene(frame, interest);
      if (scene === null) return;
      this.#aliveT = this.#parts.clock.now().t;
      this.#parts.health(true, "");
      this.#nextSeen.tell({ frame, shown: this.#see(scene, frame, context) });
    } catch (error) {
      this.#failed += 1;
      if (this.#failed === 1) this.#parts.logger.warn("a frame could not be analysed", { error });
      this.#parts.health(false, messageOf(error));
    } finally {
      this.#inWork -= 1;
    }
  }

  /** The next frame that the models look at, and whom it shows; null if none is in time. */
  nextSeen(): Promise<Seen | null> {
    return this.#nextSeen.wait();
  }

  /** Whom a frame of this time (ms since boot) shows, as far as one of about that time was looked at. */
  shownAt(t: number): readonly Shown[] {
    return this.#latest !== null && Math.abs(this.#latest.t - t) <= SAME_SCENE_MS ? this.#latest.shown : [];
  }

  #see({ looks, people }: Scene, frame: Frame, context: FrameContext): readonly Shown[] {
    const { width, height, at, t } = frame;
    const step = this.#parts.vision.analyse(looks, { width, height, at, t, ...context }, people);
    this.#attention.note(step);
    const shown = offsetShown(step.shown, this.#parts.trackOffset);
    this.#latest = { t, shown };
    this.#publish(step, frame, shown);
    return shown;
  }

  /** Ends the models; what was seen has been said and shown when it resolves. */
  async close(): Promise<void> {
    this.#nextSeen.tell(null);
    await this.#parts.analyser.close();
    await Promise.all(this.#pictured);
  }

  /** Who is there goes out at once; pictures of it follow when they are made. */
  #publish(step: VisionStep, frame: Frame, shown: readonly Shown[]): void {
    const { send, trackOffset, pictures } = this.#parts;
    send({ type: "sighting", sighting: offsetSighting(step.sighting, trackOffset) });
    for (const seen of step.observations) {
      const observation = offsetObservation(seen, trackOffset);
      const inWork = isOfFace(observation) ? pictures.of(observation, frame, shown) : [];
      send({ type: "observation", observation, pictures: inWork.map(({ promised }) => promised) });
      for (const picture of inWork) this.#follow(picture);
    }
  }

  #follow({ promised, bytes }: PictureInWork): void {
    const sent: Promise<void> = bytes
      .then((picture) => this.#parts.send({ type: "picture", id: promised.id, picture }))
      .finally(() => this.#pictured.delete(sent));
    this.#pictured.add(sent);
  }

  #sayIfBlind(): void {
    const { t } = this.#parts.clock.now();
    this.#aliveT ??= t;
    if (t - this.#aliveT < BLIND_MS) return;
    this.#parts.health(
      false,
      `no frame could be analysed for ${BLIND_MS / 1000} s; run \`gatehouse doctor\``,
    );
  }
}
