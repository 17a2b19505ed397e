import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { MediaStore } from "../../adapters/media-files/media-store.ts";
import { sha256OfFile } from "../../adapters/model-files/model-directory.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels, type ModelPaths } from "../../adapters/model-files/resolve-models.ts";
import {
  galleryOf,
  peopleDirectory,
  type People,
  type PeopleStore,
} from "../../adapters/people/people-store.ts";
import { strangersDirectory } from "../../adapters/people/stranger-store.ts";
import { watchPeople } from "../../adapters/people/watch-people.ts";
import { CONTINUOUS } from "../../config/schema/continuous.ts";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import type { Acquaintance } from "../../events/from-observation.ts";
import type { JournalReader } from "../../events/journal.ts";
import type { Sighting } from "../../events/sighting.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { voiceIntents } from "../../rules/voice.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Teardown } from "../../runtime/teardown.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import { ClipManifest } from "../clips/manifest.ts";
import { openPeople, openStrangers } from "../people/open-people.ts";
import type { ToCamera, ToMicrophone } from "../protocol.ts";
import type { ProcessParts } from "../process-parts.ts";
import { camerasNear } from "./cameras-near.ts";
import { CameraFleet, type UnknownFace } from "./camera-fleet.ts";
import { guardedModes } from "./guard-policies.ts";
import type { Enrolled } from "./people-groups.ts";
import { MicrophoneFleet, type MicrophoneSinks } from "./microphone-fleet.ts";
import { Presence } from "./presence.ts";
import { mendFiles, recoveredClips, recoverOne } from "./clip-recovery.ts";
import { ContinuousRecordings } from "./continuous.ts";
import { ClipRecorder } from "./recorder.ts";
import { cameraSetup, microphoneSetup, voiceServiceSetup } from "./sensor-setups.ts";
import { VoiceService } from "./voice-service.ts";
import type { StoredFile } from "./what-goes.ts";
import { StrangerBook } from "./stranger-book.ts";
import { whyNotRecorded } from "./why-not-recorded.ts";

/** Nobody's clip gets longer than this: somebody who sits on the porch all day is several clips. */
const LONGEST_CLIP_MS = 10 * 60_000;

export interface SensorsOptions extends ProcessParts {
  readonly stateDirectory: string;
  readonly configuration: CheckedConfiguration;
  /** The history, to look up which clips it tells of. */
  readonly reader: Pick<JournalReader, "events">;
  readonly emit: (draft: EventDraft) => void;
  readonly sighting: (sighting: Sighting) => void;
  readonly dialogue: Pick<MicrophoneSinks, "attention" | "recount" | "cancelled" | "answer" | "confirm">;
  /** Told who is enrolled, at the start and at each change. */
  readonly people: (enrolled: Enrolled) => void;
  readonly teardown: Teardown;
}

