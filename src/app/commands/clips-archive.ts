import { stat } from "node:fs/promises";
import { SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { forkSmallChild } from "../../adapters/process/fork-child.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { ArchiveLink } from "../archive/archive-link.ts";
import { readArchivePlace, writeArchivePlace } from "../archive/archive-place.ts";
import { clipOfFile } from "../brain/clip-name.ts";
import type { CommandContext } from "../command-context.ts";

type Context = Pick<CommandContext, "config" | "stateDirectory" | "out">;

/**
 * Says whether the archive can be used and what is in it; with `begin` it is made one whatever disk it is on.
 *
 * @throws GatehouseError ARCHIVE_NOT_CONFIGURED, ARCHIVE_WRONG_USER (usage), ARCHIVE_UNREACHABLE (failed)
 */
export async function runClipsArchive(
  { begin = false }: { readonly begin?: boolean },
  context: Context,
): Promise<void> {
  const { config } = await context.config();
  const { recordings, node } = config;
  if (recordings.archive === undefined)
    throw new GatehouseError(
      "ARCHIVE_NOT_CONFIGURED",
      "There is no archive: name its folder as recordings.archive.path in the configuration.",
      { kind: "usage" },
    );
  const { path } = recordings.archive;
  const stateDirectory = await context.stateDirectory();
  if (begin) await refuseOthers(stateDirectory);
  const last = await readArchivePlace(stateDirectory);
  const known = last?.path === path ? last.id : null;
  const link = new ArchiveLink({ scheduler: new SystemScheduler(), start: forkSmallChild });
  try {
    const { id, freeBytes } = await link.ask({ type: "open", path, stateDirectory, node, id: known, begin });
    if (id !== known) await writeArchivePlace(stateDirectory, { path, id, node });
    const { names } = await link.ask({ type: "list" });
    const clips = names.filter((name) => clipOfFile(name.replace("clips/", "")) !== null).length;
    context.out.write(`${path}: ${clips} clips, ${(freeBytes / 1e9).toFixed(1)} GB free\n`);
  } finally {
    link.end();
  }
}

/** What somebody else begins Gatehouse cannot write. */
async function refuseOthers(stateDirectory: string): Promise<void> {
  const { uid } = await stat(stateDirectory);
  if (uid === process.getuid?.()) return;
  throw new GatehouseError(
    "ARCHIVE_WRONG_USER",
    `The archive has to belong to whom Gatehouse runs as: sudo -u '#${uid}' gatehouse clips archive --begin`,
    { kind: "usage" },
  );
}
