import type { Request } from "../../events/action.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import type { MediaRef } from "../../events/envelope.ts";
import { mediaOf } from "../../events/media.ts";
import type { Decision } from "../../guard/decision.ts";
import { cameraOf } from "../../surfaces/mqtt/camera-of.ts";

/** Events that may still be the cause of something; a wait in a rule can be long, so old ones fall back to the request. */
const REMEMBERED = 500;

/** A decision links so many pictures and sounds at most. */
const MOST_MEDIA = 16;

/** Remembers the latest events, to say when and why something was asked for, and what was looked at. */
export class CauseMemory {
  readonly #events = new Map<string, GatehouseEvent>();

  observe(event: GatehouseEvent): void {
    this.#events.set(event.id, event);
    if (this.#events.size <= REMEMBERED) return;
    const oldest = this.#events.keys().next();
    if (oldest.done !== true) this.#events.delete(oldest.value);
  }

  /** When the request's cause was captured (ms since boot), or else when it was asked for. */
  aboutT(request: Request): number {
    return this.#causeOf(request)?.t ?? request.t;
  }

  /** The picture of what led to a request (the widest if there are several), and the camera that it is about. */
  seenBy(request: Request): { readonly picture: string | null; readonly camera: string | null } {
    const cause = this.#causeOf(request);
    if (cause === undefined) return { picture: null, camera: null };
    const picture = mediaOf(cause).findLast(({ kind }) => kind === "picture")?.path ?? null;
    if ("camera" in cause) return { picture, camera: cause.camera ?? null };
    return { picture, camera: "sensor" in cause ? cameraOf(cause.sensor) : null };
  }

  /** Why something is recorded, for people. */
  reasonOf(request: Request): string {
    const cause = this.#causeOf(request);
    const because = cause === undefined ? "" : ` after ${cause.name} of ${cause.source}`;
    switch (request.by.kind) {
      case "rule":
        return `rule ${request.by.rule}${because}`;
      case "hub":
        return `asked for on ${request.by.topic}`;
      case "node":
        return `asked for by the node ${request.by.node}`;
      case "command":
        return "asked for on the command line";
      case "gatehouse":
        return request.by.why;
    }
  }

  /** The decision with the pictures and sound of what it looked at: its evidence, and what led to the request. */
  withMedia(request: Request, decision: Decision): Decision {
    // What needs no evidence does not rest on what led to it.
    if (decision.outcome === "allowed" && !decision.guarded) return decision;
    const looked = [...decision.evidence.map(({ event }) => event), request.cause ?? ""];
    const events = looked.flatMap((id) => this.#events.get(id) ?? []);
    const media = new Map<string, MediaRef>(events.flatMap(mediaOf).map((one) => [one.path, one]));
    return { ...decision, media: [...media.values()].slice(0, MOST_MEDIA) };
  }

  #causeOf(request: Request): GatehouseEvent | undefined {
    return request.cause === null ? undefined : this.#events.get(request.cause);
  }
}
