import { DayFilm } from "../../adapters/libav/day-film.ts";
import { joinFilms } from "../../adapters/libav/join-films.ts";
import { CameraStream } from "../../adapters/libav/camera-stream.ts";
import { sha256Of } from "../../adapters/media-files/digest.ts";
import { ClipFile } from "../../adapters/libav/clip-file.ts";
import type { ClipPacket } from "../../adapters/libav/clip-format.ts";
import { workerAnalyser } from "../../adapters/onnx/worker-analyser.ts";
import { cropJpeg, sceneJpeg } from "../../adapters/stills/small-jpeg.ts";
import { createVision } from "../../perception/vision/vision.ts";
import { describeChoices } from "../../models/execution-provider.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import type { SceneAnalyser } from "../../perception/vision/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { isLive, redactSource, sourceKind } from "../../sensors/camera-source.ts";
import type { CameraSink } from "../../sensors/camera.ts";
import { ClipDesk } from "../../sensors/clip-desk.ts";
import { pictureFault } from "../../sensors/picture-fault.ts";
import { PacketRing } from "../../sensors/packet-ring.ts";
import type { ProcessParts } from "../process-parts.ts";
import type { CameraSetup, FromCamera, ToCamera } from "../protocol.ts";
import { clipNote } from "../clips/clip-note.ts";
import { ContinuousWork } from "./continuous-work.ts";
import { FacePictures } from "./face-pictures.ts";
import { FaceWatch } from "./face-watch.ts";
import { HealthBoard } from "./health-board.ts";
import { TimeLapse } from "./time-lapse.ts";
import { StillPictures, type Still } from "./still-pictures.ts";
import { trackOffset } from "./track-numbers.ts";

interface BegunClip {
  readonly startT: number;
  readonly startAt: number;
  readonly thumbnail: Promise<Still | null>;
}

/** More than a day's film has. */
const LONGEST_FILM_MS = 86_400_000;

/** Told while there is not enough power to look. */
const RESTS = "it records and does not look, to save power";

export interface CameraWorkOptions {
  readonly setup: CameraSetup;
  readonly parts: ProcessParts;
  /** How often this camera's process was started before. */
  readonly starts: number;
  readonly send: (message: FromCamera) => void;
  /** Another analyser; by default the models in a worker thread. */
  readonly analyser?: SceneAnalyser;
}

/** Everything that one camera's process does between its setup and its end. */
export class CameraWork {
  readonly #options: CameraWorkOptions;
  readonly #ring: PacketRing<ClipPacket>;
  readonly #desk: ClipDesk<ClipPacket>;
  readonly #board: HealthBoard;
  readonly #faces: FaceWatch;
  readonly #streams: readonly CameraStream[];
  readonly #continuous: ContinuousWork | null;
  readonly #timeLapse: TimeLapse | null;
  readonly #clips = new Map<string, BegunClip>();
  readonly #stills: StillPictures;
  #people: Gallery;
  #resting = false;

