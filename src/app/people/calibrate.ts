import { basename, join } from "node:path";
import {
  propose,
  ratesAt,
  TABLE,
  type Measured,
  type Proposal,
  type Rates,
  type Trial,
} from "../../perception/vision/calibration.ts";
import { templateOf, type EnrolmentSource } from "../../perception/vision/enrolment.ts";
import { nearest } from "../../perception/vision/matching.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { foldersIn, mediaBelow } from "../evaluate/folders.ts";
import { sourceOf, type FaceFiles } from "../face-files.ts";

/** The folder of people who are nobody's family. */
const OTHERS = "_others";

/** One photo or clip. */
interface Recording {
  readonly source: string;
  /** The template that enrolling it would leave; null if it shows no face well enough. */
  readonly template: Float32Array | null;
  /** All good looks of it. */
  readonly looks: readonly Float32Array[];
}

interface Household {
  readonly people: ReadonlyMap<string, readonly Recording[]>;
  readonly others: readonly Recording[];
}

export interface CalibrationOptions {
  readonly files: FaceFiles;
  readonly signal: AbortSignal;
  /** The threshold of the configuration. */
  readonly inForce: number;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Calibration {
  /** Recordings and good looks of each person. */
  readonly people: readonly { readonly name: string; readonly recordings: number; readonly looks: number }[];
  readonly others: { readonly recordings: number; readonly looks: number };
  /** Recordings of which nothing could be used, and why. */
  readonly unusable: readonly { readonly file: string; readonly why: string }[];
  readonly own: { readonly looks: number; readonly least: number | null; readonly median: number | null };
  readonly table: readonly Rates[];
  readonly proposal: Proposal;
}

/**
 * Measures a household: a folder a person with photos or clips from the door's own camera, and `_others` for anybody else.
 *
 * @throws GatehouseError PEOPLE_CALIBRATION_EMPTY, EVAL_FOLDER_MISSING (missing)
 */
export async function calibrate(directory: string, options: CalibrationOptions): Promise<Calibration> {
  const names = await foldersIn(directory);
  if (!names.some((name) => name !== OTHERS)) {
    throw new GatehouseError(
      "PEOPLE_CALIBRATION_EMPTY",
      `${directory} has no folder of anybody: put the photos and clips of each person into a folder with the person's name`,
      { kind: "missing" },
    );
  }
  const unusable: { file: string; why: string }[] = [];
  const folders: { name: string; paths: string[] }[] = [];
  for (const name of names) folders.push({ name, paths: await mediaBelow(join(directory, name)) });
  const total = folders.reduce((sum, { paths }) => sum + paths.length, 0);
  let done = 0;
  const people = new Map<string, Recording[]>();
  for (const { name, paths } of folders) {
    const recordings: Recording[] = [];
    for (const path of paths) {
      const recording = await read(path, options, (why) => unusable.push({ file: path, why }));
      options.signal.throwIfAborted();
      recordings.push(recording);
      done += 1;
      options.onProgress(done, total);
    }
    people.set(name, recordings);
  }
  const others = people.get(OTHERS) ?? [];
  people.delete(OTHERS);
  return { ...judge({ people, others }, options.inForce), unusable };
}

async function read(
  path: string,
  { files, signal }: CalibrationOptions,
  onUnusable: (why: string) => void,
): Promise<Recording> {
  const source = await sourceOf(files, path, signal);
  return { source: basename(path), looks: goodLooks(source), template: template(source, onUnusable) };
}

function goodLooks({ frames }: EnrolmentSource): Float32Array[] {
  // A frame that shows several people does not say whose look is whose.
  return frames.flatMap((looks) => {
    const good = looks.filter(({ flaws, embedding }) => flaws.length === 0 && embedding !== null);
    return good.length === 1 ? good.flatMap(({ embedding }) => embedding ?? []) : [];
  });
}

function template(source: EnrolmentSource, onUnusable: (why: string) => void): Float32Array | null {
  try {
    return templateOf(source).embedding;
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.kind !== "refused") throw error;
    onUnusable(error.message);
    return null;
  }
}

function judge({ people, others }: Household, inForce: number): Omit<Calibration, "unusable"> {
  const measured = measure({ people, others });
  const own = measured.own.flatMap(({ similarities }) => similarities).sort((a, b) => a - b);
  return {
    people: [...people].map(([name, recordings]) => ({ name, ...size(recordings) })),
    others: size(others),
    own: { looks: own.length, least: own[0] ?? null, median: own[Math.floor(own.length / 2)] ?? null },
    table: TABLE.map((threshold) => ratesAt(threshold, measured)),
    proposal: propose(measured, inForce),
  };
}

/** Every recording against the templates of every person, as at the door; never against a template of its own. */
function measure({ people, others }: Household): Measured {
  const own: Trial[] = [];
  const foreign: Trial[] = [];
  for (const [name, recordings] of people) {
    for (const recording of recordings) {
      const rest = templatesOf(recordings.filter((other) => other !== recording));
      if (rest.length > 0) own.push(trial(recording, rest));
    }
    const all = templatesOf(recordings);
    if (all.length === 0) continue;
    const strangers = [...people].flatMap(([other, theirs]) => (other === name ? [] : theirs));
    foreign.push(...[...strangers, ...others].map((recording) => trial(recording, all)));
  }
  return { own, others: foreign };
}

function trial({ looks }: Recording, templates: readonly Float32Array[]): Trial {
  return { similarities: looks.map((look) => nearest(look, templates)) };
}

function templatesOf(recordings: readonly Recording[]): Float32Array[] {
  return recordings.flatMap((recording) => recording.template ?? []);
}

function size(recordings: readonly Recording[]): { recordings: number; looks: number } {
  return {
    recordings: recordings.length,
    looks: recordings.reduce((sum, { looks }) => sum + looks.length, 0),
  };
}
