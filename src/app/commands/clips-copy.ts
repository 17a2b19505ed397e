import { join } from "node:path";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { Rclone } from "../../adapters/rclone/rclone.ts";
import { holdLock } from "../../adapters/state-directory/hold-lock.ts";
import { sleep } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { lookAtArchive } from "../archive/look.ts";
import type { CommandContext } from "../command-context.ts";
import { Copier } from "../copies/copier.ts";
import { COPY_LOCK, copyWishes, type CopySettings } from "../copies/copy-keeper.ts";
import { CopyLedger } from "../copies/ledger.ts";
import { copySettings } from "../copies/settings.ts";
import { copyStatus, copyStatusText } from "../copies/status.ts";

type Context = Pick<CommandContext, "config" | "stateDirectory" | "out" | "signal">;

const LOOK_EVERY_MS = 2_000;

/** What is to be copied where to. Throws `COPY_NOT_CONFIGURED` (usage). */
export async function configuredCopies(context: Pick<Context, "config">): Promise<CopySettings> {
  const { config } = await context.config();
  const settings = copySettings(config.recordings);
  if (settings !== null) return settings;
  throw new GatehouseError(
    "COPY_NOT_CONFIGURED",
    "Nothing is copied: say where to with recordings.copy in the configuration (see docs/recordings.md).",
    { kind: "usage" },
  );
}

/**
 * Says how far the copies have come, and has the daemon try at once; with `wait` it ends when everything is copied, and copies
 * by itself if no daemon does.
 *
 * @throws GatehouseError COPY_NOT_CONFIGURED (usage), RCLONE_MISSING (missing), REMOTE_FAILED (failed)
 */
export async function runClipsCopy(
  { wait = false }: { readonly wait?: boolean },
  context: Context,
): Promise<void> {
  const settings = await configuredCopies(context);
  const directory = await context.stateDirectory();
  await tell(settings, context);
  const lock = wait ? holdLock(join(directory, COPY_LOCK)) : null;
  if (lock !== null) {
    try {
      await copyHere(settings, context);
    } finally {
      lock.release();
    }
    await tell(settings, context);
    return;
  }
  await copyWishes(directory).leave("{}");
  if (!wait) return;
  const scheduler = new SystemScheduler();
  while (!context.signal.aborted && (await copyStatus(directory, settings)).waiting.length > 0)
    await sleep(scheduler, LOOK_EVERY_MS, context.signal);
  await tell(settings, context);
}

async function tell(settings: CopySettings, { stateDirectory, out }: Context): Promise<void> {
  const status = await copyStatus(await stateDirectory(), settings);
  out.write(`${copyStatusText(status, settings)}\n`);
  if (status.failing !== null && status.waiting.length > 0) out.write(`${status.failing}\n`);
}

async function copyHere(settings: CopySettings, context: Context): Promise<void> {
  const { out, signal } = context;
  const stateDirectory = await context.stateDirectory();
  const clock = new SystemClock();
  const archive = await lookAtArchive(stateDirectory);
  const { waiting } = await copyStatus(stateDirectory, settings);
  if (waiting.length === 0 && settings.what !== "all") return;
  const copier = new Copier({
    ...{ stateDirectory, clock },
    ledger: await CopyLedger.open(stateDirectory, settings.place.to, clock.now().at),
    remote: await Rclone.open(settings.place, signal),
    isArchiveReached: () => archive?.isReached ?? false,
  });
  for (const clip of waiting) {
    if (signal.aborted) return;
    out.write(`${clip.clip}: ${await copier.copy(clip)}\n`);
  }
  await copier.copyManifest();
  if (settings.what === "all") await copier.copyMedia();
}
