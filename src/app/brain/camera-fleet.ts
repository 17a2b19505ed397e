import type { EventDraft } from "../../events/catalogue.ts";
import { visionEvent, type Acquaintance } from "../../events/from-observation.ts";
import type { ExpectedMedia } from "../../adapters/media-files/media-store.ts";
import type { MediaRef } from "../../events/envelope.ts";
import type { Sighting } from "../../events/sighting.ts";
import type { VisionObservation } from "../../perception/vision/observation.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import { fromCamera, type FromCamera, type CameraSetup, type ToCamera } from "../protocol.ts";
import type { ProcessParts } from "../process-parts.ts";
import { PromisedPictures } from "./promised-pictures.ts";
import { ProviderWatch } from "./provider-watch.ts";
import { superviseSensor, type SupervisedSensor } from "../sensor-supervisor.ts";

export type UnknownFace = Extract<VisionObservation, { kind: "face-unknown" }>;

/** Where the cameras' messages go. */
export interface CameraSinks {
  readonly emit: (draft: EventDraft) => void;
  readonly sighting: (sighting: Sighting) => void;
  /** A place for a picture that is still being made. */
  readonly expectPicture: (what: { name: string; at: number }) => ExpectedMedia;
  /** Whose visit an unknown face is, whose picture is stored as `media`; null if strangers are not kept. */
  readonly acquaint: (face: UnknownFace, media: readonly MediaRef[]) => Acquaintance | null;
  /** Sound of a camera, for the microphone that listens to it. */
  readonly sound: (camera: string, message: Extract<FromCamera, { type: "audio" }>) => void;
  /** Everything about clips, segments and pictures. */
  readonly recording: (camera: string, message: FromCamera) => void;
  readonly lost: (camera: string, why: string) => void;
}

interface Running {
  readonly setup: CameraSetup;
  readonly sensor: SupervisedSensor<ToCamera>;
  readonly providers: ProviderWatch;
}

/** One supervised process a camera. */
export class CameraFleet {
  readonly #parts: ProcessParts;
  readonly #sinks: CameraSinks;
  readonly #pictures: PromisedPictures;
  readonly #running = new Map<string, Running>();
  #resting = false;
  /** Why nothing is recorded all the time. */
  #held: string | null = null;

  constructor(parts: ProcessParts, sinks: CameraSinks) {
    this.#parts = parts;
    this.#sinks = sinks;
    this.#pictures = new PromisedPictures({ scheduler: parts.scheduler, expect: sinks.expectPicture });
  }

