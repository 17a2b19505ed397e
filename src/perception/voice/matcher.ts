import type { Template } from "./template.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What was said for each slot, by slot name, as the list writes it. */
export type Slots = Readonly<Record<string, string>>;

interface Reached {
  /** How many words are used up. */
  readonly at: number;
  readonly slots: Slots;
}

/**
 * The slots if `words` are exactly one way of saying `template`, else null.
 * Where several ways fit, alternatives written first and optional words said win.
 */
export function matchTemplate(
  template: Template,
  words: readonly string[],
  vocabulary: Vocabulary,
): Slots | null {
  for (const reached of walk(template, { words, vocabulary }, { at: 0, slots: {} }))
    if (reached.at === words.length) return reached.slots;
  return null;
}

interface Said {
  readonly words: readonly string[];
  readonly vocabulary: Vocabulary;
}

function* walk(node: Template, said: Said, from: Reached): Generator<Reached> {
  switch (node.kind) {
    case "word":
      if (said.words[from.at] === node.word) yield { at: from.at + 1, slots: from.slots };
      return;
    case "optional":
      yield* walk(node.item, said, from);
      yield from;
      return;
    case "choice":
      for (const item of node.items) yield* walk(item, said, from);
      return;
    case "sequence":
      yield* inOrder(node.items, said, from);
      return;
    case "rule": {
      const rule = said.vocabulary.rules.get(node.rule);
      if (rule !== undefined) yield* walk(rule, said, from);
      return;
    }
    case "slot":
      for (const { value, words } of said.vocabulary.lists.get(node.list) ?? [])
        if (words.every((word, i) => said.words[from.at + i] === word))
          yield { at: from.at + words.length, slots: { ...from.slots, [node.slot]: value } };
  }
}

function* inOrder(items: readonly Template[], said: Said, from: Reached): Generator<Reached> {
  const [first, ...rest] = items;
  if (first === undefined) {
    yield from;
    return;
  }
  for (const reached of walk(first, said, from)) yield* inOrder(rest, said, reached);
}