/** All cameras and microphones, the clips and pictures that come from them, and the people they know. */
export class Sensors {
  readonly recorder: ClipRecorder;
  readonly #continuous: ContinuousRecordings;
  readonly #options: SensorsOptions;
  readonly #media: MediaStore;
  readonly #cameras: CameraFleet;
  readonly #microphones: MicrophoneFleet;
  readonly #voiceService: VoiceService;
  readonly #presence = new Presence(() => {
    const { voice, vision } = this.#configuration.config;
    return { withinMs: voice.seen_within, live: vision.live };
  });
  #configuration: CheckedConfiguration;
  #manifest: ClipManifest | null = null;
  #isStopped = false;
  #models: ModelPaths | null = null;
  /** SHA-256 of the embedding model in use. */
  #model: string | null = null;
  readonly #strangers: StrangerBook;
  /** Everybody who is enrolled. */
  #names: readonly string[] = [];

  constructor(options: SensorsOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
    const { stateDirectory, emit, logger } = options;
    this.#media = new MediaStore(stateDirectory, logger.child("media"));
    const { before, after } = options.configuration.config.recordings;
    this.recorder = new ClipRecorder({
      ...options,
      limits: { beforeMs: before, afterMs: after, maxMs: LONGEST_CLIP_MS },
      send: (camera, message) => this.#cameras.send(camera, message),
      recover: recoverOne,
      forbidden: (camera) => whyNotRecorded(camera, this.#configuration.config),
      keepPicture: (bytes, what) => this.#media.keep(bytes, { kind: "picture", ...what }),
    });
    this.#continuous = new ContinuousRecordings({
      ...options,
      logger: logger.child("continuous"),
      mend: mendFiles,
    });
    this.#strangers = this.#strangerBook();
    this.#microphones = new MicrophoneFleet(
      { ...options, logger: logger.child("microphones") },
      {
        emit,
        ...options.dialogue,
        keepSound: (bytes, what) => this.#media.keep(bytes, { kind: "audio", ...what }),
        companyAt: (microphone, t) => this.#presence.at(this.#camerasNear(microphone), t),
      },
    );
    this.#voiceService = new VoiceService({ ...options, logger: logger.child("voice-service") });
    this.#cameras = new CameraFleet(
      { ...options, logger: logger.child("cameras") },
      {
        emit,
        sighting: (sighting) => {
          this.#presence.observe(sighting);
          options.sighting(sighting);
        },
        expectPicture: (what) => this.#media.expect({ kind: "picture", ...what }),
        acquaint: (face, [picture]) => this.#acquaint(face, picture?.path ?? null),
        sound: (camera, message) => this.#microphones.sound(camera, message),
        recording: (camera, message) => {
          this.recorder.onMessage(camera, message);
          this.#continuous.onMessage(camera, message);
        },
        lost: (camera, why) => {
          this.#presence.forget(camera);
          this.#continuous.onLost(camera);
          void this.recorder.onLost(camera, why);
        },
      },
    );
  }

  /** Starts everything the configuration names, and follows changes of the people. */
  async start(configuration: CheckedConfiguration): Promise<void> {
    const { teardown, scheduler, stateDirectory, logger } = this.#options;
    teardown.add(() => this.stop());
    await this.#openManifest();
    await this.#recoverClips();
    await this.#openContinuous();
    await this.#sealPeople();
    await this.apply(configuration);
    await this.#strangers.start();
    teardown.add(
      watchPeople(strangersDirectory(stateDirectory), scheduler, () => void this.#strangers.load()),
    );
    teardown.add(
      watchPeople(peopleDirectory(stateDirectory), scheduler, () => {
        this.#gallery().then(
          (people) => {
            this.#cameras.people(people);
            void this.#applyEars();
          },
          (error: unknown) => {
            logger.error("the people could not be read; those known before stay", {
              error: messageOf(error),
            });
          },
        );
      }),
    );
  }

  /** Ends all processes, cameras last so that clips are closed, and waits for what is still being written. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([this.#microphones.stop(), this.#voiceService.stop()]);
    await this.#cameras.stop();
    this.#strangers.stop();
    await Promise.all([
      ...[this.#media.flush(), this.#strangers.flush(), this.#manifest?.flush()],
      this.#continuous.flush(),
    ]);
  }

  /** Ends the sensors whose source will be another one, and says that they are lost. */
  async retire({ config }: CheckedConfiguration): Promise<void> {
    const before = this.#configuration.config;
    const cameras = Object.entries(before.cameras)
      .filter(([name, camera]) => !isDeepStrictEqual(camera, config.cameras[name]))
      .map(([name]) => name);
    const microphones = Object.entries(before.microphones)
      .filter(
        ([name, { source }]) =>
          source !== config.microphones[name]?.source ||
          cameras.some((camera) => source === `camera:${camera}`),
      )
      .map(([name]) => name);
    await Promise.all([this.#microphones.retire(microphones), this.#cameras.retire(cameras)]);
  }

  /** Makes the running sensors those of this configuration. */
  async apply(configuration: CheckedConfiguration): Promise<void> {
    this.#configuration = configuration;
    const { config, path } = configuration;
    const [cameras, microphones] = [Object.keys(config.cameras), Object.keys(config.microphones)];
    const needed = cameras.length + microphones.length > 0 || config.voice.wyoming !== undefined;
    this.#models = needed ? await resolveModels(modelsDirectory(), config.models, dirname(path)) : null;
    this.#model = this.#models === null ? null : await sha256OfFile(this.#models["face-embedding"]);
    const { stateDirectory } = this.#options;
    const context = { config, directory: dirname(path), models: this.#models ?? {}, stateDirectory };
    const people = await this.#gallery();
    await this.#cameras.apply(cameras.map((name) => cameraSetup(name, { ...context, people })));
    await this.#applyEars();
  }

  /** Tells whoever listens what may be said, people's names among it. */
  async #applyEars(): Promise<void> {
    const { config, path, rules } = this.#configuration;
    const intents = voiceIntents(
      rules.flatMap((file) => file.rules.map(({ rule }) => rule)),
      { guardedModes: guardedModes(config.modes) },
    );
    const known = { config, directory: dirname(path), models: this.#models ?? {} };
    const context = { ...known, intents, people: this.#names };
    await this.#microphones.apply(
      Object.keys(config.microphones).map((name) => microphoneSetup(name, context)),
    );
    await this.#voiceService.apply(voiceServiceSetup(context));
  }

  /** Shows an event to whatever of the sensors follows events. */
  observe(event: GatehouseEvent): void {
    this.recorder.observe(event);
    this.#manifest?.observe(event);
  }

  /** The segments of what is recorded all the time, for whoever decides what stays. */
  segments(): readonly StoredFile[] {
    const { cameras } = this.#configuration.config;
    return this.#continuous.segments().map(({ camera, path, bytes, endAt: at, isMoving }) => {
      // Those of a camera that records no more, or is gone, are kept as by default.
      const { keep, keep_motion } = cameras[camera]?.continuous ?? CONTINUOUS;
      return {
        path,
        bytes,
        at,
        segment: { keepMs: isMoving ? Math.max(keep, keep_motion) : keep, isMoving },
      };
    });
  }

  /** These segments have been deleted. */
  segmentsGone(paths: readonly string[]): Promise<void> {
    return this.#continuous.forget(paths);
  }

  /** Lets nothing be recorded all the time for this reason; null: it may be again. */
  holdContinuous(why: string | null): void {
    this.#cameras.holdContinuous(why);
  }

  /** Clips are about to be deleted: writes that down. */
  async deletingClips(clips: readonly string[], why: string): Promise<void> {
    if (clips.length > 0) await this.#manifest?.deleting(clips, why);
  }

  /** A whole copy of a clip lies in the archive: writes that down. */
  async movedClip(clip: string, to: string): Promise<void> {
    await this.#manifest?.moved(clip, to);
  }

  /** To save power nothing is looked at or listened to, though recorded; or it is again. */
  rest(resting: boolean): void {
    this.#cameras.rest(resting);
    this.#microphones.rest(resting);
  }

  /** Gatehouse speaks until `t` (ms since boot): the microphones do not listen to it. */
  deafUntil(t: number): void {
    this.#microphones.deafUntil(t);
  }

  /** Asks a camera for something; if its process is down nothing comes of it. */
  toCamera(camera: string, message: ToCamera): void {
    this.#cameras.send(camera, message);
  }

  /** Asks a microphone for something; if its process is down nothing comes of it. */
  toMicrophone(microphone: string, message: ToMicrophone): void {
    this.#microphones.send(microphone, message);
  }

  /** The bytes of a stored picture, or null if it is gone. */
  async picture(path: string): Promise<Uint8Array | null> {
    await this.#media.flush();
    return readFile(join(this.#options.stateDirectory, path)).catch(() => null);
  }

  /** Without a manifest cameras record all the same. */
  async #openManifest(): Promise<void> {
    try {
      this.#manifest = await ClipManifest.open(this.#options);
    } catch (error) {
      this.#options.logger.error(
        "the clips' manifest cannot be used; what is recorded from now on is not in it",
        {
          error: messageOf(error),
        },
      );
    }
  }

  /** Clips that a crash left behind; whatever happens, the cameras start. */
  async #recoverClips(): Promise<void> {
    const { emit, logger, stateDirectory } = this.#options;
    try {
      const { now, later } = await recoveredClips(join(stateDirectory, "clips"), this.#options);
      for (const draft of now) emit(draft);
      void this.#tellLater(later());
    } catch (error) {
      logger.warn("unfinished clips could not be recovered", { error: messageOf(error) });
    }
  }

  /** What is recorded all the time and was there before; whatever happens, the cameras start. */
  async #openContinuous(): Promise<void> {
    try {
      await this.#continuous.open();
    } catch (error) {
      this.#options.logger.warn("what was recorded all the time could not be read", {
        error: messageOf(error),
      });
    }
  }

  async #tellLater(drafts: AsyncGenerator<EventDraft>): Promise<void> {
    const { emit, logger } = this.#options;
    try {
      for await (const draft of drafts) {
        // What is left is found at the next start.
        if (this.#isStopped) return;
        emit(draft);
      }
    } catch (error) {
      logger.warn("clips that the journal does not know could not be read", { error: messageOf(error) });
    }
  }

  #strangerBook(): StrangerBook {
    const { stateDirectory, logger } = this.#options;
    return new StrangerBook({
      ...this.#options,
      logger: logger.child("strangers"),
      store: () => openStrangers({ stateDirectory, key: this.#configuration.config.people.key }),
      settings: () => {
        const { people, vision } = this.#configuration.config;
        const { keep, max } = people.unknown;
        return { limits: { keepMs: keep, max }, likeness: vision, model: this.#model };
      },
    });
  }

  #acquaint(face: UnknownFace, picture: string | null): Acquaintance | null {
    const { embedding, camera, at, frames, quality } = face;
    if (embedding === null) return null;
    const visit = { embedding: new Float32Array(embedding), camera, at, frames, quality, picture };
    return this.#strangers.meet(visit);
  }

  #people(): PeopleStore {
    const { key } = this.#configuration.config.people;
    return openPeople({ stateDirectory: this.#options.stateDirectory, key });
  }

  /** Files of an earlier format, and of an earlier key, are written anew; whatever happens, the cameras start. */
  async #sealPeople(): Promise<void> {
    const { logger } = this.#options;
    try {
      const sealed = await this.#people().reseal();
      if (sealed.length > 0) logger.info("what is stored of people was sealed", { people: sealed });
    } catch (error) {
      logger.warn("what is stored of people could not be sealed", { error: messageOf(error) });
    }
  }

  /** Everybody whose templates are of the model in use; the others are named in the log. */
  async #gallery(): Promise<Gallery> {
    const enrolled = await this.#known();
    const { people, unreadable } = enrolled;
    this.#names = [...people, ...unreadable].map(({ name }) => name);
    this.#options.people(enrolled);
    if (this.#models === null || people.length === 0) return [];
    const model = this.#model ?? "";
    const { gallery, outdated } = galleryOf(people, model);
    if (outdated.length > 0) {
      this.#options.logger.warn(
        "people were enrolled with another face model and are not known; add them again",
        {
          people: outdated,
        },
      );
    }
    return gallery;
  }

  /** A file that cannot be used concerns its own person alone, who is not recognised. */
  async #known(): Promise<People> {
    const found = await this.#people().read();
    for (const { name, error } of found.unreadable) {
      this.#options.logger.error("a person's file cannot be used; that person is not recognised", {
        person: name,
        error: messageOf(error),
      });
    }
    return found;
  }

  #camerasNear(microphone: string): readonly string[] {
    const configured = this.#configuration.config.microphones[microphone];
    return configured === undefined ? [] : camerasNear(configured);
  }
}
