import { packagedSpeech, soundFiles } from "../../adapters/sound-files/background-speech.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** Files of speech that is no wake. */
export interface BackgroundFiles {
  readonly train: readonly string[];
  readonly heldBack: readonly string[];
  /** Where they come from, for people. */
  readonly origins: readonly string[];
}

/** Of the packages' speech this much is enough: about an hour to learn from, 15 to measure with. */
const PACKAGED = { train: 2, heldBack: 10 } as const;
/** Of the user's own every fifth file is kept to measure with. */
const OWN_HELD_BACK = 5;

/**
 * Speech from Debian's packages and from the user's folders. Throws `WAKE_BACKGROUND` (kind `missing`) if there is none: a
 * head that never heard other people wakes at everything.
 */
export async function backgroundFiles(folders: readonly string[]): Promise<BackgroundFiles> {
  const train: string[] = [];
  const heldBack: string[] = [];
  const packaged = await packagedSpeech();
  for (const files of packaged.values())
    files.forEach((file, i) => {
      if (i % PACKAGED.heldBack === 1) heldBack.push(file);
      else if (i % PACKAGED.train === 0) train.push(file);
    });
  for (const folder of folders)
    (await ownFiles(folder)).forEach((file, i) =>
      (i % OWN_HELD_BACK === OWN_HELD_BACK - 1 ? heldBack : train).push(file),
    );
  if (train.length === 0)
    throw new GatehouseError(
      "WAKE_BACKGROUND",
      "there is no speech of people to learn from what is no wake phrase: apt-get install asterisk-core-sounds-en-wav " +
        "asterisk-core-sounds-es-wav asterisk-core-sounds-fr-wav asterisk-core-sounds-it-wav asterisk-core-sounds-ru-wav, " +
        "or give a folder of recordings with --background",
      { kind: "missing" },
    );
  return { train, heldBack, origins: [...[...packaged.keys()].map((one) => `asterisk ${one}`), ...folders] };
}

/** Sound files in a folder that the user names. Throws `WAKE_FOLDER` (kind `missing`) if there is none in it. */
export async function ownFiles(folder: string): Promise<readonly string[]> {
  const files = await soundFiles(folder).catch((error: unknown) => {
    throw new GatehouseError("WAKE_FOLDER", `the folder ${folder} cannot be read: ${messageOf(error)}`, {
      kind: "missing",
      cause: error,
    });
  });
  if (files.length > 0) return files;
  throw new GatehouseError("WAKE_FOLDER", `there is no sound file (wav, flac, mp3, ogg) in ${folder}`, {
    kind: "missing",
  });
}
