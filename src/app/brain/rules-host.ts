import type { Request } from "../../events/action.ts";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import type { RuleStore } from "../../rules/ports.ts";
import type { Program } from "../../rules/program.ts";
import { initialState, parseState, type EngineState } from "../../rules/state.ts";
import { step } from "../../rules/step.ts";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";

export interface RulesHostParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly store: RuleStore;
  readonly emit: (draft: EventDraft) => void;
}

/** Holds the rules' state: keeps it across restarts, and gives the rules the time they wait for. */
export class RulesHost {
  readonly #parts: RulesHostParts;
  #program: Program;
  #state: EngineState;
  #cancelWake: Cancel = () => undefined;
  #cancelMinute: Cancel = () => undefined;

  private constructor(parts: RulesHostParts, program: Program, state: EngineState) {
    this.#parts = parts;
    this.#program = program;
    this.#state = state;
    this.#watchMinutes();
  }

  /**
   * Takes the stored state over, or begins afresh; the mode is the journal's, and so is which rules are switched off.
   * What was due while nobody ran happens at the first event.
   */
  static async open(
    parts: RulesHostParts,
    program: Program,
    start: { mode: string; boot: string; run: string; switched?: ReadonlyMap<string, boolean> },
  ): Promise<RulesHost> {
    const json = await parts.store.loadState();
    const stored = json === null ? null : parseState(json);
    if (json !== null && stored === null)
      parts.logger.warn("the rules' stored state cannot be read; they begin afresh");
    const off = offNow(stored?.off ?? [], start.switched ?? new Map());
    return new RulesHost(
      parts,
      program,
      stored === null ? initialState({ ...start, off }) : { ...stored, mode: start.mode, off },
    );
  }

  /** Rules that are switched off, by id. */
  get off(): readonly string[] {
    return this.#state.off;
  }

  /** Whether the program has a rule of this name: one that its file does not leave out. */
  knows(rule: string): boolean {
    return this.#program.rules.has(rule);
  }

  /** Other rules from now on. Runs of rules that changed end at the next event. */
  useProgram(program: Program): void {
    this.#program = program;
    this.#watchMinutes();
  }

  /** Takes one event; what the rules ask for because of it. Their state is kept before anything is done. */
  async onEvent(event: GatehouseEvent): Promise<readonly Request[]> {
    const before = this.#state;
    const { state, requests, loops, traces, wakeAtT } = step(this.#program, before, event);
    this.#state = state;
    this.#wakeAt(wakeAtT);
    for (const { rules, why } of loops) this.#tellLoop(rules, why);
    try {
      if (isWorthKeeping(before, state)) await this.#parts.store.saveState(JSON.stringify(state));
      for (const trace of traces) await this.#parts.store.saveTrace(trace);
    } catch (error) {
      // The rules go on: what is lost is the memory after a restart, not the decision.
      this.#parts.logger.error("the rules' state could not be kept", { error: messageOf(error) });
    }
    return requests;
  }

  stop(): void {
    this.#cancelWake();
    this.#cancelMinute();
  }

  #wakeAt(wakeAtT: number | null): void {
    this.#cancelWake();
    if (wakeAtT === null) return;
    const { clock, scheduler } = this.#parts;
    this.#cancelWake = scheduler.after(Math.max(0, wakeAtT - clock.now().t), () => {
      this.#tick("timer.fired", "rules");
    });
  }

  /** Rules with times of day get a tick at each full minute; without any the journal stays quiet. */
  #watchMinutes(): void {
    this.#cancelMinute();
    if (!this.#program.listensTo.has("clock.ticked")) return;
    const { clock, scheduler } = this.#parts;
    // A little after the full minute: a timer that is early would tell the minute before.
    const untilNextMs = 60_000 - (clock.now().at % 60_000) + 20;
    this.#cancelMinute = scheduler.after(untilNextMs, () => {
      this.#tick("clock.ticked", "minute");
      this.#watchMinutes();
    });
  }

  #tellLoop(rules: readonly string[], why: string): void {
    const { clock, emit, logger } = this.#parts;
    logger.warn("rules trigger each other on and on; the last one was not started", { rules, why });
    emit({ name: "rule.looped", source: "brain", ...clock.now(), rules: [...rules], why });
  }

  #tick(name: "timer.fired" | "clock.ticked", which: string): void {
    const { at, t } = this.#parts.clock.now();
    this.#parts.emit({ name, source: "brain", at, t, which });
  }
}

/** What was stored, and what the journal says since. */
function offNow(stored: readonly string[], switched: ReadonlyMap<string, boolean>): readonly string[] {
  const off = [...switched].flatMap(([rule, enabled]) => (enabled ? [] : [rule]));
  return [...stored.filter((rule) => !switched.has(rule)), ...off];
}

/** Whether the state has changed in what outlives a restart; who is in view does not. */
function isWorthKeeping(before: EngineState, after: EngineState): boolean {
  return (
    before.runs !== after.runs ||
    before.queued !== after.queued ||
    before.holds !== after.holds ||
    before.timers !== after.timers ||
    before.counts !== after.counts ||
    before.cooling !== after.cooling ||
    before.devices !== after.devices ||
    before.mode !== after.mode ||
    before.off !== after.off ||
    before.minute !== after.minute ||
    before.boot !== after.boot
  );
}
