import type { Template } from "./template.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A sentence of an intent, with the lists and rules that it may name. */
export interface SpokenSentence {
  readonly intent: string;
  readonly template: Template;
  readonly vocabulary: Vocabulary;
}

/** Two sentences that are easily taken for each other, or one that is easily heard by mistake. */
export interface Confusion {
  /** `same`: both intents have this sentence. `opposite`: one word makes the difference. `alike`: they sound alike. */
  readonly kind: "same" | "opposite" | "alike" | "single-word";
  /** The sentence's number, and that of the one before it that it is confused with. */
  readonly at: number;
  readonly with: number | null;
  /** What is said. */
  readonly said: string;
  readonly other: string | null;
  /** The words that make the difference. */
  readonly words: readonly [string, string] | null;
}

/** Ways to say one sentence, and all of them, that are looked at: enough for what people write, and done in a moment. */
const MOST_FORMS = 64;
const MOST_IN_ALL = 1_500;
/** Ways to say one sentence that are compared by sound. */
const MOST_COMPARED = 8;
const MOST_COMPARED_IN_ALL = 300;
/** Sentences sound alike if so few of their phones differ. */
const ALIKE_SHARE = 0.15;

const OPPOSITES = [
  ["start", "stop"],
  ["on", "off"],
  ["lock", "unlock"],
  ["open", "close"],
  ["arm", "disarm"],
  ["enable", "disable"],
  ["raise", "lower"],
  ["up", "down"],
  ["in", "out"],
  ["mute", "unmute"],
] as const;

/** Ways to say a template, in the order it is written; at most `most`. */
export function spokenForms(
  template: Template,
  vocabulary: Vocabulary,
  most = MOST_FORMS,
): readonly (readonly string[])[] {
  const forms: (readonly string[])[] = [];
  for (const form of formsOf(template, vocabulary)) {
    if (forms.length >= most) break;
    forms.push(form);
  }
  return forms;
}

function* formsOf(node: Template, vocabulary: Vocabulary): Generator<readonly string[]> {
  switch (node.kind) {
    case "word":
      yield [node.word];
      return;
    case "optional":
      yield* formsOf(node.item, vocabulary);
      yield [];
      return;
    case "choice":
      for (const item of node.items) yield* formsOf(item, vocabulary);
      return;
    case "sequence":
      yield* inOrder(node.items, vocabulary);
      return;
    case "rule": {
      const rule = vocabulary.rules.get(node.rule);
      if (rule !== undefined) yield* formsOf(rule, vocabulary);
      return;
    }
    case "slot":
      for (const { words } of vocabulary.lists.get(node.list) ?? []) yield words;
  }
}

function* inOrder(items: readonly Template[], vocabulary: Vocabulary): Generator<readonly string[]> {
  const [first, ...rest] = items;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const head of formsOf(first, vocabulary))
    for (const tail of inOrder(rest, vocabulary)) yield [...head, ...tail];
}

interface Form {
  readonly sentence: number;
  readonly words: readonly string[];
}

/** Looks for the sentences that two intents share; only the first would ever be understood. One for each pair of intents. */
export function findSame(sentences: readonly SpokenSentence[]): readonly Confusion[] {
  const found = new Pairs(sentences);
  const first = new Map<string, Form>();
  for (const form of allForms(sentences)) {
    const said = form.words.join(" ");
    const before = first.get(said);
    if (before === undefined) first.set(said, form);
    else found.add("same", [form, before], null);
  }
  return found.all;
}

/**
 * Looks for sentences of different intents that one word or a few sounds tell apart, and for sentences of a single word. One
 * for each pair of intents.
 *
 * @param phonesOf how a word is pronounced; null if that is not known: then its sentences are not compared by sound
 */
export function findConfusions(
  sentences: readonly SpokenSentence[],
  phonesOf: (word: string) => readonly string[] | null,
): readonly Confusion[] {
  const found = new Pairs(sentences);
  const forms = allForms(sentences);
  for (const form of forms) if (form.words.length === 1) found.alone(form);
  const before = new Map<string, Form>();
  for (const form of forms) {
    for (const [words, changed] of reversed(form.words)) {
      const other = before.get(changed);
      if (other !== undefined) found.add("opposite", [form, other], words);
    }
    const said = form.words.join(" ");
    if (!before.has(said)) before.set(said, form);
  }
  for (const pair of soundingAlike(sentences, phonesOf)) found.add("alike", pair, null);
  return found.all;
}

