/**
 * Sentence templates as home-hub users write them (hassil): `[optional]`, `(one|other)`, `(in;any;order)`, `{slot}`,
 * `{list:slot}`, `<rule>`, and word endings in place, `light[s]`. Letters, apostrophes and hyphens only; case and `.,!?`
 * do not matter.
 */

/** Offsets count characters of the template's text, from 0. */
export type Template =
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "sequence"; readonly items: readonly Template[] }
  | { readonly kind: "choice"; readonly items: readonly Template[] }
  | { readonly kind: "optional"; readonly item: Template }
  /** One entry of the list `list`; what was said is reported as `slot`. */
  | { readonly kind: "slot"; readonly list: string; readonly slot: string; readonly offset: number }
  /** The template of this name. */
  | { readonly kind: "rule"; readonly rule: string; readonly offset: number };

export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly message: string; readonly offset: number };

const MAX_LENGTH = 1000;
const MAX_DEPTH = 16;
const MAX_SPELLINGS = 64;
/** Each order of a permutation is written out. */
const MAX_PERMUTED = 4;
const CLOSING: Record<string, string> = { "(": ")", "[": "]" };

class TemplateFault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** What stands between two pieces of white space: letters, groups and names, glued together. */
type Piece =
  | { readonly kind: "letters"; readonly text: string }
  | { readonly kind: "group"; readonly node: Template; readonly offset: number };

/** Words as the recogniser knows them: lower case, hyphens split, punctuation gone. */
export function spokenWords(text: string): readonly string[] {
  return text
    .toLowerCase()
    .replace(/’/gu, "'")
    .split(/[\s.,!?;:-]+/u)
    .filter((word) => word !== "");
}

function sequenceOf(items: readonly Template[]): Template {
  const flat = items.flatMap((item) => (item.kind === "sequence" ? item.items : [item]));
  const only = flat.length === 1 ? flat[0] : undefined;
  return only ?? { kind: "sequence", items: flat };
}