  constructor(options: CameraWorkOptions) {
    this.#options = options;
    const { setup, parts, send } = options;
    this.#ring = new PacketRing({
      seconds: setup.ringSeconds,
      maxBytes: setup.ringMaxBytes,
      release: ({ native }) => native.free(),
    });
    this.#desk = this.#createDesk();
    const { camera, continuous } = setup;
    this.#continuous =
      continuous === null ? null : new ContinuousWork({ ...parts, camera, continuous, send });
    const detect = setup.detectSource === null ? [] : ["detect"];
    const names = ["camera", ...detect, "picture", "faces"];
    const board = new HealthBoard(names, (ok, why) => send({ type: "health", ok, why }));
    this.#board = board;
    this.#people = setup.people;
    this.#faces = this.#createFaces(board);
    this.#timeLapse = this.#createTimeLapse();
    this.#stills = new StillPictures({
      ...{ rules: setup.faces, clock: parts.clock },
      nextSeen: () => this.#faces.nextSeen(),
      shownAt: (t) => this.#faces.shownAt(t),
    });
    const main = this.#createStream(setup.source, { packets: true, analyse: setup.detectSource === null });
    main.start(this.#sink(board, "camera"));
    this.#streams = [main];
    if (setup.detectSource !== null) {
      const second = this.#createStream(setup.detectSource, { packets: false, analyse: true });
      second.start(this.#sink(board, "detect"));
      this.#streams = [main, second];
    }
    parts.logger.info("the camera is being watched", { source: redactSource(setup.source), fps: setup.fps });
  }

  /** Any message but `setup` and `stop`. */
  receive(message: Exclude<ToCamera, { type: "setup" | "stop" }>): void {
    switch (message.type) {
      case "people":
        this.#people = message.people;
        this.#faces.setGallery(message.people);
        return;
      case "record":
        this.#desk.record(message);
        return;
      case "record-until":
        this.#desk.recordUntil(message.clip, message.untilT);
        return;
      case "snapshot":
        void this.#snapshot(message.id);
        return;
      case "hold-continuous":
        this.#continuous?.hold(message.why);
        this.#timeLapse?.hold(message.why !== null);
        return;
      case "rest":
        this.#resting = message.resting;
        this.#board.set("rest", !message.resting, RESTS);
        return;
      case "attend":
        for (const stream of this.#streams) stream.attend(message.fps, message.untilT);
    }
  }

  counters(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const stream of this.#streams) {
      for (const [name, count] of Object.entries(stream.counters())) sums[name] = (sums[name] ?? 0) + count;
    }
    return {
      ...sums,
      ...this.#faces.counters(),
      ringBytes: this.#ring.bytes,
      ringOverflows: this.#ring.overflows,
      clips: this.#desk.open,
      ...(this.#continuous === null ? {} : { continuousLost: this.#continuous.lost }),
      ...(this.#timeLapse === null ? {} : { timeLapseMissed: this.#timeLapse.missed }),
    };
  }

  /** Closes the clips and segments first, then everything else. */
  async stop(): Promise<void> {
    await Promise.all([this.#desk.closeAll(), this.#continuous?.stop(), this.#timeLapse?.stop()]);
    await Promise.all([...this.#streams.map((stream) => stream.stop()), this.#faces.close()]);
    this.#ring.clear();
  }

  #createStream(source: string, what: { packets: boolean; analyse: boolean }): CameraStream {
    const { setup, parts } = this.#options;
    return new CameraStream({
      ...parts,
      camera: setup.camera,
      source,
      analyseFps: what.analyse ? setup.fps : null,
      masks: setup.masks,
      packets: what.packets,
      encode: setup.encode,
      sound: what.packets && setup.audio,
      loop: setup.loop,
      paced: setup.paced,
    });
  }

  #createFaces(board: HealthBoard): FaceWatch {
    const { setup, parts, starts, send } = this.#options;
    const { camera, zones, thresholds, people } = setup;
    const { clock, scheduler, logger } = parts;
    return new FaceWatch({
      analyser: this.#options.analyser ?? this.#startAnalyser(),
      vision: createVision({ camera, zones, thresholds, gallery: people }),
      pictures: new FacePictures({
        ...{ zones, rules: setup.faces, prefix: `${starts}`, logger },
        groupOf: (person) => this.#people.find(({ name }) => name === person)?.group ?? null,
        crop: cropJpeg,
        scene: sceneJpeg,
      }),
      trackOffset: trackOffset(starts),
      ...{ clock, scheduler },
      logger,
      send: (message) => {
        this.#continuous?.saw(message);
        send(message);
      },
      health: (ok, why) => board.set("faces", ok, why),
    });
  }

  #createTimeLapse(): TimeLapse | null {
    const { setup, parts } = this.#options;
    const { scheduler, logger } = parts;
    if (setup.timeLapse === null) return null;
    return new TimeLapse({
      ...{ timeLapse: setup.timeLapse, rules: setup.faces, logger },
      nextSeen: () => this.#faces.nextSeen(),
      open: (path, like) => DayFilm.open(path, like),
      // An ordinary film, with its index in front: it can be leapt in anywhere at once.
      over: async (path) => {
        const all = { parts: [{ path, startAt: 0 }], fromAt: 0, toAt: LONGEST_FILM_MS };
        const { signal } = new AbortController();
        await joinFilms({ ...all, output: path, scheduler, signal });
      },
    });
  }

  #startAnalyser(): SceneAnalyser {
    const { setup, parts, send } = this.#options;
    const { logger, scheduler } = parts;
    return workerAnalyser({
      models: visionModels(setup),
      providers: setup.providers,
      scheduler,
      logger,
      onReady: (choices) => {
        const why = describeChoices(choices);
        const refused = choices.some((choice) => choice.refused.length > 0);
        if (refused) logger.warn("the vision models do not all run where they were asked to", { why });
        else if (why !== null) logger.info("the vision models passed their trial", { why });
        send({
          type: "providers",
          choices: choices.map((choice) => ({ ...choice, refused: [...choice.refused] })),
        });
      },
    });
  }

  #createDesk(): ClipDesk<ClipPacket> {
    const { send, parts, setup } = this.#options;
    return new ClipDesk<ClipPacket>({
      ring: this.#ring,
      open: (path, first, label) => {
        const { at, t } = parts.clock.now();
        return ClipFile.open(
          path,
          first,
          clipNote({ ...label, camera: setup.camera, startAt: at + first.t - t }),
        );
      },
      clock: parts.clock,
      scheduler: parts.scheduler,
      sink: {
        started: (clip, { startT, continues }) => {
          const now = parts.clock.now();
          const start = { startT, startAt: now.at + startT - now.t };
          this.#clips.set(clip, { ...start, thumbnail: this.#stills.thumbnail() });
          send({ type: "clip-started", clip, ...start, continues });
        },
        finished: async (clip, facts, truth) => {
          const begun = this.#clips.get(clip);
          if (begun === undefined) return;
          this.#clips.delete(clip);
          const { path, seconds, bytes } = facts;
          // A clip is a clip without its sum.
          const sha256 = await sha256Of(path).catch(() => null);
          const still = await begun.thumbnail;
          const { picture: thumbnail = null, shows = [] } = still ?? {};
          const about = {
            seconds,
            bytes,
            sha256,
            thumbnail,
            shows,
            truth: { ...truth, gaps: [...truth.gaps] },
          };
          send({ type: "clip-finished", clip, ...begun, ...about });
        },
        failed: (clip, why) => {
          this.#clips.delete(clip);
          send({ type: "clip-failed", clip, why });
        },
      },
    });
  }

  #sink(board: HealthBoard, part: string): CameraSink<ClipPacket> {
    const { setup, send } = this.#options;
    // A file may be a still picture, and no file is evidence.
    const isStream = isLive(sourceKind(setup.detectSource ?? setup.source));
    const patient = !isLive(sourceKind(setup.source)) && !setup.paced;
    return {
      packet: (entry) => {
        // Before the ring, which may have no room for it and let it go.
        this.#continuous?.packet(entry);
        this.#ring.push(entry);
        this.#desk.packet(entry);
      },
      frame: (frame, context) => {
        this.#stills.show(frame);
        this.#continuous?.frame(frame);
        this.#timeLapse?.frame(frame);
        const fault = pictureFault({ ...context, frozen: context.frozen && isStream });
        board.set("picture", fault === null, fault ?? "");
        if (this.#resting) return undefined;
        const analysed = this.#faces.frame(frame, context);
        return patient ? analysed : undefined;
      },
      sound: ({ samples, at, t }) => send({ type: "audio", samples: new Int16Array(samples), at, t }),
      unrecordable: (why) => {
        this.#desk.unrecordable(why);
        this.#continuous?.unrecordable(why);
      },
      health: (ok, why) => board.set(part, ok, why),
      ended: () => {
        const closed = Promise.all([
          ...[this.#desk.closeAll(), this.#continuous?.stop()],
          this.#timeLapse?.stop(),
        ]);
        void closed.then(() => send({ type: "ended" }));
      },
    };
  }

  async #snapshot(id: string): Promise<void> {
    this.#options.send({ type: "snapshot", id, why: "", shows: [], ...(await this.#stills.snapshot()) });
  }
}

/** @throws GatehouseError MODELS_INCOMPLETE (missing) */
function visionModels(setup: CameraSetup): Parameters<typeof workerAnalyser>[0]["models"] {
  const path = (task: string): string => {
    const found = setup.models[task];
    if (found !== undefined) return found;
    throw new GatehouseError("MODELS_INCOMPLETE", `No model for ${task}; run \`gatehouse models pull\`.`, {
      kind: "missing",
    });
  };
  return {
    "face-detection": path("face-detection"),
    "face-landmarks": path("face-landmarks"),
    "face-embedding": path("face-embedding"),
    "face-liveness": path("face-liveness"),
    ...(setup.findPeople ? { "person-detection": path("person-detection") } : {}),
  };
}