/** The sentence with one word turned into its opposite, for each word that has one. */
function* reversed(words: readonly string[]): Generator<readonly [readonly [string, string], string]> {
  for (const [i, word] of words.entries())
    for (const [one, other] of OPPOSITES) {
      const opposite = word === one ? other : word === other ? one : null;
      if (opposite !== null) yield [[word, opposite], words.with(i, opposite).join(" ")];
    }
}

function* soundingAlike(
  sentences: readonly SpokenSentence[],
  phonesOf: (word: string) => readonly string[] | null,
): Generator<readonly [Form, Form]> {
  const sounds: { form: Form; phones: readonly string[] }[] = [];
  for (const form of allForms(sentences, { each: MOST_COMPARED, inAll: MOST_COMPARED_IN_ALL })) {
    const phones = form.words.map(phonesOf);
    if (!phones.includes(null)) sounds.push({ form, phones: phones.flatMap((one) => one ?? []) });
  }
  for (const [i, { form, phones }] of sounds.entries())
    for (const other of sounds.slice(0, i)) {
      const most = Math.floor(ALIKE_SHARE * Math.max(phones.length, other.phones.length));
      const isOther = sentences[form.sentence]?.intent !== sentences[other.form.sentence]?.intent;
      if (isOther && differences(phones, other.phones, most) <= most) yield [form, other.form];
    }
}

/**
 * Phones to put in, take out or replace to make one of the other (Levenshtein); Infinity if more than `most`. Only what is
 * within `most` of the diagonal is looked at.
 */
function differences(a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, j) => (j <= most ? j : Infinity));
  for (const [i, phone] of a.entries()) {
    const next = new Array<number>(b.length + 1).fill(Infinity);
    let least = Infinity;
    for (let j = Math.max(0, i + 1 - most); j <= Math.min(b.length, i + 1 + most); j += 1) {
      const change = j === 0 ? Infinity : (row[j - 1] as number) + (phone === b[j - 1] ? 0 : 1);
      const inserted = j === 0 ? Infinity : (next[j - 1] as number) + 1;
      const cost = Math.min(change, inserted, (row[j] as number) + 1);
      next[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > most) return Infinity;
    row = next;
  }
  return row[b.length] as number;
}

/** Every sentence's ways to say it; of many sentences fewer each, so that all of them are looked at. */
function allForms(
  sentences: readonly SpokenSentence[],
  { each, inAll } = { each: MOST_FORMS, inAll: MOST_IN_ALL },
): readonly Form[] {
  const most = Math.max(1, Math.min(each, Math.floor(inAll / Math.max(1, sentences.length))));
  return sentences
    .slice(0, inAll)
    .flatMap(({ template, vocabulary }, sentence) =>
      spokenForms(template, vocabulary, most).map((words) => ({ sentence, words })),
    );
}

/** Collects one confusion for each pair of intents. */
class Pairs {
  readonly all: Confusion[] = [];
  readonly #sentences: readonly SpokenSentence[];
  readonly #seen = new Set<string>();

  constructor(sentences: readonly SpokenSentence[]) {
    this.#sentences = sentences;
  }

  add(kind: Confusion["kind"], [form, other]: readonly [Form, Form], words: Confusion["words"]): void {
    const [one, two] = [form, other].map(({ sentence }) => this.#sentences[sentence]?.intent ?? "");
    if (one === two || this.#isKnown([one, two].sort().join("\n"))) return;
    const [said, before] = [form.words.join(" "), other.words.join(" ")];
    this.all.push({ kind, at: form.sentence, with: other.sentence, said, other: before, words });
  }

  alone({ sentence, words }: Form): void {
    if (this.#isKnown(`alone ${sentence}`)) return;
    const said = words.join(" ");
    this.all.push({ kind: "single-word", at: sentence, with: null, said, other: null, words: null });
  }

  #isKnown(key: string): boolean {
    const known = this.#seen.has(key);
    this.#seen.add(key);
    return known;
  }
}
