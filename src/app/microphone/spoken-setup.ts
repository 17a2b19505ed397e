import { dirname } from "node:path";
import { builtInIntents } from "../../perception/voice/built-in.ts";
import { voiceIntents } from "../../rules/voice.ts";
import type { CommandContext } from "../command-context.ts";
import { wakeSetup } from "../wake-setup.ts";
import type { WakeWish } from "../wake/resolve-wake.ts";
import { openPeople } from "../people/open-people.ts";
import { spokenVocabulary } from "../spoken-vocabulary.ts";
import type { SpokenSetup } from "./hearing-settings.ts";
import { readSentencesFile } from "./sentences-file.ts";

/** What is needed of a command's context; without the state directory nobody is enrolled. */
type SpokenContext = Pick<CommandContext, "config"> & Partial<Pick<CommandContext, "stateDirectory">>;

/** How the command line says what may be spoken. */
export interface SpokenOptions {
  /** A file of sentences instead of the configuration's rules. */
  readonly sentences?: string | undefined;
  /** Another wake phrase; false: none is needed. */
  readonly wake?: string | boolean | undefined;
}

const WAKE_PHRASE = "hey gatehouse";
const THRESHOLDS = { accept: -12, acceptGuarded: -5 };

/** What may be spoken, and what wakes. */
type SpokenAndWake = SpokenSetup & WakeWish;

/** What may be spoken: a sentences file with the usual settings, or the configuration and its rules. */
export async function spokenSetup(options: SpokenOptions, context: SpokenContext): Promise<SpokenAndWake> {
  if (options.sentences !== undefined)
    return {
      ...(await readSentencesFile(options.sentences)),
      ...wakeOf(options.wake, { wakePhrase: WAKE_PHRASE, wakeModel: null }),
      directory: process.cwd(),
      thresholds: THRESHOLDS,
      guardedIntents: [],
    };
  const { config, rules, path } = await context.config();
  const { phrases, accept, accept_guarded: acceptGuarded } = config.voice;
  const intents = voiceIntents(
    rules.flatMap((file) => file.rules.map(({ rule }) => rule)),
    { guardedModes: Object.keys(config.modes).filter((mode) => config.modes[mode]?.leave !== undefined) },
  );
  return {
    ...wakeOf(options.wake, wakeSetup(config.voice)),
    directory: dirname(path),
    intents: [
      ...intents,
      ...builtInIntents({ cancel: phrases.cancel, whatDidYouHear: phrases.what_did_you_hear }),
    ],
    ...spokenVocabulary(config, await enrolledNames(context)),
    pronounce: config.voice.pronounce,
    thresholds: { accept, acceptGuarded },
    guardedIntents: intents.filter(({ guarded }) => guarded).map(({ intent }) => intent),
  };
}

type Waking = Pick<WakeWish, "wakePhrase" | "wakeModel">;

/** A phrase of the command line is not the one that the configuration's model hears. */
function wakeOf(wish: string | boolean | undefined, { wakePhrase, wakeModel }: Waking): Waking {
  if (wish === false) return { wakePhrase: null, wakeModel: null };
  return typeof wish === "string" ? { wakePhrase: wish, wakeModel: null } : { wakePhrase, wakeModel };
}

/** Everybody whose name may be said; nobody if they cannot be read. */
async function enrolledNames({ config, stateDirectory }: SpokenContext): Promise<readonly string[]> {
  if (stateDirectory === undefined) return [];
  try {
    const store = openPeople({
      stateDirectory: await stateDirectory(),
      key: (await config()).config.people.key,
    });
    const { people, unreadable } = await store.read();
    return [...people, ...unreadable].map(({ name }) => name);
  } catch {
    return [];
  }
}
