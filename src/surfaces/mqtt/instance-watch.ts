import { z } from "zod";

/** What an instance says about itself on `…/instance`. */
export const InstanceNotice = z.object({
  instance: z.string().min(1).max(100),
  /** `started`: answer me; `alive`: an answer, or a sign of life; `stopped`: gone in good order. */
  state: z.enum(["started", "alive", "stopped"]),
  at: z.number(),
});
export type InstanceNotice = z.infer<typeof InstanceNotice>;

/** Without a sign of life for this long, another instance counts as gone. */
export const GONE_AFTER_MS = 75_000;
/** How often an instance gives a sign of life. */
export const ALIVE_EVERY_MS = 25_000;

/** The other instances that are alive under this node's name: when each was last heard, ms since boot. */
export type Others = ReadonlyMap<string, number>;

const MAX_OTHERS = 16;

/** What follows from a notice. */
export interface Heard {
  readonly others: Others;
  /** It wants to know who else is here. */
  readonly answer: boolean;
}

/**
 * Takes in a notice from `…/instance`. Pure.
 *
 * Only a live message proves life: a retained one may have been left behind by a daemon that was killed. Therefore a
 * starting instance says `started`, and every other one that hears it answers `alive`.
 */
export function hear(
  others: Others,
  notice: InstanceNotice,
  how: { own: string; retained: boolean; t: number },
): Heard {
  if (how.retained || notice.instance === how.own) return { others, answer: false };
  const next = new Map(others);
  if (notice.state === "stopped") next.delete(notice.instance);
  else if (next.has(notice.instance) || next.size < MAX_OTHERS) next.set(notice.instance, how.t);
  return { others: next, answer: notice.state === "started" };
}

/** Forgets the instances that were not heard for too long. Pure. */
export function withoutGone(others: Others, t: number): Others {
  return new Map([...others].filter(([, lastT]) => t - lastT < GONE_AFTER_MS));
}
