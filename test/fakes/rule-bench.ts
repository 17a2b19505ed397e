import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import type { Trace } from "../../src/rules/ports.ts";
import type { Program } from "../../src/rules/program.ts";
import { initialState, parseState, type EngineState } from "../../src/rules/state.ts";
import { restore, step, type StepResult } from "../../src/rules/step.ts";
import { houseWith } from "./checked-house.ts";

type Draft<Name extends EventDraft["name"]> = Omit<
  Extract<EventDraft, { name: Name }>,
  "at" | "t" | "source" | "name"
>;

/** Monday 2026-01-05, 12:00 in Berlin. */
export const NOON = Date.UTC(2026, 0, 5, 11, 0);

/** Runs rules on events at times of the test's choice. The state goes through JSON after every step, as on the disk. */
export class RuleBench {
  program: Program;
  state: EngineState;
  boot = "boot-1";
  run = "run-1";
  /** Wall clock at t = 0. */
  startAt = NOON;
  wakeAtT: number | null = null;
  #seq = 0;

  constructor(program: Program, mode = "home") {
    this.program = program;
    this.state = initialState({ mode, boot: this.boot, run: this.run });
  }

  static async of(rules: Parameters<typeof houseWith>[0], mode?: string): Promise<RuleBench> {
    return new RuleBench((await houseWith(rules)).program, mode);
  }

  /** Sends one event at `seconds` after the start. */
  send<Name extends EventDraft["name"]>(seconds: number, name: Name, fields: Draft<Name>): StepResult {
    return this.#take(step(this.program, this.state, this.event(seconds, name, fields)));
  }

  /** Sends what has been drafted elsewhere, at `seconds` after the start. */
  pass(seconds: number, draft: EventDraft): StepResult {
    const { id, seq, boot, run, at, t } = this.event(seconds, "node.started", { version: "1" });
    return this.#take(
      step(this.program, this.state, stampEvent({ ...draft, at, t }, { id, seq, boot, run })),
    );
  }

  /** The timer that the engine asked for. */
  timer(seconds: number): StepResult {
    return this.send(seconds, "timer.fired", { which: "rules" });
  }

  /** Restarts the brain; with another `boot` the machine, whose clock of ms since boot begins anew. */
  restart(seconds: number, machine?: { boot: string; startAt: number }): StepResult {
    this.run = `${this.run}'`;
    if (machine !== undefined) Object.assign(this, machine);
    const { id, at, t, boot, run } = this.event(seconds, "node.started", { version: "1" });
    return this.#take(restore(this.program, this.state, { id, at, t, boot, run }));
  }

  event<Name extends EventDraft["name"]>(seconds: number, name: Name, fields: Draft<Name>): GatehouseEvent {
    this.#seq += 1;
    const t = Math.round(seconds * 1000);
    const when = { at: this.startAt + t, t };
    const stamp = {
      id: `e${this.#seq}`,
      v: 1,
      seq: this.#seq,
      boot: this.boot,
      run: this.run,
      source: "test",
    };
    return { ...stamp, ...when, name, ...fields } as unknown as GatehouseEvent;
  }

  #take(result: StepResult): StepResult {
    const stored = parseState(JSON.stringify(result.state));
    if (stored === null) throw new Error("the state does not survive being stored");
    this.state = stored;
    this.wakeAtT = result.wakeAtT;
    return result;
  }
}

/** What a result asks for, in short: `device:front_lock:unlock`, `speak:Hello`. */
export function asked(result: StepResult): string[] {
  return result.requests.map(({ action }) => Object.values(action).join(":"));
}

/** `rule outcome: the last step's detail` of each trace. */
export function told(result: StepResult): string[] {
  return result.traces.map(
    (trace: Trace) => `${trace.rule} ${trace.outcome}: ${trace.steps.at(-1)?.detail ?? ""}`,
  );
}

const seen = {
  camera: "front_door",
  track: 1,
  box: [0.4, 0.2, 0.2, 0.4] as [number, number, number, number],
  zones: ["porch"],
};
const look = { ...seen, live: 0.9, frames: 3, quality: 0.8, media: [] };

const strange = { stranger: null, visits: null };

/** Plausible fields of events. */
export const fields = {
  appeared: (over: Partial<typeof seen> = {}) => ({ ...seen, confidence: 0.9, ...over }),
  moved: (direction: "approaching" | "leaving", over: Partial<typeof seen> = {}) => ({
    ...seen,
    direction,
    ...over,
  }),
  left: (over: Partial<typeof seen> = {}) => ({ ...seen, seconds: 5, ...over }),
  known: (person = "anna", over: Partial<typeof seen> = {}) => ({
    ...look,
    person,
    group: "family",
    similarity: 0.7,
    margin: 0.2,
    ...over,
  }),
  unknown: (over: Partial<typeof seen> = {}) => ({
    ...look,
    similarity: 0.2,
    nearest: "anna",
    ...strange,
    ...over,
  }),
  command: (intent: string, slots: Record<string, string> = {}) => ({
    microphone: "hall",
    phrase: "hey gatehouse",
    sentence: "some words",
    intent,
    slots,
    confidence: 0.9,
    llr: 0,
    timings: {},
    people: ["anna"],
    media: [],
  }),
  mode: (from: string, to: string) => ({ from, to, by: { kind: "command" as const } }),
  device: (device: string, from: string, state: string) => ({ device, from, state, by: null }),
  message: (topic: string, payload: string, retained = false) => ({ topic, payload, retained }),
};
