import type { ExpectedMedia } from "../../adapters/media-files/media-store.ts";
import type { MediaRef } from "../../events/envelope.ts";
import type { PromisedPicture } from "../../perception/vision/shown.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

/** A picture that takes longer than this will not come any more. */
const LATEST_MS = 5_000;

export interface PromisedPicturesParts {
  readonly scheduler: Scheduler;
  readonly expect: (what: { name: string; at: number }) => ExpectedMedia;
}

interface Open {
  readonly camera: string;
  readonly arrived: ExpectedMedia["arrived"];
  readonly cancel: Cancel;
}

/** Pictures that cameras have promised: an event links them before they are made. */
export class PromisedPictures {
  readonly #parts: PromisedPicturesParts;
  readonly #open = new Map<string, Open>();

  constructor(parts: PromisedPicturesParts) {
    this.#parts = parts;
  }

  /** Where the picture will be. */
  promised(camera: string, { id, kind, shows }: PromisedPicture, at: number): MediaRef {
    const { ref, arrived } = this.#parts.expect({ name: `${camera}-${kind}`, at });
    const key = keyOf(camera, id);
    const cancel = this.#parts.scheduler.after(LATEST_MS, () => this.#close(key, null));
    this.#open.set(key, { camera, arrived, cancel });
    return { ...ref, shows };
  }

  /** It is there; one that was not promised is nobody's. */
  arrived(camera: string, id: string, picture: Uint8Array | null): void {
    this.#close(keyOf(camera, id), picture);
  }

  /** The camera's process is gone: what it has promised will not come. */
  lost(camera: string): void {
    for (const [key, open] of this.#open) if (open.camera === camera) this.#close(key, null);
  }

  #close(key: string, picture: Uint8Array | null): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    open.cancel();
    open.arrived(picture);
  }
}

function keyOf(camera: string, id: string): string {
  return `${camera} ${id}`;
}
