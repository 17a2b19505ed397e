import { basename, join } from "node:path";
import { readPhoto } from "../../adapters/stills/read-photo.ts";
import type { FaceLook } from "../../perception/vision/face-look.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import type { IdentityThresholds } from "../../perception/vision/identity.ts";
import { nearest } from "../../perception/vision/matching.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { kindOf, type FaceFileParts } from "../face-files.ts";
import { attempt } from "./attempt.ts";
import type { DoorPolicy } from "./door-policy.ts";
import { demandMedia, foldersIn } from "./folders.ts";
import type { Progress } from "./progress.ts";
import type { Shown } from "./show.ts";
import { seededRandom, seedFor, swayOf } from "./sway.ts";

/** People who are enrolled at the door of one trial. */
export const ENROLLED = 5;
/** Analysed frames for which each look is shown, and how far they are apart, ms. */
const FRAMES_A_LOOK = 2;
const FRAME_MS = 100;

/** Somebody who comes to the door, and what they would be enrolled from. */
interface Comer {
  readonly name: string;
  /** Looks at one photo in slight movement; every face taken for a living one. */
  readonly visit: readonly Shown[];
  /** From the same photo, standing still, and from another one; null without another one. */
  readonly template: Float32Array<ArrayBuffer>;
  readonly otherTemplate: Float32Array<ArrayBuffer> | null;
}

export interface ImpostorsResult {
  readonly people: number;
  readonly enrolledEach: number;
  readonly looksEach: number;
  readonly impostors: { readonly allowed: number; readonly total: number };
  /** The most that the rate can be with 95 % confidence, if the trials were independent (rule of three). */
  readonly atMost: number | null;
  readonly calledUnknown: number;
  /** The nearest any impostor's look came to anybody enrolled. */
  readonly nearest: number;
  /** People with a second photo, enrolled from that one, who come to the door of a household of five. */
  readonly genuine: { readonly allowed: number; readonly total: number };
  /** Without a face that could be enrolled. */
  readonly leftOut: number;
}

