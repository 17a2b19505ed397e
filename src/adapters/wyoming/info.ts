/** What Gatehouse offers, for a hub that asks. */
export interface Offer {
  /** Names the services on the hub. */
  readonly name: string;
  readonly version: string;
  /** Null: nothing wakes. */
  readonly wakePhrase: string | null;
}

const SPHINX = { name: "CMU Sphinx", url: "https://github.com/cmusphinx/pocketsphinx" };
const EMBEDDING = { name: "Google", url: "https://tfhub.dev/google/speech_embedding/1" };
const LANGUAGES = ["en"];

/**
 * The data of an `info` message: github.com/OHF-Voice/wyoming, README ("Info") and `wyoming/info.py`. Each service
 * and each model is an artifact with name, attribution, installed, description and version; what is not offered is an
 * empty list. The recogniser takes the end of a command from whoever sends it: `requires_external_vad`.
 */
export function infoOf({ name, version, wakePhrase }: Offer): Record<string, unknown> {
  const artifact = { installed: true, version };
  return {
    asr: [
      {
        ...{ name, ...artifact, attribution: SPHINX, description: "Commands of Gatehouse's rules" },
        models: [
          {
            ...{ name: "gatehouse-commands", ...artifact, attribution: SPHINX, languages: LANGUAGES },
            description: "The sentences of the rules, and nothing else",
          },
        ],
        supports_transcript_streaming: false,
        requires_external_vad: true,
      },
    ],
    wake:
      wakePhrase === null
        ? []
        : [
            {
              ...{ name, ...artifact, attribution: EMBEDDING, description: "Gatehouse's wake phrase" },
              models: [
                {
                  ...{ name: wakeWordName(wakePhrase), ...artifact, attribution: EMBEDDING },
                  ...{ description: wakePhrase, phrase: wakePhrase, languages: LANGUAGES },
                },
              ],
            },
          ],
    ...{ tts: [], handle: [], intent: [], mic: [], snd: [] },
  };
}

/** The name of the wake word of a phrase: `hey gatehouse` is `hey_gatehouse`. */
export function wakeWordName(phrase: string): string {
  return phrase.trim().toLowerCase().replaceAll(/\s+/gu, "_");
}
