import { spanText, type TimeText } from "./time-text.ts";

/** A segment of what is recorded all the time. */
export interface ShownSegment {
  readonly camera: string;
  /** When it begins, ms since the epoch. */
  readonly startAt: number;
  readonly seconds: number;
  readonly bytes: number;
  /** When something moved, from its beginning, s; null: nobody looked. */
  /** It is being written. */
  readonly isOpen?: boolean;
  readonly mark: { readonly motion: readonly (readonly [number, number])[]; readonly person: boolean } | null;
}

/** What is between two segments is a gap from so many ms on. */
const GAP_MS = 1_000;
/** Motion that pauses for less goes on, also into the next segment. */
const PAUSE_MS = 2_000;
/** So many times of motion are told one by one in an hour. */
const MOST_TOLD = 4;

interface Span {
  readonly fromAt: number;
  readonly toAt: number;
}

/**
 * What was recorded all the time, for people: a line a day, below it a line for each hour with what moved in it, and one for
 * each gap.
 *
 * @param segments of one camera or several, each camera's oldest first
 */
export function continuousText(segments: readonly ShownSegment[], text: TimeText): string {
  const days = groupedBy(segments, ({ camera, startAt }) => `${camera} ${text.day(startAt)}`);
  return [...days].map(([day, ofDay]) => dayText(day, { segments: ofDay, text })).join("");
}

function dayText(
  day: string,
  { segments, text }: { segments: readonly ShownSegment[]; text: TimeText },
): string {
  const hours = groupedBy(segments, ({ startAt }) => text.time(startAt).slice(0, 2));
  const gaps = gapsBetween(segments);
  const lines = [...hours].flatMap(([hour, ofHour]) => [
    `  ${hour}:00 ${amount(ofHour)}  ${motionText(ofHour, text)}`,
    ...gaps
      .filter(({ fromAt }) => text.time(fromAt).slice(0, 2) === hour)
      .map(
        ({ fromAt, toAt }) => `        nothing from ${clock(fromAt, text)} for ${spanText(toAt - fromAt)}`,
      ),
  ]);
  return [`${day} ${amount(segments)}`, ...lines, ""].join("\n");
}

function amount(segments: readonly ShownSegment[]): string {
  const ms = segments.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  const megabytes = segments.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return `${spanText(ms).padStart(12)} ${megabytes.toFixed(0).padStart(7)} MB`;
}

function motionText(segments: readonly ShownSegment[], text: TimeText): string {
  const spans = motionOf(segments);
  const unseen = segments.filter(({ mark, isOpen = false }) => mark === null && !isOpen).length;
  const people = segments.filter(({ mark }) => mark?.person === true).length;
  const told = spans
    .slice(0, MOST_TOLD)
    .map(({ fromAt, toAt }) => `${clock(fromAt, text)} for ${spanText(toAt - fromAt)}`);
  const more = spans.length > MOST_TOLD ? [`${spans.length - MOST_TOLD} more`] : [];
  return [
    spans.length === 0 ? "nothing moved" : `motion ${[...told, ...more].join(", ")}`,
    ...(people > 0 ? [`somebody in ${people} of ${segments.length}`] : []),
    ...(unseen > 0 ? [`not looked at in ${unseen} of ${segments.length}`] : []),
  ].join("; ");
}

/** When something moved, in order; what goes on from one segment to the next is one span. */
function motionOf(segments: readonly ShownSegment[]): Span[] {
  const spans: Span[] = [];
  for (const { startAt, mark } of segments) {
    for (const [from, to] of mark?.motion ?? []) {
      const span = { fromAt: startAt + from * 1000, toAt: startAt + to * 1000 };
      const last = spans.at(-1);
      if (last !== undefined && span.fromAt - last.toAt <= PAUSE_MS)
        spans[spans.length - 1] = { fromAt: last.fromAt, toAt: Math.max(last.toAt, span.toAt) };
      else spans.push(span);
    }
  }
  return spans;
}

/** What is missing between segments of one camera. */
function gapsBetween(segments: readonly ShownSegment[]): Span[] {
  return segments.slice(1).flatMap((next, i) => {
    const before = segments[i];
    const fromAt = before === undefined ? next.startAt : before.startAt + before.seconds * 1000;
    return next.startAt - fromAt > GAP_MS ? [{ fromAt, toAt: next.startAt }] : [];
  });
}

function clock(at: number, text: TimeText): string {
  return text.time(at).slice(0, 8);
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
