import { GatehouseError } from "../../runtime/errors.ts";
import { jsgf } from "./jsgf.ts";
import { matchTemplate, type Slots } from "./matcher.ts";
import { spokenWords, type Template } from "./template.ts";
import { parseSentence, parseVocabulary, type Vocabulary, type VocabularySource } from "./vocabulary.ts";
import type { ListSource } from "./word-list.ts";

/** One intent and the ways to say it. */
interface IntentSource {
  readonly intent: string;
  readonly sentences: readonly string[];
  /** What may stand for `{slot}` in these sentences, besides the lists that all intents share. */
  readonly slots?: Readonly<Record<string, ListSource>> | undefined;
  /** How sure it has to be instead of the usual ratio, see `JudgeContext.acceptOf`. */
  readonly accept?: number | undefined;
}

export interface GrammarSource extends VocabularySource {
  /** Null: nothing has to be said first. */
  readonly wakePhrase: string | null;
  readonly intents: readonly IntentSource[];
}

/**
 * Which sentences are possible now.
 * `addressed`: the wake phrase, alone or with a command behind it; `anywhere`: the same behind other speech;
 * `command`: a command, with or without the wake phrase, or the wake phrase again; `spotted`: the wake phrase with any
 * speech before and behind it.
 */
export const EXPECTATIONS = ["addressed", "anywhere", "command", "spotted"] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

/** The name of the grammar rule that stands for any speech; a recogniser has to define it. */
export const ANY_SPEECH = "any_speech";

/** Everything that may be said, ready for a recogniser and for the interpretation of what it heard. */
export interface Grammar {
  readonly wakeWords: readonly string[];
  readonly sentences: readonly { readonly intent: string; readonly template: Template }[];
  readonly problems: readonly SentenceProblem[];
  readonly vocabulary: Vocabulary;
  /** JSGF by expectation; null where nothing could be said (no command is known). */
  readonly jsgf: Readonly<Record<Expectation, string | null>>;
  /** Every word, sorted. */
  readonly words: readonly string[];
}

/** A sentence that cannot be used, and why. */
export interface SentenceProblem {
  readonly intent: string;
  readonly sentence: string;
  readonly message: string;
  readonly offset: number;
}

/**
 * Compiles wake phrase and sentences. A sentence that cannot be used is left out and told, so that it deafens nobody for
 * the others. Throws `VOICE_WAKE_PHRASE` or `VOICE_VOCABULARY` (usage).
 */
export function compileGrammar(source: GrammarSource): Grammar {
  const shared = parseVocabulary(source);
  const lists = new Map(shared.lists);
  const sentences: { intent: string; template: Template }[] = [];
  const problems: SentenceProblem[] = [];
  for (const [i, { intent, sentences: texts, slots }] of source.intents.entries()) {
    const own = parseVocabulary({ lists: slots }).lists;
    // Two intents may each have a list of the same name: in the grammar they get names of their own.
    const ownName = (list: string): string => (own.has(list) ? `intent${i}_${list}` : list);
    for (const [list, values] of own) lists.set(ownName(list), values);
    for (const sentence of texts) {
      const parsed = parseSentence(sentence, { ...shared, lists: new Map([...shared.lists, ...own]) });
      if (parsed.ok) sentences.push({ intent, template: renameLists(parsed.template, ownName) });
      else problems.push({ intent, sentence, message: parsed.message, offset: parsed.offset });
    }
  }
  const vocabulary: Vocabulary = { ...shared, lists };
  const wakeWords = spokenWords(source.wakePhrase ?? "");
  if (source.wakePhrase !== null && wakeWords.length === 0)
    throw new GatehouseError("VOICE_WAKE_PHRASE", "The wake phrase has no word in it.", { kind: "usage" });
  const wake: Template = { kind: "sequence", items: wakeWords.map((word) => ({ kind: "word", word })) };
  const commands: Template = { kind: "choice", items: sentences.map(({ template }) => template) };
  return {
    wakeWords,
    sentences,
    problems,
    vocabulary,
    jsgf: {
      addressed: wakeWords.length === 0 ? null : jsgf(addressed(wake, commands), vocabulary),
      anywhere:
        wakeWords.length === 0
          ? null
          : jsgf(addressed(wake, commands), vocabulary, { before: `<${ANY_SPEECH}>` }),
      command: sentences.length === 0 ? null : jsgf(followUp(wake, commands), vocabulary),
      spotted:
        wakeWords.length === 0
          ? null
          : jsgf(wake, vocabulary, { before: `[ <${ANY_SPEECH}> ]`, behind: `[ <${ANY_SPEECH}> ]` }),
    },
    words: wordsOf([wake, commands], vocabulary),
  };
}

function renameLists(node: Template, name: (list: string) => string): Template {
  switch (node.kind) {
    case "word":
    case "rule":
      return node;
    case "slot":
      return { ...node, list: name(node.list) };
    case "optional":
      return { ...node, item: renameLists(node.item, name) };
    case "choice":
    case "sequence":
      return { ...node, items: node.items.map((item) => renameLists(item, name)) };
  }
}

function addressed(wake: Template, commands: Template): Template {
  const nothingElse = commands.kind === "choice" && commands.items.length === 0;
  return nothingElse ? wake : { kind: "sequence", items: [wake, { kind: "optional", item: commands }] };
}

function followUp(wake: Template, commands: Template): Template {
  const withWake = wake.kind === "sequence" && wake.items.length > 0;
  if (!withWake) return commands;
  const command: Template = { kind: "sequence", items: [{ kind: "optional", item: wake }, commands] };
  return { kind: "choice", items: [command, wake] };
}

/** Every word that may be spoken in these templates, sorted, without doubles. */
export function wordsOf(templates: readonly Template[], vocabulary: Vocabulary): readonly string[] {
  const words = new Set<string>();
  const visit = (node: Template): void => {
    switch (node.kind) {
      case "word":
        words.add(node.word);
        return;
      case "slot":
        for (const value of vocabulary.lists.get(node.list) ?? [])
          for (const word of value.words) words.add(word);
        return;
      case "rule": {
        const rule = vocabulary.rules.get(node.rule);
        if (rule !== undefined) visit(rule);
        return;
      }
      case "optional":
        visit(node.item);
        return;
      case "choice":
      case "sequence":
        node.items.forEach(visit);
    }
  };
  templates.forEach(visit);
  return [...words].sort();
}

/** What a string of words means in a grammar. */
export interface Meaning {
  /** How many leading words are the wake phrase. */
  readonly wakeWords: number;
  /** The command behind it; null if the wake phrase stands alone or what follows is no command. */
  readonly command: { readonly sentence: string; readonly intent: string; readonly slots: Slots } | null;
}

/** Interprets recognised words; where sentences of two intents fit, the one written first wins. */
export function interpret(grammar: Grammar, words: readonly string[]): Meaning {
  const { wakeWords } = grammar;
  const woken = wakeWords.length > 0 && wakeWords.every((word, i) => words[i] === word);
  const rest = woken ? words.slice(wakeWords.length) : words;
  for (const { intent, template } of rest.length === 0 ? [] : grammar.sentences) {
    const slots = matchTemplate(template, rest, grammar.vocabulary);
    if (slots !== null)
      return {
        wakeWords: woken ? wakeWords.length : 0,
        command: { sentence: rest.join(" "), intent, slots },
      };
  }
  return { wakeWords: woken ? wakeWords.length : 0, command: null };
}
