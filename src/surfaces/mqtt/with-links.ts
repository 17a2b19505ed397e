import type { GatehouseEvent } from "../../events/catalogue.ts";
import type { MediaRef } from "../../events/envelope.ts";
import { mediaOf } from "../../events/media.ts";

/** A picture, clip or sound of an event, with the link under which it can be seen for a while. */
type LinkedMedia = MediaRef & { readonly url?: string };

/** The event as JSON; what it refers to has an address (`url`) where there is one. */
export function jsonWithLinks(event: GatehouseEvent, linkTo: (path: string) => string | null): string {
  const media = mediaOf(event);
  if (media.length === 0) return JSON.stringify(event);
  const linked = media.map((one): LinkedMedia => {
    const url = linkTo(one.path);
    return url === null ? one : { ...one, url };
  });
  return JSON.stringify({ ...event, media: linked });
}
