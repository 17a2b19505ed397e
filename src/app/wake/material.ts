import type { Voice } from "../../adapters/speech/voices.ts";
import type { SpeechEmbedding } from "../../perception/voice/wake/ports.ts";
import type { Sound } from "../../perception/voice/wake/training/augment.ts";
import type { Random } from "../../perception/voice/wake/training/ports.ts";
import { pick } from "../../perception/voice/wake/training/random.ts";
import { backgroundTake, phraseTake } from "../../perception/voice/wake/training/takes.ts";
import type { Window } from "../../perception/voice/wake/training/train.ts";
import type { Speech, Spoken } from "./spoken.ts";

/** Takes of each clip of the phrase: other throats, rooms, levels, noises. */
const TAKES_PER_CLIP = 6;
/** A clip of the user's own is worth many synthesised ones. */
const TAKES_PER_RECORDING = 24;
/** How often each voice says the phrase. A robot's voice varies by its accents and throats already. */
const RATES = [0.8, 1, 1.25, 1.55, 1.85];
const PITCHES = [0.1, 0.5, 0.9];

/** One in so many is spoken word by word too: people who were not understood speak so. */
const WITH_PAUSES = 3;

/** The phrase in every voice. */
export async function spokenPhrase(
  phrase: string,
  {
    voices,
    speech,
    progress,
  }: { voices: readonly Voice[]; speech: Speech; progress: (part: number) => void },
): Promise<readonly Spoken[]> {
  const wanted = voices.flatMap((voice) => manners(voice).map((manner) => ({ voice, manner })));
  const spoken: Spoken[] = [];
  for (const [i, { voice, manner }] of wanted.entries()) {
    const say = async (text: string): Promise<void> => {
      spoken.push({ voice: voice.name, sound: await speech.say(voice, text, manner) });
    };
    await say(phrase);
    if (i % WITH_PAUSES === 0) await say(phrase.split(" ").join(", "));
    progress(i / wanted.length);
  }
  return spoken;
}

function manners(voice: Voice): readonly { rate: number; pitch: number }[] {
  if (voice.name.startsWith("espeak-ng"))
    return [
      { rate: 0.9, pitch: 0.35 },
      { rate: 1.5, pitch: 0.65 },
    ];
  if (voice.name.startsWith("festival")) return RATES.map((rate) => ({ rate, pitch: 0.5 }));
  return RATES.flatMap((rate) => PITCHES.map((pitch) => ({ rate, pitch })));
}

/** Phrases that are no wake, each in several voices: those that sound human, and one of the robots. */
export async function spokenMisses(
  phrases: readonly string[],
  options: { voices: readonly Voice[]; speech: Speech; random: Random; progress: (part: number) => void },
): Promise<readonly Spoken[]> {
  const { voices, speech, random, progress } = options;
  const robots = voices.filter(({ name }) => name.startsWith("espeak-ng"));
  const people = voices.filter(({ name }) => name.startsWith("flite"));
  const spoken: Spoken[] = [];
  for (const [i, phrase] of phrases.entries()) {
    for (const voice of [...people, ...(robots.length > 0 ? [pick(random, robots)] : [])])
      spoken.push({ voice: voice.name, sound: await speech.say(voice, phrase, { rate: 1, pitch: 0.5 }) });
    progress(i / phrases.length);
  }
  return spoken;
}

export interface WindowOptions {
  readonly embedding: SpeechEmbedding;
  readonly random: Random;
  readonly progress: (part: number) => void;
}

/** Windows that end with the phrase, of several takes of every clip. */
export async function phraseWindows(
  clips: readonly { readonly sound: Sound; readonly recorded: boolean }[],
  { context, progress, ...options }: WindowOptions & { readonly context: readonly Sound[] },
): Promise<readonly Window[]> {
  const windows: Window[] = [];
  for (const [i, { sound, recorded }] of clips.entries()) {
    const takes = recorded ? TAKES_PER_RECORDING : TAKES_PER_CLIP;
    for (let take = 0; take < takes; take += 1)
      windows.push(...(await phraseTake(sound, { ...options, context })));
    progress(i / clips.length);
  }
  return windows;
}

/** Windows of speech that is no wake; one take of each. */
export async function otherWindows(
  sounds: AsyncIterable<Sound> | Iterable<Sound>,
  { progress, ...options }: WindowOptions,
): Promise<readonly Window[]> {
  const windows: Window[] = [];
  let taken = 0;
  for await (const sound of sounds) {
    windows.push(...(await backgroundTake(sound, options)));
    progress((taken += 1));
  }
  return windows;
}
