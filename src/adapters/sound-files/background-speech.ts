import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Recorded prompts of Debian's packages asterisk-core-sounds-*-wav (CC BY-SA 3.0): people of five languages. */
const PROMPTS = "/usr/share/asterisk/sounds";
/** A folder of recordings by one person, not a link to one: `en_US_f_Allison`. */
const SPEAKER = /^[a-z]{2}_[A-Z]{2}_[fm]_/u;
const SOUND = /\.(wav|flac|mp3|ogg|opus|m4a)$/iu;
/** Shorter ones are tones and single letters. */
const LEAST_BYTES = 12_000;

/** Sound files in a folder and its subfolders, sorted. Rejects if the folder cannot be read. */
export async function soundFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && SOUND.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Speech that Debian packages bring, by speaker; empty if none is installed. */
export async function packagedSpeech(folder = PROMPTS): Promise<ReadonlyMap<string, readonly string[]>> {
  const speakers = (await readdir(folder).catch(() => [])).filter((name) => SPEAKER.test(name)).sort();
  const found = new Map<string, readonly string[]>();
  for (const speaker of speakers) {
    const files = await soundFiles(join(folder, speaker));
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    found.set(
      speaker,
      files.filter((_, i) => (sizes[i] as number) >= LEAST_BYTES),
    );
  }
  return found;
}
