import type { EventName, GatehouseEvent } from "../events/catalogue.ts";
import type { Expression, VariableType } from "./language.ts";
import type { LocalClock } from "./local-time.ts";
import type { ActionSource, RuleSource, StructuredCondition, TriggerSource } from "./source.ts";
import type { Template } from "./template.ts";

/** What the configuration declares and rules may refer to. */
export interface DeclaredWorld {
  readonly modes: readonly string[];
  readonly devices: readonly string[];
  readonly cameras: readonly string[];
  readonly microphones: readonly string[];
  /** IANA name; times of day are of this zone. */
  readonly timeZone: string;
}

/** A condition that can be judged. */
export type CompiledCondition =
  | {
      readonly expression: Expression;
      /** The names in it whose values a trace tells: `mode`, `trigger.camera`. */
      readonly mentions: readonly string[];
    }
  | { readonly structured: StructuredCondition };

/** An action with its texts compiled, by field name. The actions of a rule are one list, also those inside of others. */
export interface CompiledAction {
  readonly source: ActionSource;
  /** Path within the rule's YAML: `actions/1`, `actions/1/then/0`. */
  readonly path: string;
  /** What comes after it; the length of the list: the end. */
  readonly next: number;
  /** What comes after a question that was not answered with the first of its answers. */
  readonly otherwise: number;
  readonly templates: Readonly<Record<string, Template>>;
  /** Whether there is any template. */
  readonly hasTexts: boolean;
}

/** A rule that can run. */
export interface CompiledRule {
  readonly id: string;
  readonly triggers: readonly TriggerSource[];
  /** Fields of `trigger` in its expressions. */
  readonly fields: Readonly<Record<string, VariableType>>;
  readonly conditions: readonly CompiledCondition[];
  /** Whether any condition is an expression. */
  readonly hasExpressions: boolean;
  readonly actions: readonly CompiledAction[];
  readonly mode: RuleSource["mode"];
  readonly max: number;
  /** Changes when anything about the rule changes: a run of an older rule is not continued. */
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
  /** The events that any trigger listens to. */
  readonly listensTo: ReadonlySet<EventName>;
  readonly world: DeclaredWorld;
  readonly localTime: LocalClock;
}
