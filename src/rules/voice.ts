import type { RuleSource, SlotWords, TriggerSource } from "./source.ts";
import { awaitedBy, everyAction } from "./within.ts";

/** One spoken command: the rule it belongs to, its sentence templates, and what may stand in their slots. */
export interface VoiceIntent {
  /** The rule's id. */
  readonly intent: string;
  readonly sentences: readonly string[];
  readonly slots: Readonly<Record<string, SlotWords>>;
  /** How sure it has to be, if the rule says so itself: the strictest of its triggers. */
  readonly accept?: number;
  /** The command unlocks something or lowers the guard: it has to be heard more surely. */
  readonly guarded: boolean;
}

/** The commands that the microphones listen for, from the enabled rules with `voice` triggers. */
export function voiceIntents(
  rules: readonly RuleSource[],
  house: { readonly guardedModes: readonly string[] },
): VoiceIntent[] {
  return rules.flatMap((rule) => {
    const voice = rule.triggers.filter((trigger) => trigger.trigger === "voice");
    if (!rule.enabled || voice.length === 0) return [];
    const slots = Object.assign({}, ...voice.map((trigger) => trigger.slots)) as VoiceIntent["slots"];
    const sentences = voice.flatMap((trigger) => trigger.sentences);
    const accepts = voice.flatMap(({ accept }) => accept ?? []);
    const guarded = lowersTheGuard(rule, house.guardedModes);
    const intent = { intent: rule.id, sentences, slots, guarded };
    return [accepts.length === 0 ? intent : { ...intent, accept: Math.max(...accepts) }];
  });
}

/** The topics that rules listen to, each once. */
export function listenedTopics(rules: readonly RuleSource[]): string[] {
  const triggers = listenedTriggers(rules);
  return [...new Set(triggers.flatMap((trigger) => (trigger.trigger === "mqtt" ? [trigger.topic] : [])))];
}

/** An event of other nodes that rules listen to; `node` null: of any. */
export interface ListenedNode {
  readonly node: string | null;
  readonly event: string;
}

/** What rules listen to of other nodes. */
export function listenedNodes(rules: readonly RuleSource[]): ListenedNode[] {
  return listenedTriggers(rules).flatMap((trigger) =>
    trigger.trigger === "node"
      ? (trigger.node ?? [null]).flatMap((node) => trigger.event.map((event) => ({ node, event })))
      : [],
  );
}

function listenedTriggers(rules: readonly RuleSource[]): readonly TriggerSource[] {
  return rules.filter((rule) => rule.enabled).flatMap((rule) => [...rule.triggers, ...awaitedBy(rule)]);
}

function lowersTheGuard({ actions }: RuleSource, guardedModes: readonly string[]): boolean {
  return everyAction(actions).some(({ action }) => {
    if (action.action === "device") return action.command === "unlock" || action.command === "open";
    // From one guarded mode to another is no lowering; a mode that is only known at run time might be any.
    return action.action === "mode" && guardedModes.length > 0 && !guardedModes.includes(action.set);
  });
}
