import { CmuDictionary } from "../../adapters/pocketsphinx/model.ts";
import { EspeakPronouncer } from "../../adapters/speech/espeak-pronouncer.ts";
import {
  buildDictionary,
  ownPronunciations,
  withAccents,
  type PronouncerSource,
  type SourcedEntry,
} from "../../perception/voice/dictionary.ts";
import {
  compileGrammar,
  wordsOf,
  type Grammar,
  type GrammarSource,
  type SentenceProblem,
} from "../../perception/voice/grammar.ts";
import type { HearingSettings } from "../../perception/voice/hearing-options.ts";
import type { Thresholds } from "../../perception/voice/verdict.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** What of a setup says which words are known. */
export interface SpokenSetup extends GrammarSource {
  readonly thresholds: Thresholds;
  readonly guardedIntents: readonly string[];
  /** See `HearingSettings`. */
  readonly pushToTalk?: boolean | undefined;
  readonly followUpMs?: number | undefined;
  readonly sounds?: boolean | undefined;
  readonly noiseSuppression?: boolean | undefined;
  /** Pronunciations that come before those of any dictionary. */
  readonly pronounce?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Settings, and the sentences that had to be left out. */
export interface PreparedSettings {
  readonly settings: HearingSettings & { readonly dictionary: readonly SourcedEntry[] };
  readonly problems: readonly SentenceProblem[];
}

const CMU: PronouncerSource = { origin: "cmudict", pronouncer: new CmuDictionary() };
const ESPEAK: PronouncerSource = { origin: "espeak-ng", pronouncer: new EspeakPronouncer() };

/** Compiles the sentences of a setup and looks their words up. Throws usage or missing errors about all of it. */
export async function prepareSettings(setup: SpokenSetup): Promise<PreparedSettings> {
  const grammar = compileGrammar(setup);
  const sources = [ownPronunciations(setup.pronounce ?? {}), CMU, ESPEAK];
  const { entries, unknown } = await buildDictionary(grammar.words, sources);
  const unspoken = grammar.wakeWords.find((word) => unknown.includes(word));
  if (unspoken !== undefined)
    throw new GatehouseError("VOICE_WAKE_PHRASE", `${unpronounced(unspoken)} of the wake phrase`, {
      kind: "usage",
    });
  const usable = unknown.length === 0 ? grammar : withoutWords(setup, grammar, unknown);
  return {
    settings: {
      wakePhrase: setup.wakePhrase,
      grammar: usable,
      // Strangers to the house say the wake phrase as well. Commands keep to the dictionary: what is like their words would be
      // taken for them more often.
      dictionary: withAccents(entries, grammar.wakeWords),
      thresholds: setup.thresholds,
      guardedIntents: setup.guardedIntents,
      pushToTalk: setup.pushToTalk,
      followUpMs: setup.followUpMs,
      sounds: setup.sounds,
      noiseSuppression: setup.noiseSuppression,
      acceptOf: stricter(setup.intents),
    },
    problems: usable.problems,
  };
}

/** The ratios of intents that have their own. */
function stricter(intents: SpokenSetup["intents"]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    intents.flatMap(({ intent, accept }) => (accept === undefined ? [] : [[intent, accept]])),
  );
}

/** How the words of phrases are pronounced; words that nobody can pronounce are missing. */
export async function pronounced(
  phrases: readonly string[],
  own: SpokenSetup["pronounce"] = {},
): Promise<readonly SourcedEntry[]> {
  const words = [...new Set(phrases.flatMap((phrase) => phrase.split(" ")))];
  return (await buildDictionary(words, [ownPronunciations(own), CMU, ESPEAK])).entries;
}

function unpronounced(word: string): string {
  return `nothing is known about how to pronounce "${word}" (espeak-ng can guess: apt-get install espeak-ng)`;
}

/** The same grammar without the sentences that need words nobody can pronounce. */
function withoutWords(setup: SpokenSetup, grammar: Grammar, unknown: readonly string[]): Grammar {
  const problems: SentenceProblem[] = [...grammar.problems];
  const intents = setup.intents.map(({ intent, sentences, slots }) => ({
    intent,
    slots,
    sentences: sentences.filter((sentence) => {
      const own = compileGrammar({
        ...setup,
        wakePhrase: null,
        intents: [{ intent, slots, sentences: [sentence] }],
      });
      const missing = wordsOf(
        own.sentences.map(({ template }) => template),
        own.vocabulary,
      ).find((word) => unknown.includes(word));
      if (missing === undefined) return own.problems.length === 0;
      const offset = Math.max(0, sentence.toLowerCase().indexOf(missing));
      problems.push({ intent, sentence, message: unpronounced(missing), offset });
      return false;
    }),
  }));
  return { ...compileGrammar({ ...setup, intents }), problems };
}
