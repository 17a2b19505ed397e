import type { EventOf } from "../events/catalogue.ts";
import type { SaidBy } from "../events/said-by.ts";
import type { SunEvent } from "./sun.ts";

/**
 * Rules as plain data, as the configuration yields them: durations in ms, defaults filled in.
 * The configuration's own types fit these; the compiler asks for no more than this.
 */

type Names = readonly string[] | undefined;

/** A trigger that fires only when this has happened several times in a while. */
export interface Counted {
  readonly count?: number | undefined;
  /** ms. */
  readonly within?: number | undefined;
}

type SlotValues = readonly (string | { readonly in: string; readonly out: string })[];

/** What may be said for a slot: values, or whole numbers. */
export type SlotWords =
  | SlotValues
  | { readonly values: SlotValues }
  | { readonly range: { readonly from: number; readonly to: number; readonly step?: number | undefined } };

export type TriggerSource = CountedTriggerSource | MomentSource;

/** What can happen several times in a while. */
type CountedTriggerSource = Counted & HappeningSource;

/** What comes by itself, in its time. */
type MomentSource =
  | { readonly trigger: "time"; readonly at: string; readonly weekdays?: readonly Weekday[] | undefined }
  | { readonly trigger: "sun"; readonly at: SunEvent; readonly offset?: number | undefined }
  | { readonly trigger: "timer"; readonly timer: string }
  | { readonly trigger: "start" };

type HappeningSource =
  | {
      readonly trigger: "voice";
      readonly sentences: readonly string[];
      readonly slots: Readonly<Record<string, SlotWords>>;
      readonly accept?: number | undefined;
      readonly microphone?: Names;
      readonly said_by?: SaidBy | undefined;
    }
  | { readonly trigger: "sound"; readonly label?: Names; readonly microphone?: Names }
  | { readonly trigger: "wake"; readonly microphone?: Names }
  | {
      readonly trigger: "face";
      readonly group?: Names;
      readonly person?: Names;
      readonly unknown: boolean;
      readonly spoofed: boolean;
      readonly camera?: Names;
      readonly zone?: Names;
    }
  | {
      readonly trigger: "person";
      readonly camera?: Names;
      readonly zone?: Names;
      readonly moving?: readonly EventOf<"person.moved">["direction"][] | undefined;
      readonly left: boolean;
      readonly for?: number | undefined;
    }
  | {
      readonly trigger: "mode";
      readonly to?: Names;
      readonly from?: Names;
      readonly for?: number | undefined;
    }
  | {
      readonly trigger: "device";
      readonly device: string;
      readonly to?: Names;
      readonly from?: Names;
      readonly for?: number | undefined;
    }
  | { readonly trigger: "webhook"; readonly hook: readonly string[] }
  | {
      readonly trigger: "node";
      readonly event: readonly string[];
      readonly node?: Names | undefined;
      readonly camera?: Names | undefined;
    }
  | { readonly trigger: "power"; readonly to?: readonly EventOf<"power.changed">["level"][] | undefined }
  | { readonly trigger: "mqtt"; readonly topic: string; readonly payload?: string | undefined }
  | {
      readonly trigger: "sensor";
      readonly camera?: Names;
      readonly microphone?: Names;
      readonly lost: boolean;
    };

export type TriggerKind = TriggerSource["trigger"];
export type TriggerOf<Kind extends TriggerKind> = Extract<TriggerSource, { trigger: Kind }>;

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** A structured condition. */
export type StructuredCondition =
  | {
      readonly condition: "time";
      readonly after?: string | undefined;
      readonly before?: string | undefined;
      readonly weekdays?: readonly Weekday[] | undefined;
    }
  | { readonly condition: "mode"; readonly is: readonly string[] }
  | { readonly condition: "device"; readonly device: string; readonly is: readonly string[] }
  | {
      readonly condition: "present";
      readonly camera?: Names;
      readonly person?: Names;
      readonly group?: Names;
      readonly is: boolean;
    };

/** An expression, or a structured condition. */
export type ConditionSource = string | StructuredCondition;

/** Somebody is asked; `then` is done after the first of the answers, `else` after any other one and after none. */
interface AskSource {
  readonly action: "ask";
  readonly question: string;
  readonly microphone: string;
  readonly timeout: number;
  readonly answers: readonly { readonly answer: string; readonly sentences: readonly string[] }[];
  readonly then: readonly ActionSource[];
  readonly else: readonly ActionSource[];
}

