/** A file of this name beside a recording says that it must not be deleted. */
export const PROTECTED_SUFFIX = ".keep";

/** How long and how much is kept. */
export interface KeepLimits {
  readonly keepMs: number;
  /** The same of clips that show strangers; never shorter than the rest. */
  readonly keepStrangersMs: number;
  /** The same of pictures of faces; never longer than the rest. */
  readonly keepFacesMs: number;
  readonly maxBytes: number;
}

/** How long events are kept: a clip whose events are gone would be one that nobody knows anything of. */
export function keepEventsMs({ keepMs, keepStrangersMs }: KeepLimits, wishedMs: number): number {
  return Math.max(keepMs, keepStrangersMs, wishedMs);
}

/** One stored file. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Last change, ms since the epoch. */
  readonly at: number;
  /** Only of what is recorded all the time: how long it is kept, and whether something moves in it. */
  readonly segment?: { readonly keepMs: number; readonly isMoving: boolean };
}

/** Why a file goes: its time is over, all together take more than they may, or the disk is nearly full. */
export type WhyGone = "age" | "size" | "room";

/** A file that has to go. */
export interface Doomed {
  readonly file: StoredFile;
  readonly why: WhyGone;
}

export interface Situation {
  readonly limits: KeepLimits;
  readonly nowAt: number;
  /** Whether a clip's file shows somebody who is not known. */
  readonly isOfStranger: (path: string) => boolean;
  /** How much more of the disk has to be free. */
  readonly missingBytes: number;
}

/** A picture of a face, alone or with all around it, as `MediaStore` names it; a camera's own name may end in anything. */
const FACE_PICTURE = /-(?:face|scene)-\d{9}-[0-9a-f]{6}\.jpg$/;

/**
 * The files that have to go: those whose time is over, then those of whose time most is over, until the rest fits. A clip of
 * strangers, which is kept for twice as long, so goes at twice the age. What is recorded all the time goes before any of them,
 * where nothing moves in it first. What people have protected stays, and takes its room.
 */
export function filesToDelete(files: readonly StoredFile[], situation: Situation): Doomed[] {
  const { limits, nowAt, missingBytes } = situation;
  const isProtected = protection(files);
  const spent = (file: StoredFile): number => (nowAt - file.at) / keepMsOf(file, situation);
  const dearestFirst = files
    .filter((file) => !isProtected(file))
    .map((file) => ({ file, spent: spent(file), worth: worthOf(file) }))
    .toSorted((a, b) => b.worth - a.worth || a.spent - b.spent);
  let kept = files.filter(isProtected).reduce((sum, { bytes }) => sum + bytes, 0);
  const doomed: Doomed[] = [];
  const staying: StoredFile[] = [];
  for (const one of dearestFirst) {
    const isOld = one.spent > 1;
    if (!isOld) kept += one.file.bytes;
    if (isOld || kept > limits.maxBytes) doomed.push({ file: one.file, why: isOld ? "age" : "size" });
    else staying.push(one.file);
  }
  let missing = missingBytes - doomed.reduce((sum, { file }) => sum + file.bytes, 0);
  for (let file = staying.pop(); file !== undefined && missing > 0; file = staying.pop()) {
    doomed.push({ file, why: "room" });
    missing -= file.bytes;
  }
  return doomed;
}

/** What is protected, and the marks that protect it. */
function protection(files: readonly StoredFile[]): (file: StoredFile) => boolean {
  const names = new Set(files.map(({ path }) => path));
  return ({ path }) =>
    names.has(path + PROTECTED_SUFFIX) ||
    (path.endsWith(PROTECTED_SUFFIX) && names.has(path.slice(0, -PROTECTED_SUFFIX.length)));
}

function worthOf({ segment }: StoredFile): number {
  if (segment === undefined) return 2;
  return segment.isMoving ? 1 : 0;
}

function keepMsOf({ path, segment }: StoredFile, { limits, isOfStranger }: Situation): number {
  if (segment !== undefined) return segment.keepMs;
  const { keepMs, keepFacesMs, keepStrangersMs } = limits;
  if (FACE_PICTURE.test(path)) return Math.min(keepFacesMs, keepMs);
  return isOfStranger(path) ? Math.max(keepStrangersMs, keepMs) : keepMs;
}
