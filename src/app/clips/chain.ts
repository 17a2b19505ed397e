import { createHash } from "node:crypto";
import { z } from "zod";
import { ClipTruth } from "../../events/clip-truth.ts";

const common = {
  /** Its place in the chain, from 1. */
  place: z.int().positive(),
  /** When it was written, ms since the epoch. */
  at: z.number(),
};

/**
 * One line of the clips' manifest. `begun`: a clip is being recorded; `recorded`: it was closed, and reads so; `deleted`:
 * Gatehouse deletes it, for that reason; `moved`: a whole copy lies in the archive, and the file in the state directory goes;
 * `cut`: the lines before were taken out because all of their clips are gone.
 */
const ChainEntry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("begun"), ...common, clip: z.string(), camera: z.string() }),
  z.object({
    ...{ kind: z.literal("recorded"), ...common, clip: z.string(), camera: z.string() },
    /** When its first picture was captured, ms since the epoch. */
    ...{ startAt: z.number(), seconds: z.number(), bytes: z.number() },
    sha256: z.string().nullable(),
    truth: ClipTruth.nullable(),
  }),
  z.object({ kind: z.literal("deleted"), ...common, clips: z.array(z.string()), why: z.string() }),
  z.object({ kind: z.literal("moved"), ...common, clip: z.string(), to: z.string() }),
  z.object({ kind: z.literal("cut"), ...common }),
]);
type ChainEntry = z.output<typeof ChainEntry>;

type Unplaced<Entry> = Entry extends ChainEntry ? Omit<Entry, "place"> : never;
/** What is to be written down. */
export type ChainDraft = Unplaced<ChainEntry>;
type RecordedEntry = Extract<ChainEntry, { kind: "recorded" }>;

const ChainLine = z.object({ before: z.string(), entry: ChainEntry });

/** Where a chain ends, so that it can be gone on with. */
export interface ChainEnd {
  readonly place: number;
  /** SHA-256 of the last line, as hexadecimal digits. */
  readonly hash: string;
}

/** Before the first line. */
export const CHAIN_BEGINNING: ChainEnd = { place: 0, hash: "0".repeat(64) };

/** SHA-256 of a line, without its end. */
function hashOfLine(line: string): string {
  return createHash("sha256").update(line).digest("hex");
}

/** The next line of a chain, without its end. */
export function nextLine(draft: ChainDraft, end: ChainEnd): string {
  return JSON.stringify({ before: end.hash, entry: { ...draft, place: end.place + 1 } });
}

/** What a line says; null if it is none. */
export function readLine(line: string): z.output<typeof ChainLine> | null {
  try {
    return ChainLine.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Takes the place of lines that are taken out, of which the last one is this; what follows still holds on to that. */
export function cutLine(last: string, at: number): string | null {
  const end = endOf(last);
  return end === null
    ? null
    : JSON.stringify({ before: end.hash, entry: { kind: "cut", at, place: end.place } });
}

/** The end of a chain whose last line this is; null if it is none. */
export function endOf(line: string): ChainEnd | null {
  const read = readLine(line);
  return read === null ? null : endAfter(line, read);
}

function endAfter(line: string, { before, entry }: z.output<typeof ChainLine>): ChainEnd {
  return { place: entry.place, hash: entry.kind === "cut" ? before : hashOfLine(line) };
}

/** What is written of clips. */
interface ClipRecord {
  /** It was written down that it is being recorded. */
  isBegun: boolean;
  recorded: RecordedEntry | null;
  /** Gatehouse has deleted it, or was about to. */
  isDeleted: boolean;
  /** It was moved to the archive, and may be there still. */
  isMoved: boolean;
}

/** A chain that was gone through. */
export interface WalkedChain {
  readonly clips: ReadonlyMap<string, Readonly<ClipRecord>>;
  /** When the first and the last line were written, ms since the epoch; null without any. */
  readonly beganAt: number | null;
  readonly lastAt: number | null;
  /** The last line's hash: who has noted it knows later that all up to it is still there. */
  readonly end: ChainEnd;
  /** What is wrong, each in a sentence that says where. */
  readonly faults: readonly string[];
}

/** Goes through the lines of a manifest: each has to hold on to the one before. */
export function walkChain(lines: readonly string[]): WalkedChain {
  const clips = new Map<string, ClipRecord>();
  const faults: string[] = [];
  let end: ChainEnd | null = null;
  let last: ChainEntry | null = null;
  let beganAt: number | null = null;
  for (const [i, line] of lines.entries()) {
    const read = readLine(line);
    if (read === null) {
      faults.push(`line ${i + 1} of the manifest cannot be read`);
      continue;
    }
    const { before, entry } = read;
    beganAt ??= entry.at;
    const fault = breakBefore({ entry, before }, { end, last });
    if (fault !== null) faults.push(fault);
    take(entry, clips);
    [end, last] = [endAfter(line, read), entry];
  }
  return { clips, beganAt, lastAt: last?.at ?? null, end: end ?? CHAIN_BEGINNING, faults };
}

/** Why a line does not hold on to the one before; null if it does. */
function breakBefore(
  { entry, before }: z.output<typeof ChainLine>,
  { end, last }: { readonly end: ChainEnd | null; readonly last: ChainEntry | null },
): string | null {
  const at = `before line ${nameOf(entry)}`;
  if (end === null || last === null) {
    // What was taken out in order is said by the first line that is left.
    if (entry.kind === "cut" || (entry.place === 1 && before === CHAIN_BEGINNING.hash)) return null;
    return entry.place === 1
      ? `the chain does not hold at its first line, ${nameOf(entry)}: it was changed`
      : `lines were removed ${at}: 1 to ${entry.place - 1}`;
  }
  if (entry.kind === "cut") return `a line was inserted: ${nameOf(entry)}`;
  if (entry.place > end.place + 1) return `lines were removed ${at}: ${end.place + 1} to ${entry.place - 1}`;
  if (entry.place <= end.place)
    return `line ${nameOf(entry)} was inserted or moved: it stands behind line ${nameOf(last)}`;
  return before === end.hash ? null : `a line was changed ${at}: ${nameOf(last)}`;
}

function nameOf(entry: ChainEntry): string {
  switch (entry.kind) {
    case "begun":
    case "recorded":
    case "moved":
      return `${entry.place} (${entry.clip} ${entry.kind})`;
    case "deleted":
      return `${entry.place} (${entry.clips.length} deleted)`;
    case "cut":
      return `${entry.place} (earlier lines taken out)`;
  }
}

function take(entry: ChainEntry, clips: Map<string, ClipRecord>): void {
  const of = (clip: string): ClipRecord => {
    const known = clips.get(clip) ?? { isBegun: false, recorded: null, isDeleted: false, isMoved: false };
    clips.set(clip, known);
    return known;
  };
  if (entry.kind === "begun") of(entry.clip).isBegun = true;
  // What was written first counts: a file is not made right by being described again.
  else if (entry.kind === "recorded") of(entry.clip).recorded ??= entry;
  else if (entry.kind === "moved") of(entry.clip).isMoved = true;
  else if (entry.kind === "deleted") for (const clip of entry.clips) of(clip).isDeleted = true;
}
