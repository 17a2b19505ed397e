import { join } from "node:path";
import {
  planAfterLeave,
  planAfterSwitchOff,
  planClip,
  type ClipLimits,
  type OpenClip,
} from "../../devices/clip-plan.ts";
import type { Recorder, RecordWish } from "../../devices/ports.ts";
import type { ClipTruth } from "../../events/clip-truth.ts";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import type { MediaRef } from "../../events/envelope.ts";
import type { ShownTrack } from "../../perception/vision/shown.ts";
import { sleep, type Clock, type Scheduler } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { FromCamera, ToCamera } from "../protocol.ts";
import { clipName, clipPath } from "./clip-name.ts";

/** What is known of a clip that was mended. */
interface RecoveredFacts {
  readonly seconds: number;
  readonly bytes: number;
  readonly sha256: string | null;
}

/** What the recorder needs around it. */
export interface RecorderParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: ClipLimits;
  readonly stateDirectory: string;
  /** Sends a message to a camera's process; false if there is none of that name or it is down. */
  readonly send: (camera: string, message: ToCamera) => boolean;
  readonly emit: (draft: EventDraft) => void;
  /** Why clips of a camera must not be recorded; null if they may. */
  readonly forbidden: (camera: string) => string | null;
  /** Makes a clip of what a dead camera process has left at this path; null if nothing of it can be played. */
  readonly recover: (path: string) => Promise<RecoveredFacts | null>;
  readonly keepPicture: (bytes: Uint8Array, what: { name: string; at: number }) => MediaRef;
}

/** What is told of a clip when it is closed; that of one that was mended may be all that is known. */
type Finished = Omit<Extract<FromCamera, { type: "clip-finished" }>, "truth"> & {
  readonly truth: ClipTruth | null;
};

type Answer = { ok: true } | { ok: false; why: string };

/** How long a camera process may take to begin a clip or to take a picture, ms. */
const ANSWER_WITHIN_MS = 5_000;

/** An event about a face comes after the picture; one that is later than the clip by more was about another. */
const SEEN_AFTER_MS = 60_000;

