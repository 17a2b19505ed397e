import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonScreen, textScreen, type Screen } from "../demo/screen.ts";

type Context = Pick<CommandContext, "out" | "err" | "signal">;

interface Options {
  readonly camera?: string;
  readonly microphone?: string;
  readonly me?: string[];
  readonly keep?: string;
  readonly json?: boolean;
}

/** Adds `gatehouse demo`. */
export function registerDemo(program: Command, context: Context): void {
  program
    .command("demo")
    .description(
      "play the whole story with the real daemon: a command is heard, a door opens, a stranger is recorded",
    )
    .option("--camera <source>", "your own camera (rtsp://..., /dev/video0, a file) instead of the film")
    .option(
      "--microphone <source>",
      "your own microphone (alsa:default, pulse:NAME, a file) instead of the voice",
    )
    .option("--me <photo...>", "photographs of you, so that the door opens for you (with --camera)")
    .option("--keep <dir>", "put everything into this folder instead of a temporary one")
    .option("--json", "print one JSON object a step, and the whole story at the end")
    .action(async (options: Options) => {
      try {
        await runDemoCommand(options, context);
      } catch (error) {
        // Whoever reads the last line as JSON finds the story's end there in every case.
        const told = error instanceof GatehouseError && error.code === "DEMO_STORY_INCOMPLETE";
        if (options.json === true && !told) {
          const end = { story: "failed", steps: [], problem: messageOf(error) };
          context.out.write(`${JSON.stringify(end)}\n`);
        }
        throw error;
      }
    });
}

/** Prepares the media, plays the story; throws DEMO_STORY_INCOMPLETE (exit code 1) if a step did not happen. */
async function runDemoCommand(options: Options, context: Context): Promise<void> {
  const screen = screenOf(options, context);
  // Loaded here: the demo is a small house of its own, and no other command needs it.
  const { prepareMedia } = await import("../demo/media.ts");
  const media = await prepareMedia({
    cache: join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "demo"),
    // Loaded only when something has to be fetched: npm's client is large.
    fetcher: async () => (await import("../../adapters/npm-registry/archive-fetcher.ts")).npmArchiveFetcher(),
    signal: context.signal,
    onProgress: (what, share) => screen.progress(what, share),
  });
  const wishes = {
    camera: options.camera === undefined ? null : absolute(options.camera),
    microphone: options.microphone === undefined ? null : absolute(options.microphone),
    me: (options.me ?? []).map((photo) => resolve(photo)),
    keep: options.keep === undefined ? null : resolve(options.keep),
  };
  const { SystemClock, SystemScheduler } = await import("../../adapters/clock/system-clock.ts");
  const { LibavFrameReader } = await import("../../adapters/libav/frame-reader.ts");
  const { planDemo } = await import("../demo/plan.ts");
  const { runDemo } = await import("../demo/run-demo.ts");
  const [clock, scheduler] = [new SystemClock(), new SystemScheduler()];
  const complete = await runDemo(planDemo(wishes, media, await speaker()), {
    screen,
    err: context.err,
    clock,
    scheduler,
    reader: new LibavFrameReader({ clock, scheduler }),
    signal: context.signal,
  });
  if (complete) return;
  throw new GatehouseError("DEMO_STORY_INCOMPLETE", "not every step of the story happened", {
    kind: "refused",
  });
}

function screenOf(options: Options, context: Context): Screen {
  if (options.json === true) return jsonScreen(context.out);
  const terminal = "isTTY" in context.out && context.out.isTTY === true && process.env.NO_COLOR === undefined;
  return textScreen(context.out, terminal);
}

/** A file's path is made absolute, because the daemon's configuration lies elsewhere; other sources stay as they are. */
function absolute(source: string): string {
  return /^[a-z0-9]+:/i.test(source) ? source : resolve(source);
}

/** The sound card, if there is one: without it answers are only written down. */
async function speaker(): Promise<string | null> {
  try {
    const cards = await readFile("/proc/asound/cards", "utf8");
    return /^\s*\d+ \[/m.test(cards) ? "alsa:default" : null;
  } catch {
    return null;
  }
}
