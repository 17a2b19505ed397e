import type { Problem } from "../config/problem.ts";
import type { LoadedRule } from "../config/rule-file.ts";
import {
  findConfusions,
  findSame,
  type Confusion,
  type SpokenSentence,
} from "../perception/voice/confusions.ts";
import type { Pronouncer } from "../perception/voice/ports.ts";
import { parseTemplate } from "../perception/voice/template.ts";
import { parseVocabulary } from "../perception/voice/vocabulary.ts";
import type { SpokenVocabulary } from "./spoken-vocabulary.ts";

/** A sentence, and where it stands. */
interface Placed extends SpokenSentence {
  readonly rule: LoadedRule;
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Errors: sentences that a rule before has already, so that this one would never run. */
export function sameSentences(rules: readonly LoadedRule[], shared: SpokenVocabulary): readonly Problem[] {
  const placed = placedSentences(rules, shared);
  return problemsAt(findSame(placed), placed, "error");
}

/** Warnings: sentences that are easily taken for others. Words nobody can pronounce are not compared by sound. */
export async function confusedSentences(
  rules: readonly LoadedRule[],
  shared: SpokenVocabulary,
  pronouncer: Pronouncer,
): Promise<readonly Problem[]> {
  const placed = placedSentences(rules, shared);
  const words = new Set(
    placed.flatMap(({ text, vocabulary }) => [
      ...text.toLowerCase().split(/[^\p{L}']+/u),
      ...[...vocabulary.lists.values()].flatMap((values) => values.flatMap((value) => value.words)),
      ...[...Object.values(shared.rules)].flatMap((rule) => rule.toLowerCase().split(/[^\p{L}']+/u)),
    ]),
  );
  const known = await pronouncer.pronounce([...words]).catch(() => new Map<string, readonly string[]>());
  const phonesOf = (word: string): readonly string[] | null => known.get(word)?.[0]?.split(" ") ?? null;
  return problemsAt(findConfusions(placed, phonesOf), placed, "warning");
}

function placedSentences(rules: readonly LoadedRule[], { lists, rules: parts }: SpokenVocabulary): Placed[] {
  return rules.flatMap((rule) =>
    rule.rule.enabled
      ? rule.rule.triggers.flatMap((trigger, index) => {
          if (trigger.trigger !== "voice") return [];
          const vocabulary = vocabularyOf({ lists: { ...lists, ...trigger.slots }, rules: parts });
          if (vocabulary === null) return [];
          return trigger.sentences.flatMap((text, number): Placed[] => {
            const parsed = parseTemplate(text);
            if (!parsed.ok) return [];
            const path = ["triggers", index, "sentences", number];
            return [{ intent: rule.rule.id, template: parsed.template, vocabulary, rule, path, text }];
          });
        })
      : [],
  );
}

/** Null if it cannot be spoken, which is told elsewhere. */
function vocabularyOf(source: SpokenVocabulary): ReturnType<typeof parseVocabulary> | null {
  try {
    return parseVocabulary(source);
  } catch {
    return null;
  }
}

function problemsAt(
  confusions: readonly Confusion[],
  placed: readonly Placed[],
  severity: Problem["severity"],
): Problem[] {
  return confusions.flatMap((confusion) => {
    const { rule, path } = placed[confusion.at] ?? {};
    const other = confusion.with === null ? "" : (placed[confusion.with]?.intent ?? "");
    if (rule === undefined || path === undefined) return [];
    return [rule.problem({ severity, path: [...path], message: messageOf(confusion, other) })];
  });
}

function messageOf({ kind, said, other: example, words }: Confusion, rule: string): string {
  switch (kind) {
    case "same":
      return (
        `"${said}" is a sentence of the rule ${rule} already, and only that rule would run; put the actions into one rule, ` +
        "or say it in other words here"
      );
    case "opposite":
      return (
        `only "${words?.[0] ?? ""}" tells "${said}" from "${example ?? ""}" of the rule ${rule}, and a recogniser may mistake it ` +
        `for "${words?.[1] ?? ""}"; choose words that differ more`
      );
    case "alike":
      return `"${said}" sounds nearly like "${example ?? ""}" of the rule ${rule}; choose words that differ more`;
    case "single-word":
      return `"${said}" is a single word, which is easily heard by mistake; use at least two`;
  }
}
