import { z } from "zod";

/** What an instance says about itself on `…/instance`. */
export const InstanceNotice = z.object({
  instance: z.string().min(1).max(100),
  /**
   * `started`: answer me; `alive`: an answer, or a sign of life; `stopped`: gone in good order; `withdrawn`: another one of this
   * name was there first, and this one opens nothing and is silent; `asked`: somebody who is none wants to know who is here.
   */
  state: z.enum(["started", "alive", "stopped", "withdrawn", "asked"]),
  at: z.number(),
});
export type InstanceNotice = z.infer<typeof InstanceNotice>;

/** Without a sign of life for this long, another instance counts as gone. */
export const GONE_AFTER_MS = 75_000;
/** How often an instance gives a sign of life. */
export const ALIVE_EVERY_MS = 25_000;
/** Who answers within this time after a start was there before. */
export const NEWCOMER_MS = 3_000;

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
  if (notice.state === "asked") return { others, answer: true };
  const next = new Map(others);
  if (notice.state === "stopped" || notice.state === "withdrawn") next.delete(notice.instance);
  else if (next.has(notice.instance) || next.size < MAX_OTHERS) next.set(notice.instance, how.t);
  return { others: next, answer: notice.state === "started" };
}

/** How this instance stands among those of its name. */
export interface Standing {
  readonly own: string;
  /** When it said `started` as somebody new, ms since boot; null: it has not, or an outage lies between. */
  readonly newSinceT: number | null;
  /** Those it has withdrawn for before. */
  readonly seniors: ReadonlySet<string>;
}

/**
 * Whether this instance has to withdraw because of a live notice of another one: that was there first. Who has been here for a
 * while never does, whatever is said: then nobody opens anything. Pure.
 */
export function mustWithdraw({ instance, state }: InstanceNotice, t: number, standing: Standing): boolean {
  const { own, newSinceT, seniors } = standing;
  if (instance === own || (state !== "started" && state !== "alive")) return false;
  if (seniors.has(instance)) return true;
  if (newSinceT === null || t - newSinceT >= NEWCOMER_MS) return false;
  // Two that start at once: one of them has to.
  return state === "alive" || own > instance;
}

/** Forgets the instances that were not heard for too long. Pure. */
export function withoutGone(others: Others, t: number): Others {
  return new Map([...others].filter(([, lastT]) => t - lastT < GONE_AFTER_MS));
}
