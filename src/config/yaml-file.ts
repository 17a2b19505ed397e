import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type ScalarTag,
} from "yaml";
import { maskSecrets, type Finding, type Position, type Problem } from "./problem.ts";
import { sourceOffset } from "./scalar-offset.ts";

/** More than any household writes; a guard against files that are not configurations at all. */
const SIZE_MAX = 1_000_000;
const DEPTH_MAX = 200;

/** `!env NAME`, `!file PATH` or `!input NAME`: a value that stands elsewhere. */
export interface Reference {
  readonly tag: "!env" | "!file" | "!input";
  readonly name: string;
  readonly path: readonly (string | number)[];
  readonly node: Node;
}

/** Marks the place of a reference in the data until its value is known. */
class Pending {
  readonly tag: Reference["tag"];
  readonly name: string;
  constructor(tag: Reference["tag"], name: string) {
    this.tag = tag;
    this.name = name;
  }
}

const referenceTag = (tag: Reference["tag"]): ScalarTag => ({
  tag,
  resolve: (name) => new Pending(tag, name),
});

/** A YAML file with the place of everything in it. */
export class YamlFile {
  /** Absolute path. */
  readonly path: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed | null;
  /** Problems of YAML itself: syntax, duplicate keys, unknown tags. */
  readonly problems: Problem[];
  readonly references: Reference[] = [];
  #isOdd = false;

  /** @param tags what may stand for a value */
  constructor(path: string, text: string, tags: readonly Reference["tag"][] = ["!env", "!file"]) {
    this.path = path;
    this.#text = text.startsWith("\uFEFF") ? text.slice(1) : text;
    if (this.#text.length > SIZE_MAX || nestingOf(this.#text) > DEPTH_MAX) {
      this.#document = null;
      this.problems = [
        this.#problemAt({ severity: "error", message: "the file is too big or too deep" }, 0, 1),
      ];
      return;
    }
    this.#document = parseDocument(this.#text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      customTags: tags.map(referenceTag),
    });
    this.problems = [...this.#document.errors, ...this.#document.warnings].map((error) => {
      const message = yamlMessage(error, tags);
      return this.#problemAt({ severity: "error", message }, error.pos[0], error.pos[1] - error.pos[0]);
    });
    this.#refuseOddities();
    this.#collectReferences();
  }

  /** Whether there is data to check in spite of the problems: a duplicate key alone leaves the rest readable. */
  get readable(): boolean {
    return (
      this.#document !== null &&
      !this.#isOdd &&
      this.#document.errors.every((error) => error.code === "DUPLICATE_KEY")
    );
  }

  /** The file's data with every reference replaced by its value (by the reference's tag and name; null: could not be read). */
  data(valueOf: (reference: Pick<Reference, "tag" | "name">) => unknown): unknown {
    if (!this.readable) return undefined;
    return replacePending(this.#document?.toJS(), valueOf);
  }

  /** Gives a finding its position: the node at its path, or the nearest one above it that exists. */
  problem(finding: Finding): Problem {
    const place = this.#place(finding);
    return this.#problemAt(finding, place.offset, place.length);
  }

  /** What is written at `path`, as in the file, short; null if nothing is there or it is a secret. */
  written(path: readonly (string | number)[]): string | null {
    const found = this.#find(path);
    if (found === null || found.depth < path.length || !isScalar(found.node)) return null;
    const [start, end] = found.node.range ?? [0, 0];
    const source = this.#text.slice(start, end).split("\n", 1)[0] ?? "";
    if (maskSecrets(this.#lineAt(start)) !== this.#lineAt(start)) return "a value that is not shown";
    return source.length > 60 ? `${source.slice(0, 57)}…` : source;
  }

  /** Where `path` stands. */
  position(path: readonly (string | number)[]): Position {
    return this.problem({ severity: "error", path, message: "" }).position;
  }

  #place(finding: Finding): { offset: number; length: number } {
    const found = this.#find(finding.path);
    if (found === null) return { offset: 0, length: 1 };
    const exact = found.depth === finding.path.length;
    const node = (finding.atKey === true || !exact) && found.key !== null ? found.key : found.node;
    const [start, end] = node?.range ?? [0, 1];
    if (exact && finding.within !== undefined && isScalar(node) && typeof node.value === "string") {
      const from = sourceOffset(this.#text, node, finding.within.offset);
      const to = sourceOffset(this.#text, node, finding.within.offset + finding.within.length);
      return { offset: from, length: Math.max(1, to - from) };
    }
    return { offset: start, length: Math.max(1, this.#firstLineLength(start, end)) };
  }

  /** The deepest node along `path` that exists, with the key that leads to it. */
  #find(path: readonly (string | number)[]): { node: Node | null; key: Node | null; depth: number } | null {
    let node: unknown = this.#document?.contents;
    if (node === undefined || node === null) return null;
    let key: Node | null = null;
    let depth = 0;
    for (const step of path) {
      const next = childOf(node, step);
      if (next === null) break;
      node = next.value ?? next.key;
      key = next.key;
      depth += 1;
    }
    return { node: node as Node, key, depth };
  }

  #problemAt(what: Omit<Finding, "path">, offset: number, length: number): Problem {
    const safe = Math.max(0, Math.min(offset, this.#text.length));
    const before = this.#text.slice(0, safe);
    const line = before.split("\n").length;
    const column = safe - (before.lastIndexOf("\n") + 1) + 1;
    const position = { file: this.path, line, column, length: Math.max(1, length) };
    const excerpt = maskSecrets(this.#lineAt(safe));
    const problem = { severity: what.severity, position, message: what.message, excerpt };
    return what.suggestion === undefined ? problem : { ...problem, suggestion: what.suggestion };
  }

  #lineAt(offset: number): string {
    const start = this.#text.lastIndexOf("\n", offset - 1) + 1;
    const end = this.#text.indexOf("\n", start);
    return this.#text.slice(start, end === -1 ? undefined : end).trimEnd();
  }

  #firstLineLength(start: number, end: number): number {
    return this.#text.slice(start, end).split("\n", 1)[0]?.trimEnd().length ?? 1;
  }

  /** What YAML can say and a configuration has no use for; a file with it is not read further. */
  #refuseOddities(): void {
    if (this.#document === null) return;
    visit(this.#document, (_, node) => {
      const message = oddityOf(node);
      if (message === null) return;
      const place = isPair(node) ? node.key : node;
      const [start, end] = isNode(place) ? (place.range ?? [0, 1]) : [0, 1];
      this.#isOdd = true;
      this.problems.push(this.#problemAt({ severity: "error", message }, start, end - start));
      return visit.BREAK;
    });
  }

  #collectReferences(): void {
    if (this.#document === null) return;
    visit(this.#document, {
      Scalar: (_, node, ancestors) => {
        if (!(node.value instanceof Pending)) return;
        const { tag, name } = node.value;
        this.references.push({ tag, name, node, path: pathTo(node, ancestors) });
      },
    });
  }
}

function oddityOf(node: unknown): string | null {
  if (isAlias(node)) return "aliases (*name) are not supported; write it out";
  if (!isPair(node) || (isScalar(node.key) && !(node.key.value instanceof Pending))) return null;
  return "a key must be a plain name; a text that begins with { or [ needs quotes: '{{ … }}'";
}

function childOf(node: unknown, step: string | number): { value: Node | null; key: Node | null } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair === undefined ? null : { value: pair.value as Node | null, key: pair.key as Node };
  }
  // Where one value may stand instead of a list, the data has a list and the file does not.
  if (isScalar(node) && step === 0) return { value: node, key: null };
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step] as Node | undefined;
    return item === undefined ? null : { value: item, key: null };
  }
  return null;
}

