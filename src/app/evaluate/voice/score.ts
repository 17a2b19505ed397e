import { interpret, type Grammar } from "../../../perception/voice/grammar.ts";
import type { Slots } from "../../../perception/voice/matcher.ts";
import { spokenWords } from "../../../perception/voice/template.ts";
import type { Recording } from "./manifest.ts";

/** What a recording should be taken for; `intent` null: any intent with these slots. */
export interface Wanted {
  readonly intent: string | null;
  readonly slots: Slots;
}

/** A command that was accepted. */
export interface Understood {
  readonly intent: string;
  readonly sentence: string;
  readonly slots: Slots;
}

/**
 * What became of a recording. `exact`: the right command and nothing else. `confused`: a command, but something else was
 * understood, or two different things. `rejected`: nothing was accepted. `false-accept`: a command was understood in
 * speech that is none.
 */
export type Outcome = "exact" | "confused" | "rejected" | "false-accept";

/**
 * The command in a recording, null if it has none: the one its slots (and intent) tell, or else the sentence of the
 * grammar that its text is. Text that is no sentence is other speech.
 */
export function wantedOf(recording: Recording, grammar: Grammar): Wanted | null {
  const { text, intent, slots } = recording;
  if (slots !== null) return { intent, slots };
  if (intent !== null && text === null) return { intent, slots: {} };
  return text === null ? null : interpret(grammar, spokenWords(text)).command;
}

/** Judges a recording by all commands that were accepted in it, in order. */
export function outcomeOf(wanted: Wanted | null, understood: readonly Understood[]): Outcome {
  if (understood.length === 0) return "rejected";
  if (wanted === null) return "false-accept";
  const isRight = ({ intent, slots }: Understood): boolean =>
    (wanted.intent === null || wanted.intent === intent) && sameSlots(wanted.slots, slots);
  return understood.every(isRight) ? "exact" : "confused";
}

function sameSlots(a: Slots, b: Slots): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
