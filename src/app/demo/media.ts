import { createHash } from "node:crypto";
import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FILM, VISITS } from "../../adapters/demo-media/choreography.ts";
import { cutOut, portrait } from "../../adapters/demo-media/cut-out.ts";
import { ENROLMENT, FAMILY_FIGURE, STRANGER_FIGURE } from "../../adapters/demo-media/figures.ts";
import { porchSvg } from "../../adapters/demo-media/porch.ts";
import type { ArchiveFetcher } from "../../models/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { PHOTO_ARCHIVE, SPOKEN_COMMAND } from "./photos.ts";

/** The demo's media, absolute paths. */
export interface DemoMedia {
  readonly film: string;
  readonly sound: string;
  /** The photograph from which the family member is enrolled. */
  readonly portrait: string;
}

/** What preparing needs; everything slow is loaded only if something is missing. */
export interface MediaParts {
  /** Where media are kept from one demo to the next. */
  readonly cache: string;
  readonly fetcher: () => Promise<ArchiveFetcher>;
  readonly signal: AbortSignal;
  readonly onProgress: (what: string, share: number) => void;
}

/** Silence around the spoken command, s: before it the daemon has time to start. */
const PAUSES = { beforeSeconds: 5, afterSeconds: 2.5 };

/** Makes what is not there yet: fetches the photographs, composes the film, lets the voice speak. */
export async function prepareMedia(parts: MediaParts): Promise<DemoMedia> {
  const pictures = digest([
    FILM,
    VISITS,
    ENROLMENT,
    FAMILY_FIGURE,
    STRANGER_FIGURE,
    porchSvg(),
    PHOTO_ARCHIVE,
  ]);
  const media = {
    film: join(parts.cache, `film-${pictures}.mp4`),
    portrait: join(parts.cache, `portrait-${pictures}.jpg`),
    sound: join(parts.cache, `command-${digest([SPOKEN_COMMAND, PAUSES])}.wav`),
  };
  await mkdir(parts.cache, { recursive: true });
  if (!(await exists(media.sound))) {
    const { spokenCommand } = await import("../../adapters/demo-media/spoken-command.ts");
    await put(media.sound, await spokenCommand(SPOKEN_COMMAND, PAUSES));
  }
  if (!(await exists(media.film)) || !(await exists(media.portrait))) await compose(media, parts);
  return media;
}

/** Part of a name that changes with what a file is made from, so that a newer Gatehouse never plays an older film. */
function digest(recipe: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(recipe)).digest("hex").slice(0, 12);
}

async function compose(media: DemoMedia, parts: MediaParts): Promise<void> {
  const photos = await fetchPhotos(parts);
  const photo = (path: string): Uint8Array => {
    const bytes = photos.get(path);
    if (bytes === undefined) {
      throw new GatehouseError("DEMO_PHOTO_MISSING", `the package of photographs has no ${path}`, {
        kind: "failed",
      });
    }
    return bytes;
  };
  await put(media.portrait, await portrait(photo(ENROLMENT.photo), ENROLMENT));
  const { createPainter } = await import("../../adapters/demo-media/picture.ts");
  const { writeFilm } = await import("../../adapters/demo-media/film.ts");
  const painter = await createPainter({
    family: await cutOut(photo(FAMILY_FIGURE.photo), FAMILY_FIGURE),
    stranger: await cutOut(photo(STRANGER_FIGURE.photo), STRANGER_FIGURE),
  });
  const partial = partOf(media.film);
  await writeFilm(partial, painter, (share) => {
    parts.signal.throwIfAborted();
    parts.onProgress("composing the camera's film", share);
  });
  parts.onProgress("composing the camera's film", 1);
  await rename(partial, media.film);
}

async function fetchPhotos(parts: MediaParts): Promise<ReadonlyMap<string, Uint8Array>> {
  const what = "fetching the photographs";
  let arrived = 0;
  parts.onProgress(what, 0);
  const photos = await (
    await parts.fetcher()
  ).fetch(PHOTO_ARCHIVE, {
    paths: [ENROLMENT.photo, FAMILY_FIGURE.photo, STRANGER_FIGURE.photo],
    onBytes: (bytes) => {
      arrived += bytes;
      parts.onProgress(what, Math.min(0.99, arrived / PHOTO_ARCHIVE.bytes));
    },
    signal: parts.signal,
  });
  parts.onProgress(what, 1);
  return photos;
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(partOf(path), bytes);
  await rename(partOf(path), path);
}

/** Where a file is written before it is whole; two demos that start at the same time do not meet there. */
function partOf(path: string): string {
  return `${path}.${String(process.pid)}.part`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
