/** Who is to be forgotten, and what stands in the place of the name. */
export interface Forgotten {
  readonly name: string;
  readonly token: string;
}

/** Keys whose text is somebody's name, or a list of names. */
const NAMES = new Set(["person", "people", "nearest"]);
/** Keys whose text was written for people, or came from outside; a name is a word of it. */
const TEXTS = new Set([
  "reason",
  "why",
  "problem",
  "text",
  "message",
  "payload",
  "detail",
  "sentence",
  "question",
  "json",
  "slots",
]);

/** The expression that finds a name as a word of its own; names may hold letters, digits, `-` and `_`. */
function wordOf(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_-])${escaped}(?![\\p{L}\\p{M}\\p{N}_-])`, "giu");
}

/** Whether a text has the name in it as a word: cheap enough to be asked of every event there is. */
export function namesPerson(text: string, name: string): boolean {
  return wordOf(name).test(text);
}

/**
 * A stored fact (an event, a trace, the rules' state) without a person: the name is replaced by the token wherever it is
 * somebody's name, and as a word of texts. Whatever links facts to each other (ids, sources, devices, rules) stays, so that
 * the chain of a decision can be read as before.
 */
export function withoutPerson(value: unknown, forgotten: Forgotten): unknown {
  return new Replacement(forgotten).of(value, { key: "", isText: false });
}

interface Place {
  /** The nearest key above. */
  readonly key: string;
  /** It lies within something that was written for people. */
  readonly isText: boolean;
}

class Replacement {
  readonly #forgotten: Forgotten;
  readonly #word: RegExp;
  readonly #topic: RegExp;

  constructor(forgotten: Forgotten) {
    this.#forgotten = forgotten;
    this.#word = wordOf(forgotten.name);
    this.#topic = new RegExp(`(?<=/person/)${this.#word.source}`, "giu");
  }

  of(value: unknown, place: Place): unknown {
    if (typeof value === "string") return this.#text(value, place);
    if (Array.isArray(value)) return value.map((item) => this.of(item, place));
    if (typeof value !== "object" || value === null) return value;
    // What a step of a rule's run requested is a request's id.
    const isId = "result" in value && value.result === "requested";
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        isId && key === "detail"
          ? inner
          : this.of(inner, { key, isText: place.isText || isWritten(key, inner) }),
      ]),
    );
  }

  #text(text: string, { key, isText }: Place): string {
    const { name, token } = this.#forgotten;
    if (NAMES.has(key) && text.normalize("NFC") === name) return token;
    if (key === "topic") return text.replace(this.#topic, token);
    return isText ? text.replace(this.#word, token) : text;
  }
}

/** An action's `detail` is an object with keys of its own; the others are texts, or come from outside as a whole. */
function isWritten(key: string, value: unknown): boolean {
  return TEXTS.has(key) && (typeof value === "string" || key === "json" || key === "slots");
}
