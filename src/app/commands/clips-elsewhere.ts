import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { runClipsArchive } from "./clips-archive.ts";
import { runClipsCopy } from "./clips-copy.ts";
import { runClipsFetch } from "./clips-fetch.ts";

type Context = Pick<CommandContext, "config" | "stateDirectory" | "out" | "signal">;

/** Adds `gatehouse clips copy | fetch | archive`. */
export function registerElsewhere(clips: Command, context: Context): void {
  clips
    .command("copy")
    .description("say how far the copies elsewhere (recordings.copy) have come, and try at once what is left")
    .option("--wait", "end when everything is copied; copies by itself if no daemon runs")
    .action((options: { readonly wait?: boolean }) => runClipsCopy(options, context));
  clips
    .command("fetch [clip]")
    .description("bring a copy back from elsewhere, and verify it; without a name: say which clips lie there")
    .option("--output <file>", "where to (default: CLIP.mp4 in this folder)")
    .action((clip: string | undefined, options: { readonly output?: string }) =>
      runClipsFetch(clip, options, context),
    );
  clips
    .command("archive")
    .description("say whether the archive (recordings.archive) can be used, and what is in it")
    .option("--begin", "make the folder the archive although it is on the same disk, or was one on another")
    .action((options: { readonly begin?: boolean }) => runClipsArchive(options, context));
}
