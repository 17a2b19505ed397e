import type { ClipFiles, Tier } from "../../adapters/media-files/clip-files.ts";
import type { EventOf } from "../../events/catalogue.ts";
import type { ClipTruth } from "../../events/clip-truth.ts";
import type { JournalReader } from "../../events/journal.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** A clip that was recorded. */
export interface Clip {
  readonly clip: string;
  readonly camera: string;
  /** When its first picture was captured, ms since the epoch. */
  readonly startAt: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly reason: string;
  /** The clip that it goes on from in another format; null for the first of a wish. */
  readonly continues: string | null;
  /** What it shows of what it was meant to show; null where that is not known. */
  readonly truth: ClipTruth | null;
  /** Whom it shows; null where that is not known. */
  readonly shows: EventOf<"recording.finished">["shows"] | null;
  /** Of the file when it was closed; null where that is not known. */
  readonly sha256: string | null;
  /** Relative to the state directory; null if the journal names no file. */
  readonly path: string | null;
  /** False: it has been deleted, by age, for room, or by hand, or it is in an archive that cannot be reached. */
  readonly there: boolean;
  /** Where it is; null if it has been deleted. */
  readonly tier: Tier | null;
  readonly protected: boolean;
}

export interface ClipWishes {
  readonly camera?: string | undefined;
  readonly fromAt?: number | undefined;
}

/** What the journal knows of clips, oldest first, and whether they are still there. */
export async function listClips(
  reader: Pick<JournalReader, "events">,
  files: ClipFiles,
  { camera, fromAt }: ClipWishes,
): Promise<readonly Clip[]> {
  const events = await reader.events({
    newestFirst: true,
    names: ["recording.finished"],
    ...(fromAt === undefined ? {} : { fromAt }),
  });
  const finished = events
    .filter((event) => event.name === "recording.finished")
    .filter((event) => camera === undefined || event.camera === camera)
    .toReversed();
  return Promise.all(finished.map((event) => clipOf(event, files)));
}

async function clipOf(event: EventOf<"recording.finished">, files: ClipFiles): Promise<Clip> {
  const { clip, camera, startAt, seconds, bytes, reason, sha256 = null, media } = event;
  const { continues = null, truth = null, shows = null } = event;
  const path = media.find(({ kind }) => kind === "clip")?.path ?? null;
  // Where somebody was removed the event may name no file any more.
  const [tier, isProtected] =
    path === null ? [null, false] : await Promise.all([files.tierOf(path), files.isProtected(path)]);
  const about = { clip, camera, startAt, seconds, bytes, reason, continues, truth, shows, sha256 };
  const there = tier === "first" || tier === "archive";
  return { ...about, path, there, tier, protected: isProtected };
}

/**
 * The clip of this name.
 *
 * @throws GatehouseError CLIP_UNKNOWN (usage) if the journal knows none, or it is not there
 */
export function clipNamed(clips: readonly Clip[], name: string): Clip & { readonly path: string } {
  const found = clips.find(({ clip, path }) => clip === name || path === name);
  if (found?.there === true && found.path !== null) return { ...found, path: found.path };
  const why =
    found === undefined
      ? "there is no clip"
      : found.tier === "away"
        ? "its archive cannot be reached: the clip"
        : "it has been deleted: the clip";
  throw new GatehouseError("CLIP_UNKNOWN", `${why} ${name}; \`gatehouse clips list\` shows them`, {
    kind: "usage",
  });
}

/** The clip of this name, or the latest that is there for `last`. Throws as `clipNamed` does. */
export function clipOrLast(clips: readonly Clip[], name: string): Clip & { readonly path: string } {
  return clipNamed(clips, name === "last" ? (clips.findLast(({ there }) => there)?.clip ?? name) : name);
}

/** What a clip's file is worth. */
export type ClipState = "intact" | "changed" | "unreadable" | "no sum" | "gone";

/** A clip's file, and the sum that was written down when it was closed. */
export type ClipSum = Pick<Clip, "there" | "path" | "sha256">;

/** Compares a clip's file with the sum that was written down when it was closed. */
export async function stateOf(clip: ClipSum, files: Pick<ClipFiles, "digest">): Promise<ClipState> {
  if (!clip.there || clip.path === null) return "gone";
  if (clip.sha256 === null) return "no sum";
  const digest = await files.digest(clip.path).catch(() => null);
  if (digest === null) return "unreadable";
  return digest === clip.sha256 ? "intact" : "changed";
}
