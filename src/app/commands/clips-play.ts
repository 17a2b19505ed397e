import { hostname } from "node:os";
import { hasScreen, playFilm } from "../../adapters/process/play-film.ts";
import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import { clipFilesOf } from "../archive/look.ts";
import { clipOrLast, listClips } from "../clips/list.ts";
import type { CommandContext } from "../command-context.ts";

type Context = Pick<CommandContext, "stateDirectory" | "out" | "signal">;

/**
 * Shows a clip with a player of this machine; without one, or without a screen, says where its file is.
 *
 * @param env the environment, which tells of the screen and where programs are
 */
export async function runClipsPlay(
  name: string,
  context: Context,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const directory = await context.stateDirectory();
  const { files } = await clipFilesOf(directory);
  const journal = await openJournalReader(journalPath(directory));
  const clips = await listClips(journal.reader, files, {}).finally(() => journal.close());
  const path = await files.pathOf(clipOrLast(clips, name).path);
  const screen = hasScreen(env);
  if (screen && (await playFilm(path, env, context.signal)) !== null) return;
  const why = screen ? "no player was found that shows it (mpv or ffplay)" : "there is no screen here";
  context.out.write(`${path}\n`);
  context.out.write(`It is a plain MP4 file; ${why}. To see it elsewhere: scp ${hostname()}:${path} .\n`);
}
