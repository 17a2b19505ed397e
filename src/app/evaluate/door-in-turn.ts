import { basename, join, relative } from "node:path";
import { templateOf } from "../../perception/vision/enrolment.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { faceFiles, sourceOf } from "../face-files.ts";
import { attempt } from "./attempt.ts";
import { summary, type DoorOptions, type DoorResult, type Probe } from "./door.ts";
import { demandMedia, foldersIn } from "./folders.ts";
import { show, type Shown } from "./show.ts";
import { shownAsLive } from "./taken-for-live.ts";

export interface InTurnOptions extends Omit<DoorOptions, "gallery" | "probes"> {
  /** A folder with a folder for each person, with photos and clips. */
  readonly people: string;
}

/** A photo or clip of somebody. */
interface Taken {
  readonly person: string;
  /** Below the folder of the people. */
  readonly file: string;
  readonly frames: readonly Shown[];
  /** The person enrolled from it, and nobody else; null if the enrolment refuses it. */
  readonly gallery: Gallery | null;
}

/**
 * Enrols a person from each photo and clip in turn, alone and from nothing else, and shows the door all others: those of the
 * same person, and those of everybody else as strangers. A person's probes count as not let in where what they would be
 * enrolled from is refused.
 *
 * @throws GatehouseError EVAL_FOLDER_MISSING, EVAL_FOLDER_EMPTY (missing)
 */
export async function evaluateDoorInTurn(options: InTurnOptions): Promise<DoorResult> {
  const { door, thresholds } = options;
  const refused: { person: string; why: string }[] = [];
  const all = await lookAtAll(options, refused);
  const probes: Probe[] = [];
  for (const from of all) {
    for (const shown of all) {
      if (shown === from) continue;
      options.show.signal.throwIfAborted();
      const person = shown.person === from.person ? from.person : null;
      // Where nobody is enrolled it says nothing that strangers stay outside.
      if (from.gallery === null && person === null) continue;
      const outcome = await attempt(shown.frames, { door, thresholds, gallery: from.gallery ?? [] });
      probes.push({ file: `${shown.file} (enrolled: ${from.file})`, person, ...outcome });
    }
  }
  return { ...summary(probes), refused, probes };
}

async function lookAtAll(
  options: InTurnOptions,
  refused: { person: string; why: string }[],
): Promise<Taken[]> {
  const { people: folder, parts, progress, assumeLive } = options;
  const all: Taken[] = [];
  const paths: { person: string; path: string }[] = [];
  for (const person of await foldersIn(folder)) {
    for (const path of await demandMedia(join(folder, person))) paths.push({ person, path });
  }
  if (paths.length < 2) {
    throw new GatehouseError(
      "EVAL_FOLDER_EMPTY",
      `${folder} needs a folder for each person, with two photos or clips or more in all`,
      { kind: "missing" },
    );
  }
  for (const { person, path } of paths) {
    const seen = show(path, parts, options.show);
    const frames: Shown[] = [];
    for await (const shown of assumeLive ? shownAsLive(seen) : seen) frames.push(shown);
    const gallery = await enrolledFrom({ person, path }, options, refused);
    all.push({ person, file: relative(folder, path), frames, gallery });
    progress.done(all.length, paths.length);
  }
  progress.end();
  return all;
}

async function enrolledFrom(
  { person: name, path }: { readonly person: string; readonly path: string },
  { parts, door, show: { signal } }: InTurnOptions,
  refused: { person: string; why: string }[],
): Promise<Gallery | null> {
  try {
    const { embedding } = templateOf(await sourceOf(faceFiles(parts), path, signal));
    return [{ name, group: door.factor.groups?.[0] ?? "family", templates: [embedding] }];
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.kind !== "refused") throw error;
    refused.push({ person: `${name} from ${basename(path)}`, why: error.message });
    return null;
  }
}