export interface ImpostorsOptions {
  /** A folder with a folder for each person, with photos. */
  readonly images: string;
  readonly trials: number;
  /** Looks at each photo. */
  readonly looks: number;
  readonly seed: number;
  readonly parts: FaceFileParts;
  readonly door: DoorPolicy;
  readonly thresholds: IdentityThresholds;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * Lets everybody come in turn to the doors of households of five others, drawn anew for each trial. Tracks, verdicts and the
 * guard's demand on a face are the daemon's own. Each look is computed once and shown at many doors, so the trials are not
 * independent of each other.
 *
 * @throws GatehouseError EVAL_FOLDER_MISSING, EVAL_FOLDER_EMPTY (missing)
 */
export async function evaluateImpostors(options: ImpostorsOptions): Promise<ImpostorsResult> {
  const { trials, seed, door, thresholds, signal, progress } = options;
  const { comers, leftOut } = await lookAtAll(options);
  const random = seededRandom(seed);
  const count = { allowed: 0, unknown: 0, genuine: 0, genuineAllowed: 0 };
  let closest = -1;
  for (let trial = 0; trial < trials; trial += 1) {
    signal.throwIfAborted();
    const impostor = comers[trial % comers.length] as Comer;
    const household = drawOthers(comers, impostor, random);
    closest = Math.max(closest, nearestOf(impostor, household));
    const gallery = household.map((person) => enrolled(person.name, person.template));
    const outcome = await attempt(impostor.visit, { door, thresholds, gallery });
    if (outcome.allowed !== null) count.allowed += 1;
    if (outcome.unknown) count.unknown += 1;
    if (trial % 500 === 0) progress.done(trial, trials);
  }
  for (const person of comers) {
    if (person.otherTemplate === null) continue;
    const others = drawOthers(comers, person, random).slice(1);
    const gallery = [
      enrolled(person.name, person.otherTemplate),
      ...others.map(({ name, template }) => enrolled(name, template)),
    ];
    const outcome = await attempt(person.visit, { door, thresholds, gallery });
    count.genuine += 1;
    if (outcome.allowed === person.name) count.genuineAllowed += 1;
  }
  progress.end();
  return {
    ...{ people: comers.length, enrolledEach: ENROLLED, looksEach: options.looks, leftOut },
    impostors: { allowed: count.allowed, total: trials },
    atMost: count.allowed === 0 && trials > 0 ? 3 / trials : null,
    calledUnknown: count.unknown,
    nearest: closest,
    genuine: { allowed: count.genuineAllowed, total: count.genuine },
  };
}

/** Five others; the same for the same numbers. */
export function drawOthers<Person>(
  people: readonly Person[],
  impostor: Person,
  random: () => number,
): Person[] {
  const drawn = new Set<Person>();
  while (drawn.size < Math.min(ENROLLED, people.length - 1)) {
    const person = people[Math.floor(random() * people.length)];
    if (person !== undefined && person !== impostor) drawn.add(person);
  }
  return [...drawn];
}

async function lookAtAll(options: ImpostorsOptions): Promise<{ comers: Comer[]; leftOut: number }> {
  const folders = await foldersIn(options.images);
  const comers: Comer[] = [];
  for (const [index, name] of folders.entries()) {
    options.signal.throwIfAborted();
    const photos = (await demandMedia(join(options.images, name))).filter((file) => kindOf(file) === "photo");
    const comer = await lookAt(name, photos, options);
    if (comer !== null) comers.push(comer);
    options.progress.done(index + 1, folders.length);
  }
  options.progress.end();
  if (comers.length > ENROLLED) return { comers, leftOut: folders.length - comers.length };
  throw new GatehouseError(
    "EVAL_FOLDER_EMPTY",
    `${options.images} shows ${comers.length} people with a face that can be enrolled; more than ${ENROLLED} are needed`,
    { kind: "missing" },
  );
}

/** Null if the first photo shows no face that could be enrolled. */
async function lookAt(
  name: string,
  [first, second]: readonly string[],
  { parts, looks, seed }: ImpostorsOptions,
): Promise<Comer | null> {
  if (first === undefined) return null;
  const photo = await readPhoto(first);
  const template = await templateFrom(photo, parts);
  if (template === null) return null;
  const sway = swayOf(seedFor(basename(first), seed));
  const visit: Shown[] = [];
  for (let look = 0; look < looks; look += 1) {
    const raster = sway.frame(photo, look);
    const found = (await faces(raster, parts)).map((face) => ({
      ...face,
      live: face.embedding === null ? null : 1,
    }));
    for (let again = 0; again < FRAMES_A_LOOK; again += 1) {
      const t = (look * FRAMES_A_LOOK + again) * FRAME_MS;
      visit.push({ t, width: raster.width, height: raster.height, looks: found });
    }
  }
  const otherTemplate = second === undefined ? null : await templateFrom(await readPhoto(second), parts);
  return { name, visit, template, otherTemplate };
}

type Photo = Awaited<ReturnType<typeof readPhoto>>;

/** The good look at the largest face, as an enrolment takes it; null if there is none. */
async function templateFrom(photo: Photo, parts: FaceFileParts): Promise<Float32Array<ArrayBuffer> | null> {
  const [face] = await faces(photo, parts);
  return face === undefined || face.flaws.length > 0 ? null : face.embedding;
}

async function faces(raster: Photo, { analyser }: FaceFileParts): Promise<readonly FaceLook[]> {
  // Others in the background of a photo are nobody who comes to the door.
  const found = await analyser.analyse({ ...raster, camera: "still", at: 0, t: 0, ptsMs: null });
  return (found ?? []).slice(0, 1);
}

function enrolled(name: string, template: Float32Array<ArrayBuffer>): Gallery[number] {
  return { name, group: "family", templates: [template] };
}

function nearestOf({ visit }: Comer, household: readonly Comer[]): number {
  const templates = household.map(({ template }) => template);
  const looks = visit.flatMap((shown) => shown.looks);
  return Math.max(
    -1,
    ...looks.map(({ embedding }) => (embedding === null ? -1 : nearest(embedding, templates))),
  );
}
