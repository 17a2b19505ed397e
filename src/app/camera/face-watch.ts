import { messageOf } from "../../runtime/errors.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import type { Box, VisionObservation } from "../../perception/vision/observation.ts";
import { Attention } from "../../perception/vision/attention.ts";
import type { Scene, SceneAnalyser } from "../../perception/vision/ports.ts";
import type { Vision, VisionStep } from "../../perception/vision/vision.ts";
import type { FrameContext } from "../../sensors/camera.ts";
import type { Frame } from "../../sensors/frame.ts";
import type { FromCamera } from "../protocol.ts";
import { offsetObservation, offsetSighting } from "./track-numbers.ts";

/** Models that give no answer for so long are said to be ill. */
const BLIND_MS = 10_000;

/** A small JPEG of the part of a frame that a box shows. */
type Crop = (frame: Frame, box: Box) => Promise<Uint8Array>;

export interface FaceWatchParts {
  readonly analyser: SceneAnalyser;
  readonly vision: Vision;
  readonly crop: Crop;
  /** Added to every track number. */
  readonly trackOffset: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly send: (message: FromCamera) => void;
  readonly health: (ok: boolean, why: string) => void;
}

/** Sees who is in a camera's frames and says so. */
export class FaceWatch {
  readonly #parts: FaceWatchParts;
  #published: Promise<void> = Promise.resolve();
  #aliveT: number | null = null;
  #failed = 0;
  readonly #attention = new Attention();
  #inWork = 0;

  constructor(parts: FaceWatchParts) {
    this.#parts = parts;
  }

  /** Counters for the heartbeat. */
  counters(): Readonly<Record<string, number>> {
    const { analysed, dropped, restarts } = this.#parts.analyser.counters;
    return { analysed, framesDropped: dropped, modelRestarts: restarts, analysisFailed: this.#failed };
  }

  setGallery(gallery: Gallery): void {
    this.#parts.vision.setGallery(gallery);
  }

  /** Resolves when the frame was analysed or gave way to a newer one; never rejects. */
  async frame(frame: Frame, context: FrameContext): Promise<void> {
    this.#sayIfBlind();
    const interest = this.#attention.of(frame, frame.t);
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
      this.#see(scene, frame, context);
    } catch (error) {
      this.#failed += 1;
      if (this.#failed === 1) this.#parts.logger.warn("a frame could not be analysed", { error });
      this.#parts.health(false, messageOf(error));
    } finally {
      this.#inWork -= 1;
    }
  }

  #see({ looks, people }: Scene, frame: Frame, context: FrameContext): void {
    const { width, height, at, t } = frame;
    const step = this.#parts.vision.analyse(looks, { width, height, at, t, ...context }, people);
    this.#attention.note(step);
    this.#publish(step, frame);
  }

  /** Ends the models; what was seen has been said when it resolves. */
  async close(): Promise<void> {
    await this.#parts.analyser.close();
    await this.#published;
  }

  /** Who is there goes out at once; what has a picture follows when the picture is made, in order. */
  #publish(step: VisionStep, frame: Frame): void {
    const { send, trackOffset } = this.#parts;
    send({ type: "sighting", sighting: offsetSighting(step.sighting, trackOffset) });
    if (step.observations.length === 0) return;
    this.#published = this.#published.then(async () => {
      for (const observation of step.observations) {
        const pictured = await this.#withPicture(observation, frame);
        send({ type: "observation", observation: offsetObservation(pictured, trackOffset) });
      }
    });
  }

  async #withPicture(observation: VisionObservation, frame: Frame): Promise<VisionObservation> {
    if (!("picture" in observation) || observation.picture !== null) return observation;
    try {
      return { ...observation, picture: new Uint8Array(await this.#parts.crop(frame, observation.box)) };
    } catch (error) {
      this.#parts.logger.warn("a face could not be made a picture of", { error });
      return observation;
    }
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
