import { z } from "zod";
import type { EventName } from "./catalogue.ts";
import type { ShownTrack } from "../perception/vision/shown.ts";
import { MediaRef } from "./envelope.ts";

/** Events whose pictures may show somebody, or in whose sound somebody may speak. */
export const BEARS_PEOPLE: readonly EventName[] = [
  "face.recognized",
  "face.unknown",
  "face.spoofed",
  "voice.commanded",
  "voice.rejected",
  "snapshot.taken",
  "recording.finished",
];

/** What of such an event says whom its pictures and sounds are of; of any version. */
const Bearer = z.object({
  run: z.string(),
  t: z.number(),
  camera: z.string().optional(),
  track: z.number().optional(),
  person: z.string().nullish(),
  people: z.array(z.string()).optional(),
  media: z.array(MediaRef).default([]),
});
type Bearer = z.infer<typeof Bearer>;

/** So far from the moment at which somebody was recognised the number of the track still means the same. */
const SAME_TRACK_MS = 10 * 60_000;

/**
 * Finds the pictures that show one person and the sounds in which that person may speak. A picture shows whoever was recognised
 * by it, was in it, or was in it before being recognised: so every recognition has to be shown to it (`learn`) first.
 */
export class PersonMedia {
  readonly #name: string;
  readonly #recognizedT = new Map<string, number[]>();

  constructor(name: string) {
    this.#name = name;
  }

  /** Takes note of where and when the person was recognised. */
  learn(event: unknown): void {
    const { data } = Bearer.safeParse(event);
    if (data?.person !== this.#name || data.track === undefined) return;
    const key = keyOf(data, data.track);
    this.#recognizedT.set(key, [...(this.#recognizedT.get(key) ?? []), data.t]);
  }

  /** Paths of an event's pictures and sounds that are of the person. */
  pathsOf(event: unknown): string[] {
    const { data } = Bearer.safeParse(event);
    if (data === undefined) return [];
    const isAbout =
      data.person === this.#name ||
      (data.people ?? []).includes(this.#name) ||
      (data.track !== undefined && this.#isWho({ track: data.track, person: data.person ?? null }, data));
    return data.media.filter((media) => isAbout || this.#isOn(media, data)).map(({ path }) => path);
  }

  #isOn({ shows = [] }: MediaRef, of: Bearer): boolean {
    return shows.some((one) => one.person === this.#name || this.#isWho(one, of));
  }

  /** Whether a face that nobody had a name for is the person's by its track. */
  #isWho({ track, person }: ShownTrack, of: Bearer): boolean {
    if (person !== null) return false;
    const times = this.#recognizedT.get(keyOf(of, track)) ?? [];
    return times.some((t) => Math.abs(t - of.t) <= SAME_TRACK_MS);
  }
}

function keyOf({ run, camera }: Bearer, track: number): string {
  return `${run} ${camera ?? ""} ${track}`;
}

/** A stored fact without references to these files, wherever in it they are. */
export function withoutMedia(value: unknown, paths: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => !refersTo(item, paths)).map((item) => withoutMedia(item, paths));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMedia(inner, paths)]));
}

function refersTo(item: unknown, paths: ReadonlySet<string>): boolean {
  if (typeof item !== "object" || item === null || !("path" in item)) return false;
  return typeof item.path === "string" && paths.has(item.path);
}
