import { z } from "zod";
import type { HubMessage } from "./ports.ts";

const MAX_BYTES = 16_384;
const Word = z.string().max(200);

const RemoteEvent = z.object({
  name: Word,
  camera: Word.nullish(),
  person: Word.nullish(),
  to: Word.nullish(),
  by: z.object({ kind: Word }).nullish(),
});
type RemoteEvent = z.infer<typeof RemoteEvent>;

/** An event as another node has published it on `…/event/NAME`; null if it is none. */
export function readRemote({ topic, payload }: Pick<HubMessage, "topic" | "payload">): RemoteEvent | null {
  if (payload.byteLength > MAX_BYTES) return null;
  try {
    const event = RemoteEvent.parse(JSON.parse(new TextDecoder().decode(payload)));
    return topic.endsWith(`/event/${event.name}`) ? event : null;
  } catch {
    return null;
  }
}
