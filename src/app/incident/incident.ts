import type { OpenedReader } from "../../adapters/sqlite/journal.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import { mediaOf } from "../../events/media.ts";
import type { Explanation } from "../../surfaces/cli/explanation.ts";
import type { Clip } from "../clips/list.ts";
import { explained } from "../explained.ts";

/** What happened around a clip. */
export interface Incident {
  readonly clip: Clip;
  /** In journal order. */
  readonly events: readonly GatehouseEvent[];
  /** Of every request that was made meanwhile. */
  readonly explanations: readonly Explanation[];
  /** What the events point to, relative to the state directory: clips, pictures, sound. Each once. */
  readonly media: readonly string[];
}

/** How much before and behind the clip is looked at. */
const MARGIN_MS = 10_000;
/** The first of so many events; a clip has an upper length, and so has what happens in it. */
const MOST_EVENTS = 5_000;
const MOST_REQUESTS = 200;

/** Gathers what the journal knows of the time of a clip. */
export async function incidentOf(
  clip: Clip,
  journal: Pick<OpenedReader, "reader" | "traces">,
): Promise<Incident> {
  const endAt = clip.startAt + clip.seconds * 1000;
  const span = { fromAt: clip.startAt - MARGIN_MS, toAt: endAt + MARGIN_MS };
  const within = await journal.reader.events({ ...span, limit: MOST_EVENTS });
  const events = await withClip(clip, within, journal);
  const requests = events.flatMap((event) => (event.name === "request.made" ? [event.request] : []));
  const explanations: Explanation[] = [];
  for (const request of requests.slice(0, MOST_REQUESTS)) {
    const explanation = await explained(request, journal);
    if (explanation !== null) explanations.push(explanation);
  }
  return { clip, events, explanations, media: pathsOf(clip, events) };
}

/** A clip is finished a while behind its end: the event that says so belongs to it whenever it came. */
async function withClip(
  { clip, startAt }: Clip,
  events: readonly GatehouseEvent[],
  { reader }: Pick<OpenedReader, "reader">,
): Promise<readonly GatehouseEvent[]> {
  const isOf = (event: GatehouseEvent): boolean => event.name === "recording.finished" && event.clip === clip;
  if (events.some(isOf)) return events;
  const finished = await reader.events({ names: ["recording.finished"], fromAt: startAt });
  return [...events, ...finished.filter(isOf)];
}

function pathsOf({ path }: Clip, events: readonly GatehouseEvent[]): readonly string[] {
  const named = events.flatMap((event) => mediaOf(event).map((one) => one.path));
  return [...new Set([...(path === null ? [] : [path]), ...named])];
}
