import type { GatehouseEvent } from "./catalogue.ts";
import type { MediaRef } from "./envelope.ts";

/** The pictures, clips and sounds that an event refers to. */
export function mediaOf(event: GatehouseEvent): readonly MediaRef[] {
  return "media" in event ? (event.media ?? []) : [];
}