/** What a variable is set to: a value as it is, or a text with `{{ expression }}`; one expression alone keeps its type. */
export type ValueSource = string | number | boolean | readonly string[];

/** Names and values, set in this order. */
type ValueSources = Readonly<Record<string, ValueSource>>;

/** The first of the options whose conditions hold is done, else `else`. */
interface ChooseSource {
  readonly action: "choose";
  readonly options: readonly {
    readonly conditions: readonly ConditionSource[];
    readonly then: readonly ActionSource[];
  }[];
  readonly else: readonly ActionSource[];
}

interface IfSource {
  readonly action: "if";
  readonly if: readonly ConditionSource[];
  readonly then: readonly ActionSource[];
  readonly else: readonly ActionSource[];
}

/** Exactly one of `count`, `while`, `until` is given. */
interface RepeatSource {
  readonly action: "repeat";
  readonly count?: number | string | undefined;
  readonly while?: readonly ConditionSource[] | undefined;
  readonly until?: readonly ConditionSource[] | undefined;
  /** More rounds than these are an error. */
  readonly max: number;
  readonly actions: readonly ActionSource[];
}

/** All branches are gone through beside each other; what follows waits for all. */
interface ParallelSource {
  readonly action: "parallel";
  readonly branches: readonly (readonly ActionSource[])[];
}

interface WaitForSource {
  readonly action: "wait_for";
  readonly triggers: readonly TriggerSource[];
  readonly timeout: number;
  /** What happens when it takes too long: go on (true), or stop. */
  readonly continue_on_timeout: boolean;
}

/** What is done; texts may hold `{{ expression }}`. */
export type ActionSource =
  | { readonly action: "mode"; readonly set: string }
  /** Nothing guarded is opened from then on. */
  | { readonly action: "lockdown" }
  | { readonly action: "device"; readonly device: string; readonly command: string }
  | {
      readonly action: "record";
      readonly camera: string;
      readonly until?: "person.left" | undefined;
      readonly for?: number | undefined;
    }
  | { readonly action: "snapshot"; readonly camera: string }
  | {
      readonly action: "notify";
      readonly message: string;
      readonly notifier?: string | undefined;
      readonly link?: "picture" | "clip" | undefined;
    }
  | { readonly action: "speak"; readonly text: string }
  | AskSource
  | { readonly action: "listen"; readonly microphone: string; readonly for: number }
  | {
      readonly action: "mqtt";
      readonly topic: string;
      readonly payload: string;
      readonly retain: boolean;
      readonly qos: 0 | 1;
    }
  | {
      readonly action: "http";
      readonly method: "GET" | "POST" | "PUT" | "DELETE";
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string | undefined;
      readonly timeout: number;
      readonly sign?: string | undefined;
    }
  | { readonly action: "wait"; readonly for: number }
  | WaitForSource
  | ChooseSource
  | IfSource
  | RepeatSource
  | ParallelSource
  /** A timer is started (anew), or cancelled when `for` is not given. */
  | { readonly action: "timer"; readonly timer: string; readonly for?: number | undefined }
  | { readonly action: "set"; readonly variables: ValueSources }
  | { readonly action: "stop"; readonly reason: string; readonly error: boolean };

export type ActionOf<Kind extends ActionSource["action"]> = Extract<ActionSource, { action: Kind }>;

/** What a rule was made from. */
interface OriginSource {
  /** Name of the blueprint. */
  readonly blueprint: string;
  /** Values that expressions know as `input`, as they are. */
  readonly input: ValueSources;
}

/** One rule. */
export interface RuleSource {
  readonly id: string;
  readonly alias?: string | undefined;
  readonly enabled: boolean;
  /** What it was made from, if from a blueprint. */
  readonly origin?: OriginSource | undefined;
  readonly triggers: readonly TriggerSource[];
  /** What every run begins with, as `vars`. */
  readonly variables?: ValueSources | undefined;
  readonly conditions: readonly ConditionSource[];
  readonly actions: readonly ActionSource[];
  /** After a run has started none may for so long, ms. */
  readonly cooldown?: number | undefined;
  /** What becomes of runs under way when the rule is edited; by default they stop. */
  readonly on_edit?: "stop" | "finish" | undefined;
  readonly mode: "single" | "restart" | "queued" | "parallel";
  readonly max: number;
}