function pathTo(node: Node, ancestors: readonly (Document | Node | Pair)[]): (string | number)[] {
  const path: (string | number)[] = [];
  const chain = [...ancestors, node];
  for (const [index, ancestor] of chain.entries()) {
    if (isPair(ancestor) && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
    if (isSeq(ancestor)) path.push(ancestor.items.indexOf(chain[index + 1]));
  }
  return path;
}

function replacePending(value: unknown, valueOf: (pending: Pending) => unknown): unknown {
  if (value instanceof Pending) return valueOf(value);
  if (Array.isArray(value)) return value.map((item) => replacePending(item, valueOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replacePending(item, valueOf)]));
}

/** An upper bound of how deep the collections of the text nest, cheap enough to ask before parsing. */
function nestingOf(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const line of text.split("\n")) {
    deepest = Math.max(deepest, (/^[ -]*/.exec(line)?.[0].length ?? 0) / 2);
    for (const character of line) {
      if (character === "[" || character === "{") open += 1;
      if (character === "]" || character === "}") open = Math.max(0, open - 1);
      deepest = Math.max(deepest, open);
    }
  }
  return deepest;
}

/** The parser's messages in our words where they can be clearer. */
function yamlMessage(
  { code, message }: { readonly code: string; readonly message: string },
  tags: readonly Reference["tag"][],
): string {
  if (code === "DUPLICATE_KEY") return "this key is there twice; keep one of them";
  if (code === "TAB_AS_INDENT") return "a tab is used to indent; YAML wants spaces";
  if (code === "TAG_RESOLVE_FAILED") return `${message}; ${tagsInWords(tags)}`;
  if (code === "MULTIPLE_DOCS") return "the file holds several documents (---); keep one";
  if (message === "Unexpected scalar at node end") return `${message}: put the whole value in quotes ('…')`;
  return `not valid YAML: ${message}`;
}

function tagsInWords(tags: readonly Reference["tag"][]): string {
  return tags.includes("!input")
    ? "a blueprint has !input NAME alone"
    : "the tags are !env NAME and !file PATH (and !input NAME in blueprints)";
}
