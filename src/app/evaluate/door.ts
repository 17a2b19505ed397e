import { basename, join, relative } from "node:path";
import { checkTemplates, templateOf, type Template } from "../../perception/vision/enrolment.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import type { IdentityThresholds } from "../../perception/vision/identity.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { faceFiles, sourceOf, type FaceFileParts } from "../face-files.ts";
import { attempt, type Attempt } from "./attempt.ts";
import type { DoorPolicy } from "./door-policy.ts";
import { demandMedia, foldersIn, mediaBelow } from "./folders.ts";
import type { Progress } from "./progress.ts";
import { show, type ShowOptions } from "./show.ts";
import { quantile } from "./rates.ts";
import { shownAsLive } from "./taken-for-live.ts";

/** Folder of the probes with people who are not enrolled. */
const STRANGERS = "_strangers";

/** One file that was shown to the door. */
export interface Probe extends Attempt {
  /** Below the folder of the probes. */
  readonly file: string;
  /** Who it shows; null for a stranger. */
  readonly person: string | null;
}

/** What the door did. */
export interface DoorResult {
  readonly genuine: { readonly allowed: number; readonly total: number };
  readonly strangers: { readonly allowed: number; readonly total: number };
  /** Enrolled people for whom the door opened in another one's name. */
  readonly mistaken: number;
  readonly strangersUnknown: number;
  readonly familyUnknown: number;
  /** Vetoed by liveness. */
  readonly genuineSpoofed: number;
  readonly strangersSpoofed: number;
  /** Files without any face. */
  readonly withoutFace: number;
  /** From the first frame with a face to the decision, ms of video time; null if nobody was allowed. */
  readonly decisionMs: { readonly p50: number; readonly p95: number } | null;
  /** Who could not be enrolled, and why. Their probes count as genuine ones that were not allowed. */
  readonly refused: readonly { readonly person: string; readonly why: string }[];
  readonly probes: readonly Probe[];
}

export interface DoorOptions {
  readonly gallery: string;
  readonly probes: string;
  readonly parts: FaceFileParts;
  readonly door: DoorPolicy;
  readonly thresholds: IdentityThresholds;
  /** Every face is taken for a living one: how far recognition alone holds. */
  readonly assumeLive: boolean;
  readonly show: ShowOptions;
  readonly progress: Progress;
}

/**
 * Enrols the people of one folder and shows the door the photos and clips of another.
 *
 * @throws GatehouseError EVAL_FOLDER_MISSING, EVAL_FOLDER_EMPTY (missing), EVAL_PERSON_UNKNOWN (usage)
 */
export async function evaluateDoor(options: DoorOptions): Promise<DoorResult> {
  const people = await foldersIn(options.gallery);
  const files = await probesOf(options, people);
  const { gallery, refused } = await enrolAll(people, options);
  const probes: Probe[] = [];
  for (const { file, person } of files) {
    const frames = show(file, options.parts, options.show);
    const { door, thresholds } = options;
    const seen = options.assumeLive ? shownAsLive(frames) : frames;
    const outcome = await attempt(seen, { door, thresholds, gallery });
    probes.push({ file: relative(options.probes, file), person, ...outcome });
    options.progress.done(probes.length, files.length);
  }
  options.progress.end();
  return { ...summary(probes), refused, probes };
}

async function probesOf(
  { gallery, probes }: DoorOptions,
  people: readonly string[],
): Promise<{ file: string; person: string | null }[]> {
  if (people.length === 0) {
    throw new GatehouseError(
      "EVAL_FOLDER_EMPTY",
      `${gallery} has no folder: make one for each person, with photos or clips of that person`,
      { kind: "missing" },
    );
  }
  await demandMedia(probes);
  const found: { file: string; person: string | null }[] = [];
  for (const folder of await foldersIn(probes)) {
    if (folder !== STRANGERS && !people.includes(folder)) {
      throw new GatehouseError(
        "EVAL_PERSON_UNKNOWN",
        `${join(probes, folder)} shows somebody who is not in ${gallery}: move strangers into ${join(probes, STRANGERS)}`,
        { kind: "usage" },
      );
    }
    const person = folder === STRANGERS ? null : folder;
    for (const file of await mediaBelow(join(probes, folder))) found.push({ file, person });
  }
  return found;
}

/** Everybody as `gatehouse people add` would enrol them, one after the other; whom it refuses is not enrolled. */
async function enrolAll(
  people: readonly string[],
  { gallery: folder, parts, door, thresholds, show: { signal } }: DoorOptions,
): Promise<{ gallery: Gallery; refused: DoorResult["refused"] }> {
  const gallery: Gallery[number][] = [];
  const refused: DoorResult["refused"][number][] = [];
  const files = faceFiles(parts);
  const group = door.factor.groups?.[0] ?? "family";
  for (const name of people) {
    try {
      const named: { name: string; embedding: Template["embedding"] }[] = [];
      for (const path of await demandMedia(join(folder, name))) {
        const { embedding } = templateOf(await sourceOf(files, path, signal));
        named.push({ name: basename(path), embedding });
      }
      checkTemplates(named, gallery, thresholds.recognize);
      gallery.push({ name, group, templates: named.map(({ embedding }) => embedding) });
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.kind !== "refused") throw error;
      refused.push({ person: name, why: error.message });
    }
  }
  return { gallery, refused };
}

/** What it comes to. */
export function summary(probes: readonly Probe[]): Omit<DoorResult, "refused" | "probes"> {
  const genuine = probes.filter(({ person }) => person !== null);
  const strangers = probes.filter(({ person }) => person === null);
  const right = genuine.filter(({ allowed, person }) => allowed === person);
  const times = right.flatMap(({ decisionMs }) => decisionMs ?? []);
  const count = (among: readonly Probe[], counts: (probe: Probe) => boolean): number =>
    among.filter(counts).length;
  return {
    genuine: { allowed: right.length, total: genuine.length },
    strangers: { allowed: count(strangers, ({ allowed }) => allowed !== null), total: strangers.length },
    mistaken: count(genuine, ({ allowed, person }) => allowed !== null && allowed !== person),
    strangersUnknown: count(strangers, ({ unknown }) => unknown),
    familyUnknown: count(genuine, ({ unknown }) => unknown),
    genuineSpoofed: count(genuine, ({ spoofed }) => spoofed),
    strangersSpoofed: count(strangers, ({ spoofed }) => spoofed),
    withoutFace: count(probes, ({ faceFrames }) => faceFrames === 0),
    decisionMs: times.length === 0 ? null : { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
  };
}
