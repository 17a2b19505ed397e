import type { EventName, GatehouseEvent } from "../events/catalogue.ts";
import type { Expression, Json, Variables, VariableType } from "./language.ts";
import type { LocalClock } from "./local-time.ts";
import type { ActionOf, ActionSource, RuleSource, StructuredCondition, TriggerSource } from "./source.ts";
import type { SunClock } from "./sun.ts";
import type { Template } from "./template.ts";

/** What the configuration declares and rules may refer to. */
export interface DeclaredWorld {
  readonly modes: readonly string[];
  readonly devices: readonly string[];
  readonly cameras: readonly string[];
  readonly microphones: readonly string[];
  /** IANA name; times of day are of this zone. */
  readonly timeZone: string;
  /** Where the house stands; null: nobody has said it. */
  readonly sun?: SunClock | null;
}

/** A condition that can be judged. */
export type CompiledCondition =
  | {
      readonly expression: Expression;
      /** The names in it whose values a trace tells: `mode`, `trigger.camera`. */
      readonly mentions: readonly string[];
    }
  | { readonly structured: StructuredCondition };

/** Conditions that all have to hold, with their place within the rule's YAML: `conditions`, `actions/1/if`. */
export interface CompiledConditions {
  readonly path: string;
  readonly all: readonly CompiledCondition[];
}

/** A value that a variable is given. */
export interface CompiledValue {
  readonly name: string;
  /** Place within the rule's YAML: `variables/count`. */
  readonly path: string;
  readonly type: VariableType;
  readonly value:
    { readonly fixed: Json } | { readonly expression: Expression } | { readonly text: Template };
}

/** An action that asks for something. */
type RequestingSource = Exclude<
  ActionSource,
  {
    readonly action:
      "ask" | "timer" | "wait" | "wait_for" | "choose" | "if" | "repeat" | "parallel" | "set" | "stop";
  }
>;

interface WithTexts {
  readonly templates: Readonly<Record<string, Template>>;
  /** Whether there is any template. */
  readonly hasTexts: boolean;
}

/** What one action does. Numbers are places in the rule's list of actions. */
export type CompiledWork =
  | (WithTexts & { readonly kind: "request"; readonly source: RequestingSource; readonly next: number })
  /** Somebody is asked: `next` comes after the first of the answers, `otherwise` after any other one and after none. */
  | (WithTexts & {
      readonly kind: "ask";
      readonly source: ActionOf<"ask">;
      readonly next: number;
      readonly otherwise: number;
    })
  | { readonly kind: "wait"; readonly ms: number; readonly next: number }
  | {
      readonly kind: "wait-for";
      readonly triggers: readonly TriggerSource[];
      readonly timeoutMs: number;
      readonly goesOn: boolean;
      readonly next: number;
    }
  | {
      readonly kind: "choose";
      readonly options: readonly { readonly conditions: CompiledConditions; readonly then: number }[];
      readonly otherwise: number;
    }
  /** Goes into a loop, whose rounds are decided at `next`. */
  | { readonly kind: "repeat"; readonly next: number }
  /** Before each round: `body` once more, or `next`. */
  | {
      readonly kind: "round";
      readonly rounds: CompiledRounds;
      readonly max: number;
      readonly body: number;
      readonly next: number;
    }
  | { readonly kind: "parallel"; readonly branches: readonly number[]; readonly next: number }
  /** The end of a branch. */
  | { readonly kind: "join" }
  | { readonly kind: "timer"; readonly timer: string; readonly ms: number | null; readonly next: number }
  | { readonly kind: "set"; readonly values: readonly CompiledValue[]; readonly next: number }
  | { readonly kind: "stop"; readonly reason: Template; readonly isError: boolean };

/** How often a loop goes round: so many times, while conditions hold, or until they do. */
export type CompiledRounds =
  | { readonly count: Template }
  | { readonly while: CompiledConditions }
  | { readonly until: CompiledConditions };

/** A kind of work with its fields. */
export type WorkOf<Kind extends CompiledWork["kind"]> = Extract<CompiledWork, { kind: Kind }>;

/** An action, compiled. The actions of a rule are one list, also those inside of others; the length of the list is the end. */
export type CompiledAction = CompiledWork & {
  /** Path within the rule's YAML: `actions/1`, `actions/1/then/0`. */
  readonly path: string;
};

/** A rule that can run. */
export interface CompiledRule {
  readonly id: string;
  readonly source: RuleSource;
  readonly triggers: readonly TriggerSource[];
  /** Names and types of everything its expressions may use. */
  readonly names: Variables;
  /** What every run begins with. */
  readonly variables: readonly CompiledValue[];
  readonly conditions: CompiledConditions;
  readonly actions: readonly CompiledAction[];
  readonly mode: RuleSource["mode"];
  readonly max: number;
  /** Changes when anything about the rule changes. */
  readonly fingerprint: string;
}

/** One trigger that an event may fire. */
export interface TriggerRef {
  readonly rule: CompiledRule;
  readonly index: number;
  readonly trigger: TriggerSource;
}

/** All rules, ready to run. */
export interface Program {
  readonly rules: ReadonlyMap<string, CompiledRule>;
  /** The triggers that an event may fire, in the order of the rules; those of other events cost nothing. */
  readonly listeners: (event: GatehouseEvent) => readonly TriggerRef[];
  /** The triggers that a timer fires, in the order of the rules. */
  readonly onTimer: (timer: string) => readonly TriggerRef[];
  /** The events that any trigger listens to. */
  readonly listensTo: ReadonlySet<EventName>;
  /** Compiles an older version of a rule, which runs are still going through; null: it does not fit this house any more. */
  readonly revive: (source: RuleSource, fingerprint: string) => CompiledRule | null;
  readonly world: DeclaredWorld;
  readonly localTime: LocalClock;
}
