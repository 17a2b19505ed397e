import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import type { Program } from "../../src/rules/program.ts";
import { initialState, type EngineState } from "../../src/rules/state.ts";
import { step } from "../../src/rules/step.ts";
import { NOON } from "./rule-bench.ts";

/** Any event's fields without what the journal stamps. */
type Given = readonly [name: EventDraft["name"], body: object];

/** A house that obeys its rules, with a journal: timers come late as real ones do, and what is asked for happens. */
export class JournalledRules {
  readonly events: GatehouseEvent[] = [];
  readonly begin: EngineState = initialState({ mode: "home", boot: "b", run: "r1" });
  readonly #program: Program;
  readonly #lateMs: number;
  #state = this.begin;
  #wakeAtT: number | null = null;
  #run = "r1";

  constructor(program: Program, lateMs: number) {
    this.#program = program;
    this.#lateMs = lateMs;
  }

  /** Lives until `t`, then lets something happen. */
  happen(t: number, [name, body]: Given): void {
    this.rest(t);
    this.#take(t, { name, source: "test", ...body } as EventDraft);
  }

  /** Lives until `t`. */
  rest(t: number): void {
    for (
      let rounds = 0;
      this.#wakeAtT !== null && this.#wakeAtT + this.#lateMs <= t && rounds < 1000;
      rounds += 1
    )
      this.#take(this.#wakeAtT + this.#lateMs, {
        name: "timer.fired",
        source: "brain",
        which: "rules",
      } as EventDraft);
  }

  /** The daemon ends, and starts again at `t`. */
  restart(t: number): void {
    this.#run = `${this.#run}'`;
    this.#take(t, { name: "node.started", source: "brain", version: "1" } as EventDraft);
  }

  #take(t: number, draft: EventDraft): void {
    const seq = this.events.length + 1;
    const stamp = { id: `e${seq}`, seq, boot: "b", run: this.#run };
    const event = stampEvent({ ...draft, at: NOON + t, t }, stamp);
    this.events.push(event);
    const result = step(this.#program, this.#state, event);
    this.#state = result.state;
    this.#wakeAtT = result.wakeAtT;
    for (const { id, action, by, cause } of result.requests) {
      const about = { request: id, device: null, action: action.kind, by, reason: "test" };
      this.#take(t, { name: "request.made", source: "rule", detail: action, cause, ...about } as EventDraft);
      if (action.kind === "mode" && action.mode !== this.#state.mode)
        this.#take(t, {
          name: "mode.changed",
          source: "guard",
          from: this.#state.mode,
          to: action.mode,
          by,
        } as EventDraft);
      if (action.kind !== "device") continue;
      const [device, state] = [action.device, action.command === "on" ? "ON" : "OFF"];
      this.#take(t + 5, {
        name: "device.changed",
        source: "device",
        device,
        from: null,
        state,
        by: id,
      } as EventDraft);
    }
  }
}
