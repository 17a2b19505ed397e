import type { Request } from "../events/action.ts";
import type { GatehouseEvent } from "../events/catalogue.ts";
import { stampEvent } from "../events/stamp.ts";
import type { Trace } from "./ports.ts";
import type { Program } from "./program.ts";
import type { EngineState } from "./state.ts";
import { step } from "./step.ts";

/** What one event (or a moment between events) made the rules do. */
export interface Happening {
  readonly event: GatehouseEvent;
  readonly requests: readonly Request[];
  readonly traces: readonly Trace[];
}

/** How the moments between events are lived through. */
export interface SimulationOptions {
  /** Timers may come this late before the simulation's own stand in for them, ms. A replay has the real ones among its events. */
  readonly patienceMs: number;
}

type Moment = Pick<GatehouseEvent, "at" | "t" | "boot" | "run">;

/** A moment at which something is due without an event. */
type Due = Moment & { readonly name: "timer.fired" | "clock.ticked" };

const MINUTE_MS = 60_000;
/** Moments between two events; a wait that never ends or a year without events stops here. */
const BETWEEN_MAX = 20_000;

/**
 * Rules in a world without devices and without a clock: events go in with their times, and what the rules would ask for
 * comes out. Waits end and minutes pass between the events as they would have. Pure: the same events give the same result.
 */
export class Simulation {
  readonly #program: Program;
  readonly #options: SimulationOptions;
  #state: EngineState;
  #last: Moment | null = null;
  #wakeAtT: number | null = null;
  /** The minute (since the epoch) of the first event: the next one is the first to be lived through. */
  #firstMinute = 0;
  #ticks = 0;

  constructor(program: Program, state: EngineState, options: SimulationOptions = { patienceMs: 0 }) {
    this.#program = program;
    this.#state = state;
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Whether a wait or a trigger with `for:` is under way. */
  get isWaiting(): boolean {
    return this.#wakeAtT !== null;
  }

  /** Lives up to an event, then takes it. */
  take(event: GatehouseEvent): Happening[] {
    // While nobody ran nothing happened: what was due then happens at the start.
    const isAlive = this.#last !== null && this.#last.run === event.run && this.#last.boot === event.boot;
    const between = isAlive ? this.pass(event.t - this.#options.patienceMs) : [];
    return [...between, this.#step(event)];
  }

  /** Lives through the time up to `untilT` (ms since boot) without events. */
  pass(untilT: number): Happening[] {
    const happened: Happening[] = [];
    for (let count = 0; this.#last !== null && count < BETWEEN_MAX; count += 1) {
      const next = this.#nextMoment(this.#last);
      if (next.t > untilT) break;
      happened.push(this.#step(this.#tick(next)));
    }
    return happened;
  }

  #step(event: GatehouseEvent): Happening {
    const { state, requests, traces, wakeAtT } = step(this.#program, this.#state, event);
    this.#state = state;
    this.#wakeAtT = wakeAtT;
    const { at, t, boot, run } = event;
    if (this.#last === null) this.#firstMinute = Math.floor(at / MINUTE_MS);
    this.#last = { at, t, boot, run };
    return { event, requests, traces };
  }

  /** The next time at which something is due without an event; `t` is infinite if nothing ever is. */
  #nextMoment(last: Moment): Due {
    const wake = this.#wakeAtT === null ? Infinity : Math.max(this.#wakeAtT, last.t);
    const minute = this.#program.listensTo.has("clock.ticked") ? this.#nextMinute(last) : Infinity;
    const t = Math.min(wake, minute);
    return { ...last, name: wake <= minute ? "timer.fired" : "clock.ticked", at: last.at + t - last.t, t };
  }

  #nextMinute(last: Moment): number {
    const known = this.#state.minute ?? this.#firstMinute;
    return Math.max(last.t, last.t + (known + 1) * MINUTE_MS - last.at);
  }

  #tick({ name, at, t, boot, run }: Due): GatehouseEvent {
    this.#ticks += 1;
    return stampEvent(
      { name, source: "brain", at, t, which: "simulated" },
      { id: `tick-${this.#ticks}`, seq: 0, boot, run },
    );
  }
}
