import { ClipRecorder } from "../../src/app/brain/recorder.ts";
import type { FromCamera, ToCamera } from "../../src/app/protocol.ts";
import type { RecordWish } from "../../src/devices/ports.ts";
import type { EventDraft } from "../../src/events/catalogue.ts";
import { ManualClock, settled } from "./manual-clock.ts";

type Told<Type extends ToCamera["type"]> = Extract<ToCamera, { type: Type }>;
type Draft<Name extends EventDraft["name"]> = Extract<EventDraft, { name: Name }>;

/** 10 s before, 15 s after, at most 10 min. */
export const LIMITS = { beforeMs: 10_000, afterMs: 15_000, maxMs: 600_000 };

/** A clip with which nothing is wrong. */
export const TRUTH = {
  ...{ wishedT: 990_000, lateMs: 0, lateWhy: null },
  ...{ gaps: [], gapCount: 0, gapMs: 0, dropped: 0, clockOffMs: 0 },
};

/** A recorder in front of camera processes of which a test decides what they say. */
export class RecorderStand {
  readonly clock = new ManualClock({ at: Date.UTC(2026, 10, 23, 18, 42, 5, 123), t: 1_000_000 });
  readonly told: { readonly camera: string; readonly message: ToCamera }[] = [];
  readonly events: EventDraft[] = [];
  readonly pictures: string[] = [];
  /** Cameras whose process is down. */
  readonly down = new Set<string>();
  /** What can be played of a clip that was cut off. */
  recover: (path: string) => Promise<{ seconds: number; bytes: number; sha256: string | null } | null> = () =>
    Promise.resolve(null);
  /** Why no clips may be recorded. */
  forbidden: string | null = null;
  readonly recorder = new ClipRecorder({
    forbidden: () => this.forbidden,
    clock: this.clock,
    scheduler: this.clock,
    limits: LIMITS,
    stateDirectory: "/state",
    send: (camera, message) => {
      if (this.down.has(camera)) return false;
      this.told.push({ camera, message });
      return true;
    },
    emit: (draft) => this.events.push(draft),
    recover: (path) => this.recover(path),
    keepPicture: (_bytes, { name }) => {
      this.pictures.push(name);
      return { kind: "picture", path: `media/${name}.jpg` };
    },
  });

  /** Asks for a clip; nothing but the camera's answer is missing. */
  wish(changes: Partial<RecordWish> = {}): Promise<{ readonly clip: string }> {
    const result = this.recorder.record({
      camera: "porch",
      request: "r1",
      until: null,
      forMs: null,
      reason: "rule record-strangers",
      aboutT: this.clock.now().t,
      ...changes,
    });
    // A test that expects a refusal awaits it later.
    result.catch(() => undefined);
    return result;
  }

  /** Asks for a clip, and the camera begins it with a picture of so long before. */
  async recording(changes: Partial<RecordWish> = {}): Promise<string> {
    const answer = this.wish(changes);
    await settled();
    this.begin(this.lastTold("record").clip, { camera: changes.camera ?? "porch" });
    return (await answer).clip;
  }

  /** The camera says that it has begun the clip, 11 s ago. */
  begin(clip: string, options: { camera?: string; continues?: string } = {}): void {
    const { at, t } = this.clock.now();
    const { camera, continues = null } = options;
    this.say({ type: "clip-started", clip, startAt: at - 11_000, startT: t - 11_000, continues }, camera);
  }

  /** The camera says that the clip is closed. */
  finish(clip: string, changes: Partial<Extract<FromCamera, { type: "clip-finished" }>> = {}): void {
    const { at, t } = this.clock.now();
    this.say({
      type: "clip-finished",
      clip,
      startAt: at - 30_000,
      startT: t - 30_000,
      seconds: 30,
      bytes: 5_000,
      sha256: null,
      truth: TRUTH,
      thumbnail: null,
      ...changes,
    });
  }

  say(message: FromCamera, camera = "porch"): void {
    this.recorder.onMessage(camera, message);
  }

  /** Everything of one kind that the cameras were told. */
  allTold<Type extends ToCamera["type"]>(type: Type): Told<Type>[] {
    return this.told
      .map(({ message }) => message)
      .filter((message): message is Told<Type> => message.type === type);
  }

  lastTold<Type extends ToCamera["type"]>(type: Type): Told<Type> {
    const last = this.allTold(type).at(-1);
    if (last === undefined) throw new Error(`no camera was told to ${type}`);
    return last;
  }

  all<Name extends EventDraft["name"]>(name: Name): Draft<Name>[] {
    return this.events.filter((event): event is Draft<Name> => event.name === name);
  }
}
