import type { GatehouseEvent } from "../events/catalogue.ts";
import type { EngineState } from "./state.ts";
import type { Loop, Turn } from "./turn.ts";

/** A rule may not start more often than this because of what rules have done … */
const STARTS_MAX = 20;
/** … nor lead to itself, over whatever others, more often than this … */
const ROUNDS_MAX = 3;
/** … within this time. Slower circles are what somebody wants: a lamp that blinks. */
const WINDOW_MS = 10_000;
/** Links of a chain that are remembered. */
const CHAIN_MAX = 50;
/** Starts that are remembered. */
const REMEMBERED_MAX = 500;
/** Topics that rules have published to of late and that are remembered. */
const PUBLISHED_MAX = 50;
/** A rule that is cut again and again is told of once in this time. */
const QUIET_MS = 60_000;

type Link = EngineState["starts"][number]["chain"][number];

/** The run of a rule that an event came of, or null. */
export function runBehind(event: GatehouseEvent): string | null {
  if (event.name === "mode.changed") return event.by.kind === "rule" ? event.by.ruleRun : null;
  if (event.name !== "device.changed" || event.by === null) return null;
  const end = event.by.lastIndexOf("/");
  return end === -1 ? null : event.by.slice(0, end);
}

/**
 * Whether a message may be the echo of what a rule has published within the last seconds: it came at the same topic, or at the
 * one above it or below it, as the state of a lamp whose topic to set it is `lamp/set`.
 */
export function isEcho({ published }: EngineState, event: GatehouseEvent): boolean {
  if (event.name !== "message.received") return false;
  return published.some(
    ({ topic, t }) =>
      Math.abs(event.t - t) < WINDOW_MS && (isAbove(topic, event.topic) || isAbove(event.topic, topic)),
  );
}

function isAbove(one: string, other: string): boolean {
  return one === other || other.startsWith(`${one}/`);
}

/** The state with the topics that this turn's requests publish to. */
export function withPublished({ state, requests, moment: { t } }: Turn): EngineState {
  if (!requests.some(({ action }) => action.kind === "mqtt")) return state;
  const topics = requests.flatMap(({ action }) =>
    action.kind === "mqtt" ? [{ topic: action.topic, t }] : [],
  );
  const recent = state.published.filter((one) => Math.abs(t - one.t) < WINDOW_MS);
  return { ...state, published: [...recent, ...topics].slice(-PUBLISHED_MAX) };
}

/**
 * Why a rule may not start once more: it would go round in circles. Null: it may, and that is remembered.
 *
 * @param start echo: what fired it may come of what a rule has published. What comes of no rule, as the messages of a chatty
 *   sensor, may fire a rule as often as it likes
 */
export function loopOf(
  turn: Turn,
  start: {
    readonly rule: string;
    readonly run: string;
    readonly behind: string | null;
    readonly echo: boolean;
  },
): string | null {
  const { rule, run, behind } = start;
  const ours = start.echo || behind !== null;
  const { t } = turn.moment;
  const isRecent = (then: { readonly t: number }): boolean => Math.abs(t - then.t) < WINDOW_MS;
  const recent = turn.state.starts.filter(isRecent);
  const chain = chainBehind(recent, behind).filter(isRecent);
  const found = circle(chain, rule) ?? (ours ? tooOften(recent, rule) : null);
  if (found !== null) {
    tell(turn, found);
    return `${found.why}: ${found.rules.join(" → ")}`;
  }
  recent.push({ rule, t, run, ours, chain: chain.slice(-CHAIN_MAX) });
  turn.state = { ...turn.state, starts: recent.slice(-REMEMBERED_MAX) };
  return null;
}

function chainBehind(recent: EngineState["starts"], behind: string | null): readonly Link[] {
  const start = behind === null ? undefined : recent.findLast(({ run }) => run === behind);
  return start === undefined ? [] : [...start.chain, { rule: start.rule, t: start.t }];
}

function circle(chain: readonly Link[], rule: string): Loop | null {
  const rounds = chain.filter((link) => link.rule === rule).length;
  if (rounds < ROUNDS_MAX) return null;
  const last = chain.findLastIndex((link) => link.rule === rule);
  const rules = [...chain.slice(last).map((link) => link.rule), rule];
  return { rules, why: `led to itself ${rounds} times within ${WINDOW_MS / 1000} s` };
}

function tooOften(recent: EngineState["starts"], rule: string): Loop | null {
  let count = 0;
  for (const start of recent) if (start.rule === rule && start.ours) count += 1;
  if (count < STARTS_MAX) return null;
  const why = `started ${STARTS_MAX} times within ${WINDOW_MS / 1000} s, it seems to trigger itself`;
  return { rules: [rule], why };
}

function tell(turn: Turn, loop: Loop): void {
  const { t } = turn.moment;
  const rule = loop.rules.at(-1) ?? "";
  const told = turn.state.loopsTold.filter((one) => Math.abs(t - one.t) < QUIET_MS);
  if (told.some((one) => one.rule === rule)) return;
  turn.state = { ...turn.state, loopsTold: [...told, { rule, t }] };
  turn.loops.push(loop);
}
