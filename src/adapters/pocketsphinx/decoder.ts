import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DictionaryEntry } from "../../perception/voice/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { loadSphinx, missingSphinx, type Handle, type Segment } from "./library.ts";
import { acousticModel } from "./model.ts";

/** Wide beams keep the right path alive in noise; measured on kitchen noise at 10 dB they are worth 4 points. */
export const GRAMMAR_BEAMS: Readonly<Record<string, string>> = { beam: "1e-80", wbeam: "1e-40" };

/** One PocketSphinx decoder with its own dictionary and grammars. Every call blocks. */
export class Decoder {
  readonly #library = loadSphinx();
  readonly #config: Handle;
  readonly #decoder: Handle;
  #search: string | null = null;
  #closed = false;

  /** @param beams decoder options without their dash: `{ beam: "1e-80" }` */
  constructor(dictionary: readonly DictionaryEntry[], beams: Readonly<Record<string, string>>) {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-voice-"));
    try {
      const path = join(folder, "words.dict");
      writeFileSync(path, dictionaryText(dictionary), { mode: 0o600 });
      const options = { hmm: acousticModel(), dict: path, logfn: "/dev/null", compallsen: "yes", ...beams };
      const config = this.#library.parseArguments(
        Object.entries(options).flatMap(([name, value]) => [`-${name}`, value]),
      );
      if (config === null) throw missingSphinx("This PocketSphinx does not know the options Gatehouse needs");
      this.#config = config;
      const decoder = this.#library.init(config);
      if (decoder === null) {
        this.#library.freeArguments(config);
        throw missingSphinx("PocketSphinx cannot load its English model");
      }
      this.#decoder = decoder;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Adds a grammar under a name; throws `VOICE_GRAMMAR` if PocketSphinx cannot read it. */
  addGrammar(name: string, jsgf: string): void {
    if (!this.#library.setJsgf(this.#decoder, name, jsgf))
      throw new GatehouseError("VOICE_GRAMMAR", `PocketSphinx cannot read the grammar "${name}".`, {
        kind: "failed",
      });
  }

  /** The best path of the grammar `search` through the utterance; empty if there is none. */
  decode(samples: Int16Array, search: string): readonly Segment[] {
    if (this.#search !== search) {
      if (!this.#library.useSearch(this.#decoder, search))
        throw new GatehouseError("VOICE_GRAMMAR", `PocketSphinx has no grammar "${search}".`, {
          kind: "failed",
        });
      this.#search = search;
    }
    this.#library.startUtterance(this.#decoder);
    this.#library.process(this.#decoder, samples);
    this.#library.endUtterance(this.#decoder);
    return this.#library.segments(this.#decoder);
  }

  /** What was heard before says nothing about the noise of what comes now (`ps_start_stream`). */
  forgetNoise(): void {
    this.#library.startStream(this.#decoder);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#library.free(this.#decoder);
    this.#library.freeArguments(this.#config);
  }
}

/** Further pronunciations of a word are numbered, `the`, `the(2)`, as PocketSphinx wants them. */
function dictionaryText(dictionary: readonly DictionaryEntry[]): string {
  const seen = new Map<string, number>();
  return dictionary
    .map(({ word, phones }) => {
      const n = (seen.get(word) ?? 0) + 1;
      seen.set(word, n);
      return `${n === 1 ? word : `${word}(${n})`} ${phones}\n`;
    })
    .join("");
}