/** Records clips and snapshots by asking the camera processes, and says in events what became of them. */
export class ClipRecorder implements Recorder {
  readonly #parts: RecorderParts;
  readonly #open = new Map<string, OpenClip>();
  readonly #inView = new Map<string, Set<number>>();
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  readonly #snapshots = new Map<string, { camera: string; request: string }>();
  /** Clips that have been asked for and are not finished: their facts are needed when the camera process reports the end. */
  readonly #unfinished = new Map<string, OpenClip>();
  /** When a face was seen last, by camera, ms since boot. */
  readonly #faces = { stranger: new Map<string, number>(), known: new Map<string, number>() };
  /** Why nothing may be recorded; null if it may. */
  #held: string | null = null;
  /** When the first picture of an unfinished clip was captured. */
  readonly #starts = new Map<string, { startAt: number; startT: number; continues: string | null }>();

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  async record(wish: RecordWish): Promise<{ readonly clip: string }> {
    const { clock, limits } = this.#parts;
    if (this.#held !== null) throw new GatehouseError("RECORDING_HELD", this.#held, { kind: "failed" });
    const forbidden = this.#parts.forbidden(wish.camera);
    if (forbidden !== null) throw new GatehouseError("RECORDING_FORBIDDEN", forbidden, { kind: "refused" });
    const now = clock.now();
    const open = this.#current(wish.camera, now.t);
    const plan = planClip(open, wish, {
      nowT: now.t,
      occupied: (this.#inView.get(wish.camera)?.size ?? 0) > 0,
      limits,
      newName: clipName(wish.camera, now.at),
    });
    const until = { type: "record-until", clip: plan.clip, untilT: plan.untilT } as const;
    if (open === null) {
      const { clip, reason, fromT } = plan;
      const path = join(this.#parts.stateDirectory, clipPath(clip));
      this.#send(wish.camera, { type: "record", clip, path, reason, fromT });
    }
    this.#send(wish.camera, until);
    this.#open.set(wish.camera, plan);
    this.#unfinished.set(plan.clip, plan);
    if (open === null) await this.#begun(plan);
    return { clip: plan.clip };
  }

  /** The clip that a camera is recording now, by name. */
  clipOf(camera: string): string | null {
    return this.#current(camera, this.#parts.clock.now().t)?.clip ?? null;
  }

  switchOff(camera: string): { readonly stillWanted: boolean } | null {
    const { t: nowT } = this.#parts.clock.now();
    const open = this.#current(camera, nowT);
    if (open?.isSwitchedOn !== true) return null;
    const plan = planAfterSwitchOff(open);
    this.#send(camera, { type: "record-until", clip: plan.clip, untilT: Math.max(nowT, plan.untilT) });
    this.#open.set(camera, plan);
    return { stillWanted: plan.untilT > nowT };
  }

  async snapshot(wish: { readonly camera: string; readonly request: string }): Promise<void> {
    this.#send(wish.camera, { type: "snapshot", id: wish.request });
    this.#snapshots.set(wish.request, wish);
    // A picture that comes later is nobody's: the request has failed by then.
    await this.#answer(wish.request, "take a picture").finally(() => this.#snapshots.delete(wish.request));
  }

  /** Lets nothing be recorded for this reason any more, and ends what is; null: it may be again. */
  hold(why: string | null): void {
    this.#held = why;
    if (why === null) return;
    const untilT = this.#parts.clock.now().t;
    for (const { camera, clip } of this.#open.values())
      this.#parts.send(camera, { type: "record-until", clip, untilT });
    this.#open.clear();
  }

  /** Follows who is in view, so that a clip knows when the last person has left. */
  observe(event: GatehouseEvent): void {
    if (event.name === "sensor.lost" && event.sensor.startsWith("camera:")) {
      this.#inView.delete(event.sensor.slice("camera:".length));
      return;
    }
    if (event.name === "face.unknown") this.#faces.stranger.set(event.camera, event.t);
    if (event.name === "face.recognized") this.#faces.known.set(event.camera, event.t);
    if (event.name !== "person.appeared" && event.name !== "person.left") return;
    const inView = this.#inView.get(event.camera) ?? new Set();
    this.#inView.set(event.camera, inView);
    if (event.name === "person.appeared") inView.add(event.track);
    else inView.delete(event.track);
    const now = this.#parts.clock.now();
    const open = this.#current(event.camera, now.t);
    if (open === null || inView.size > 0) return;
    const plan = planAfterLeave(open, { nowT: now.t, limits: this.#parts.limits });
    if (plan.untilT === open.untilT) return;
    this.#open.set(event.camera, plan);
    this.#parts.send(event.camera, { type: "record-until", clip: plan.clip, untilT: plan.untilT });
  }

  /** Takes what a camera process says about clips and pictures. Other messages are none of its business. */
  onMessage(camera: string, message: FromCamera): void {
    switch (message.type) {
      case "clip-started":
        this.#started(camera, message);
        return;
      case "clip-finished":
        this.#finished(camera, message);
        return;
      case "clip-failed":
        void this.#cutShort(camera, message.clip, message.why);
        return;
      case "snapshot":
        this.#pictureTaken(camera, message);
        return;
      default:
    }
  }

  /** A camera's process has died: what it was recording has ended with it, and is made a clip. */
  async onLost(camera: string, why: string): Promise<void> {
    // The next wish begins a clip of its own, while this one is still being mended.
    this.#open.delete(camera);
    const cutOff = [...this.#unfinished.values()].filter((plan) => plan.camera === camera);
    const sentence = `the recording was cut short: ${why}`;
    for (const { clip } of cutOff) await this.#cutShort(camera, clip, sentence);
  }

  /** What was written of a clip that could not be written to its end is a clip all the same. */
  async #cutShort(camera: string, clip: string, why: string): Promise<void> {
    if (this.#open.get(camera)?.clip === clip) this.#open.delete(camera);
    const start = this.#starts.get(clip);
    const path = join(this.#parts.stateDirectory, clipPath(clip));
    const left = start === undefined ? null : await this.#parts.recover(path).catch(() => null);
    if (start === undefined || left === null) {
      this.#failed(camera, clip, why);
      return;
    }
    const plan = this.#unfinished.get(clip);
    if (plan !== undefined) this.#unfinished.set(clip, { ...plan, reason: `${plan.reason} (${why})` });
    const unknown = { truth: null, thumbnail: null };
    this.#finished(camera, { type: "clip-finished", clip, ...start, ...left, ...unknown });
  }

  #current(camera: string, nowT: number): OpenClip | null {
    const open = this.#open.get(camera);
    return open !== undefined && open.untilT > nowT ? open : null;
  }

  #send(camera: string, message: ToCamera): void {
    if (this.#parts.send(camera, message)) return;
    this.#open.delete(camera);
    throw new GatehouseError("CAMERA_DOWN", `Camera ${camera} is not running; nothing can be recorded.`, {
      kind: "failed",
    });
  }

  /** Waits for the clip to begin. One that begins too late keeps its reason, but the next wish does not count on it. */
  async #begun({ camera, clip }: OpenClip): Promise<void> {
    try {
      await this.#answer(clip, "begin a clip");
    } catch (error) {
      if (this.#open.get(camera)?.clip === clip) this.#open.delete(camera);
      throw error;
    }
  }

  async #answer(key: string, what: string): Promise<void> {
    const timeout = new AbortController();
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(key, resolve));
    const late = sleep(this.#parts.scheduler, ANSWER_WITHIN_MS, timeout.signal).then((): Answer => ({
      ok: false,
      why: `the camera did not ${what} within ${ANSWER_WITHIN_MS / 1000} s`,
    }));
    const answer = await Promise.race([answered, late]);
    timeout.abort();
    this.#waiting.delete(key);
    if (!answer.ok) throw new GatehouseError("CAMERA_REFUSED", answer.why, { kind: "failed" });
  }

  #started(camera: string, message: Extract<FromCamera, { type: "clip-started" }>): void {
    const { clip, startAt, startT, continues } = message;
    this.#starts.set(clip, { startAt, startT, continues });
    if (continues !== null) this.#goesOn(camera, clip, continues);
    this.#waiting.get(clip)?.({ ok: true });
    const reason = this.#unfinished.get(clip)?.reason ?? "";
    const { at, t } = this.#parts.clock.now();
    this.#parts.emit({ name: "recording.started", source: `camera:${camera}`, at, t, camera, clip, reason });
  }

  /** The rest of a clip is a file of its own; what is wished from now on concerns that one. */
  #goesOn(camera: string, clip: string, continues: string): void {
    const plan = this.#unfinished.get(continues);
    if (plan === undefined) return;
    this.#unfinished.set(clip, { ...plan, clip });
    const open = this.#open.get(camera);
    if (open?.clip === continues) this.#open.set(camera, { ...open, clip });
  }

  #finished(camera: string, message: Finished): void {
    const { clip, startAt, startT, seconds, bytes, sha256, thumbnail, shows, truth } = message;
    const continues = this.#starts.get(clip)?.continues ?? null;
    const plan = this.#forget(camera, clip);
    const media: MediaRef[] = [{ kind: "clip", path: clipPath(clip) }];
    if (thumbnail !== null) media.push(this.#kept(thumbnail, { name: `${camera}-clip`, at: startAt, shows }));
    const { at, t } = this.#parts.clock.now();
    this.#parts.emit({
      name: "recording.finished",
      source: `camera:${camera}`,
      at,
      t,
      camera,
      clip,
      reason: plan?.reason ?? "found after a restart",
      startAt,
      startT,
      seconds,
      bytes,
      sha256,
      shows: this.#shown(camera, { fromT: startT, toT: startT + seconds * 1000 }),
      preRollMs: plan === undefined || continues !== null ? 0 : Math.round(plan.aboutT - startT),
      ...(continues === null ? {} : { continues }),
      ...(truth === null ? {} : { truth }),
      media,
    });
  }

  #shown(camera: string, { fromT, toT }: { fromT: number; toT: number }): "stranger" | "known" | "nobody" {
    const sawWithin = (faces: ReadonlyMap<string, number>): boolean => {
      const t = faces.get(camera) ?? Number.NaN;
      return t >= fromT && t <= toT + SEEN_AFTER_MS;
    };
    if (sawWithin(this.#faces.stranger)) return "stranger";
    return sawWithin(this.#faces.known) ? "known" : "nobody";
  }

  #failed(camera: string, clip: string, why: string): void {
    this.#forget(camera, clip);
    this.#waiting.get(clip)?.({ ok: false, why });
    const { at, t } = this.#parts.clock.now();
    this.#parts.emit({ name: "recording.failed", source: `camera:${camera}`, at, t, camera, clip, why });
  }

  #forget(camera: string, clip: string): OpenClip | undefined {
    const plan = this.#unfinished.get(clip);
    this.#unfinished.delete(clip);
    this.#starts.delete(clip);
    if (this.#open.get(camera)?.clip === clip) this.#open.delete(camera);
    return plan;
  }

  #kept(
    picture: Uint8Array,
    { shows, ...what }: { name: string; at: number; shows?: ShownTrack[] | undefined },
  ): MediaRef {
    const ref = this.#parts.keepPicture(picture, what);
    return shows === undefined || shows.length === 0 ? ref : { ...ref, shows };
  }

  #pictureTaken(camera: string, message: Extract<FromCamera, { type: "snapshot" }>): void {
    const wish = this.#snapshots.get(message.id);
    this.#snapshots.delete(message.id);
    const { at, t } = this.#parts.clock.now();
    if (wish === undefined) return;
    if (message.picture === null) {
      this.#waiting.get(message.id)?.({ ok: false, why: message.why });
      return;
    }
    const media = [this.#kept(message.picture, { name: `${camera}-snapshot`, at, shows: message.shows })];
    this.#waiting.get(message.id)?.({ ok: true });
    this.#parts.emit({
      name: "snapshot.taken",
      source: `camera:${camera}`,
      at,
      t,
      camera,
      request: message.id,
      media,
    });
  }
}