  /** Starts, restarts or stops processes so that exactly these cameras run; one whose setup is the same is left alone. */
  async apply(setups: readonly CameraSetup[]): Promise<void> {
    const wanted = new Map(setups.map((setup) => [setup.camera, setup]));
    for (const [camera, running] of [...this.#running]) {
      const next = wanted.get(camera);
      if (next !== undefined && sameButPeople(running.setup, next)) {
        this.#running.set(camera, { ...running, setup: { ...running.setup, people: next.people } });
        running.sensor.send({ type: "people", people: next.people });
        wanted.delete(camera);
      } else await this.#retire(camera);
    }
    for (const setup of wanted.values()) this.#start(setup);
  }

  /** Ends these cameras' processes until the next `apply`, and says that they are lost. */
  async retire(cameras: readonly string[]): Promise<void> {
    await Promise.all(cameras.map((camera) => this.#retire(camera)));
  }

  /** The enrolled people changed. */
  people(people: Gallery): void {
    for (const [camera, running] of this.#running) {
      this.#running.set(camera, { ...running, setup: { ...running.setup, people: [...people] } });
      running.sensor.send({ type: "people", people: [...people] });
    }
  }

  /** To save power nothing is looked at or listened to; or it is again. */
  rest(resting: boolean): void {
    this.#resting = resting;
    for (const { sensor } of this.#running.values()) sensor.send({ type: "rest", resting });
  }

  /** Lets nothing be recorded all the time for this reason; null: it may be again. */
  holdContinuous(why: string | null): void {
    this.#held = why;
    for (const { sensor } of this.#running.values()) sensor.send({ type: "hold-continuous", why });
  }

  /** Sends a message to a camera's process; false if there is no such camera or its process is down. */
  send(camera: string, message: ToCamera): boolean {
    const sensor = this.#running.get(camera)?.sensor;
    if (sensor === undefined || sensor.pid() === null) return false;
    sensor.send(message);
    return true;
  }

  /** Ends all processes; clips are closed by then. */
  async stop(): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(running.map(({ sensor }) => sensor.stop()));
    for (const { setup } of running) this.#pictures.lost(setup.camera);
  }

  /** What the camera showed says nothing about what its next process will show, which numbers its tracks anew. */
  async #retire(camera: string): Promise<void> {
    const running = this.#running.get(camera);
    if (running === undefined) return;
    this.#running.delete(camera);
    await running.sensor.stop();
    this.#pictures.lost(camera);
    this.#say("sensor.lost", camera, "its configuration was changed");
  }

  #say(name: "sensor.lost" | "sensor.recovered", camera: string, why: string): void {
    const { at, t } = this.#parts.clock.now();
    this.#sinks.emit({ name, source: `camera:${camera}`, at, t, sensor: `camera:${camera}`, why });
  }

  #start(setup: CameraSetup): void {
    const name = setup.camera;
    const providers = new ProviderWatch(setup.providers);
    const sensor = superviseSensor<ToCamera, FromCamera>({
      ...this.#parts,
      name: `camera:${name}`,
      entry: compiledUrl(import.meta.url, "app/camera-process"),
      setup,
      incoming: fromCamera(name),
      onMessage: (message) => this.#onMessage(name, message),
      onLost: (why) => this.#say("sensor.lost", name, why),
      // A stream that breaks off leaves its clip open until it is back; only the process's end ends the clip.
      onExit: (why) => {
        this.#pictures.lost(name);
        this.#sinks.lost(name, why);
        if (providers.gone(why)) this.#withoutProviders(name);
      },
      onRecovered: (why) => {
        const { note } = providers;
        this.#say("sensor.recovered", name, note === null ? why : `${why}; ${note}`);
      },
    });
    this.#running.set(name, { setup, sensor, providers });
    if (this.#resting) sensor.send({ type: "rest", resting: true });
    if (this.#held !== null) sensor.send({ type: "hold-continuous", why: this.#held });
  }

  /** Its next process has the CPU alone. */
  #withoutProviders(camera: string): void {
    const running = this.#running.get(camera);
    if (running === undefined) return;
    this.#parts.logger.warn("a camera's process ended while its models were started; they go to the CPU", {
      camera,
      providers: running.setup.providers,
    });
    running.sensor.send({ ...running.setup, providers: ["cpu"] });
  }

  #onMessage(camera: string, message: FromCamera): void {
    switch (message.type) {
      case "observation":
        this.#observed(message);
        return;
      case "picture":
        this.#pictures.arrived(camera, message.id, message.picture);
        return;
      case "sighting":
        this.#sinks.sighting(message.sighting);
        return;
      case "providers":
        this.#running.get(camera)?.providers.said(message.choices);
        return;
      case "audio":
        this.#sinks.sound(camera, message);
        return;
      case "ready":
      case "health":
      case "heartbeat":
      case "ended":
        return;
      default:
        this.#sinks.recording(camera, message);
    }
  }

  #observed({ observation, pictures }: Extract<FromCamera, { type: "observation" }>): void {
    const { camera, at } = observation;
    const media = pictures.map((picture): MediaRef => this.#pictures.promised(camera, picture, at));
    const acquaintance =
      observation.kind === "face-unknown" ? this.#sinks.acquaint(observation, media) : null;
    this.#sinks.emit(visionEvent(observation, media, acquaintance));
  }
}

function sameButPeople(one: CameraSetup, other: CameraSetup): boolean {
  return JSON.stringify({ ...one, people: [] }) === JSON.stringify({ ...other, people: [] });
}
