import { InvalidArgumentError } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { signedLink } from "../../adapters/http/signed-link.ts";
import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import { readLinkKey } from "../../adapters/state-directory/link-key.ts";
import { Duration } from "../../config/values.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { linkBase } from "../brain/media-links.ts";
import { clipFilesOf } from "../archive/look.ts";
import { clipOrLast, listClips } from "../clips/list.ts";
import type { CommandContext } from "../command-context.ts";

/** Reads `--valid`: ms. */
export function validity(text: string): number {
  const ms = Duration.safeParse(text);
  if (ms.success && ms.data > 0) return ms.data;
  throw new InvalidArgumentError("expected a duration such as 1h or 2 days");
}

/**
 * Prints a link under which a clip can be seen until it expires.
 *
 * @throws GatehouseError LINKS_OFF (usage), CLIP_GONE (missing)
 */
export async function runClipsLink(
  name: string,
  { valid }: { readonly valid?: number },
  context: Pick<CommandContext, "config" | "stateDirectory" | "out">,
): Promise<void> {
  const { links } = (await context.config()).config;
  if (links === undefined) {
    const message =
      "There are no links without `links:` in the configuration, which says where they are served.";
    throw new GatehouseError("LINKS_OFF", message, { kind: "usage" });
  }
  const directory = await context.stateDirectory();
  const journal = await openJournalReader(journalPath(directory));
  const { files } = await clipFilesOf(directory);
  const clips = await listClips(journal.reader, files, {}).finally(() => journal.close());
  const { clip, path, there } = clipOrLast(clips, name);
  if (!there) {
    const message = `${clip} is not among the clips of the state directory any more; links show no others.`;
    throw new GatehouseError("CLIP_GONE", message, { kind: "missing" });
  }
  const untilAt = new SystemClock().now().at + (valid ?? links.valid);
  const maker = { key: readLinkKey(directory), base: linkBase(links) };
  context.out.write(`${signedLink(path, untilAt, maker)}\n`);
}
