import { builtInIntents } from "../../perception/voice/built-in.ts";
import { voiceIntents } from "../../rules/voice.ts";
import type { CommandContext } from "../command-context.ts";
import { wakeSetup } from "../wake-setup.ts";
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

/** What may be spoken: a sentences file with the usual settings, or the configuration and its rules. */
export async function spokenSetup(options: SpokenOptions, context: SpokenContext): Promise<SpokenSetup> {
  if (options.sentences !== undefined)
    return {
      ...(await readSentencesFile(options.sentences)),
      wakePhrase: wakeOf(options.wake, WAKE_PHRASE),
      thresholds: THRESHOLDS,
      guardedIntents: [],
    };
  const { config, rules } = await context.config();
  const { phrases, accept, accept_guarded: acceptGuarded } = config.voice;
  const intents = voiceIntents(
    rules.flatMap((file) => file.rules.map(({ rule }) => rule)),
    { guardedModes: Object.keys(config.modes).filter((mode) => config.modes[mode]?.leave !== undefined) },
  );
  return {
    wakePhrase: wakeOf(options.wake, wakeSetup(config.voice).wakePhrase),
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

function wakeOf(wish: string | boolean | undefined, usual: string | null): string | null {
  if (wish === false) return null;
  return typeof wish === "string" ? wish : usual;
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
