import type { GatehouseEvent } from "../events/catalogue.ts";
import type { EngineState } from "./state.ts";
import type { Loop, Turn } from "./turn.ts";

/** A rule may not start more often than this … */
const STARTS_MAX = 20;
/** … nor lead to itself, over whatever others, more often than this … */
const ROUNDS_MAX = 3;
/** … within this time. Slower circles are what somebody wants: a lamp that blinks. */
const WINDOW_MS = 10_000;
/** Links of a chain that are remembered. */
const CHAIN_MAX = 50;
/** Starts that are remembered. */
const REMEMBERED_MAX = 500;
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

/** Why a rule may not start once more: it would go round in circles. Null: it may, and that is remembered. */
export function loopOf(
  turn: Turn,
  start: { readonly rule: string; readonly run: string; readonly behind: string | null },
): string | null {
  const { rule, run, behind } = start;
  const { t } = turn.moment;
  const isRecent = (then: { readonly t: number }): boolean => Math.abs(t - then.t) < WINDOW_MS;
  const recent = turn.state.starts.filter(isRecent);
  const chain = chainBehind(recent, behind).filter(isRecent);
  const found = circle(chain, rule) ?? tooOften(recent, rule);
  if (found !== null) {
    tell(turn, found);
    return `${found.why}: ${found.rules.join(" → ")}`;
  }
  recent.push({ rule, t, run, chain: chain.slice(-CHAIN_MAX) });
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
  for (const start of recent) if (start.rule === rule) count += 1;
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