/** Every order of the items, as written first. */
function permutations(items: readonly Template[]): readonly (readonly Template[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

/**
 * Every spelling of a template that has neither slots nor rules; null where it has, or more than 64. Texts keep single
 * spaces.
 */
export function spellings(node: Template): readonly string[] | null {
  switch (node.kind) {
    case "word":
      return [node.word];
    case "slot":
    case "rule":
      return null;
    case "optional": {
      const inner = spellings(node.item);
      return inner === null ? null : [...inner, ""];
    }
    case "choice": {
      const all = node.items.map(spellings);
      const texts = all.flatMap((one) => one ?? []);
      return texts.length > MAX_SPELLINGS || all.includes(null) ? null : texts;
    }
    case "sequence": {
      let texts: readonly string[] = [""];
      for (const item of node.items) {
        const next = spellings(item);
        if (next === null || texts.length * next.length > MAX_SPELLINGS) return null;
        texts = texts.flatMap((head) =>
          next.map((tail) => [head, tail].filter((text) => text !== "").join(" ")),
        );
      }
      return texts;
    }
  }
}

/** `light[s]` has two spellings: endings are written out, because a recogniser knows whole words only. */
function glue(pieces: readonly Piece[]): Template {
  let texts: readonly string[] = [""];
  for (const piece of pieces) {
    const next = piece.kind === "letters" ? [piece.text] : spellings(piece.node);
    const offset = piece.kind === "group" ? piece.offset : 0;
    if (next === null)
      throw new TemplateFault("a {slot} or <rule> cannot be part of a word; put a space beside it", offset);
    texts = texts.flatMap((head) => next.map((tail) => head + tail));
    if (texts.length > MAX_SPELLINGS)
      throw new TemplateFault(`one word has more than ${MAX_SPELLINGS} spellings`, offset);
  }
  const items = texts.map((text) => sequenceOf(spokenWords(text).map((word) => ({ kind: "word", word }))));
  return items.length === 1 ? (items[0] as Template) : { kind: "choice", items };
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Template {
    const template = this.#choice(0);
    if (this.#at < this.#text.length)
      throw new TemplateFault(`"${this.#text.charAt(this.#at)}" closes nothing`, this.#at);
    return template;
  }

  #choice(depth: number): Template {
    const items = [this.#sequence(depth)];
    const sign = this.#text.charAt(this.#at);
    while (this.#text.charAt(this.#at) === sign && (sign === "|" || sign === ";")) {
      if (sign === ";" && items.length >= MAX_PERMUTED)
        throw new TemplateFault(`more than ${MAX_PERMUTED} parts in any order`, this.#at);
      this.#at += 1;
      items.push(this.#sequence(depth));
    }
    if (/[|;]/u.test(this.#text.charAt(this.#at)))
      throw new TemplateFault('"|" and ";" cannot be mixed; put brackets around one of them', this.#at);
    if (items.length === 1) return items[0] as Template;
    return { kind: "choice", items: sign === ";" ? permutations(items).map(sequenceOf) : items };
  }

  #sequence(depth: number): Template {
    const items: Template[] = [];
    while (this.#at < this.#text.length && !/[|;)\]]/u.test(this.#text.charAt(this.#at))) {
      if (/[\s.,!?]/u.test(this.#text.charAt(this.#at))) this.#at += 1;
      else items.push(this.#glued(depth));
    }
    return sequenceOf(items);
  }

  #glued(depth: number): Template {
    const pieces: Piece[] = [];
    while (this.#at < this.#text.length && !/[\s.,!?|;)\]]/u.test(this.#text.charAt(this.#at))) {
      const offset = this.#at;
      const character = this.#text.charAt(this.#at);
      if (character === "(" || character === "[")
        pieces.push({ kind: "group", node: this.#group(depth), offset });
      else if (character === "{" || character === "<")
        pieces.push({ kind: "group", node: this.#name(), offset });
      else pieces.push({ kind: "letters", text: this.#letters() });
    }
    const only = pieces.length === 1 ? pieces[0] : undefined;
    return only?.kind === "group" ? only.node : glue(pieces);
  }

  #group(depth: number): Template {
    const start = this.#at;
    if (depth >= MAX_DEPTH) throw new TemplateFault("brackets are nested too deeply", start);
    const open = this.#text.charAt(start);
    const close = CLOSING[open] ?? "";
    this.#at += 1;
    const inner = this.#choice(depth + 1);
    if (this.#text[this.#at] !== close)
      throw new TemplateFault(`this "${open}" is never closed by a "${close}"`, start);
    this.#at += 1;
    return open === "[" ? { kind: "optional", item: inner } : inner;
  }

  #name(): Template {
    const offset = this.#at;
    const isSlot = this.#text[offset] === "{";
    const end = this.#text.indexOf(isSlot ? "}" : ">", offset);
    if (end < 0)
      throw new TemplateFault(
        `this "${isSlot ? "{" : "<"}" is never closed by a "${isSlot ? "}" : ">"}"`,
        offset,
      );
    const name = this.#text.slice(offset + 1, end);
    const wanted = isSlot ? /^[A-Za-z_]\w*(:[A-Za-z_]\w*)?$/u : /^[A-Za-z_]\w*$/u;
    if (!wanted.test(name))
      throw new TemplateFault(`"${name}" is no name (letters, digits and _ only)`, offset + 1);
    this.#at = end + 1;
    if (!isSlot) return { kind: "rule", rule: name, offset };
    const [list = name, slot = list] = name.split(":");
    return { kind: "slot", list, slot, offset };
  }

  #letters(): string {
    const start = this.#at;
    while (/[\p{L}'’-]/u.test(this.#text.charAt(this.#at))) this.#at += 1;
    if (this.#at > start) return this.#text.slice(start, this.#at);
    const found = this.#text.charAt(start);
    if (/\d/u.test(found)) throw new TemplateFault("write numbers as words, the way they are spoken", start);
    if (found === ")" || found === "]" || found === "}" || found === ">")
      throw new TemplateFault(`"${found}" closes nothing`, start);
    throw new TemplateFault(`"${found}" cannot be spoken; use letters, apostrophes and hyphens`, start);
  }
}

/** Whether a template can be satisfied by saying nothing (rules and slots count as words). */
function canBeSilent(node: Template): boolean {
  switch (node.kind) {
    case "word":
    case "slot":
    case "rule":
      return false;
    case "optional":
      return true;
    case "choice":
      return node.items.some(canBeSilent);
    case "sequence":
      return node.items.every(canBeSilent);
  }
}

/** Said of templates that nothing at all would satisfy. */
export const SILENT = "saying nothing would match; at least one word must be certain";

/**
 * Reads one template. Never throws: a mistake comes back with what is wrong and the character it is at.
 * A whole sentence must have a word that is certain; a part of one may be `maybeSilent`.
 */
export function parseTemplate(text: string, { maybeSilent = false } = {}): ParsedTemplate {
  if (text.length > MAX_LENGTH)
    return { ok: false, message: `longer than ${MAX_LENGTH} characters`, offset: MAX_LENGTH };
  try {
    const template = new Parser(text).parse();
    const isEmpty = template.kind === "sequence" && template.items.length === 0;
    if (isEmpty || (!maybeSilent && canBeSilent(template))) return { ok: false, message: SILENT, offset: 0 };
    return { ok: true, template };
  } catch (error) {
    if (error instanceof TemplateFault) return { ok: false, message: error.message, offset: error.offset };
    throw error;
  }
}
