import { Rclone } from "../../../adapters/rclone/rclone.ts";
import { UNREAD_SECRET } from "../../../config/values.ts";
import { messageOf } from "../../../runtime/errors.ts";
import { MANIFEST } from "../../clips/manifest.ts";
import type { CopySettings } from "../../copies/copy-keeper.ts";
import { copyStatus, copyStatusText } from "../../copies/status.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";

/** Whether the other place can be reached, and how far the copies have come. */
export async function checkCopies(
  settings: CopySettings,
  { stateDirectory, signal }: { readonly stateDirectory: string; readonly signal: AbortSignal },
): Promise<Outcome> {
  const { to, password } = settings.place;
  const status = await copyStatus(stateDirectory, settings).catch(() => null);
  const found = status === null ? `${to}, nothing is known of clips` : copyStatusText(status, settings);
  const open =
    password === null ? [warning("names and content lie there for its owner to see: set encrypt")] : [];
  const facts = { to, copied: status?.copied ?? null, waiting: status?.waiting.length ?? null };
  return { found, advice: [...open, ...(await reached(settings, signal))], facts };
}

async function reached({ place }: CopySettings, signal: AbortSignal): Promise<Advice[]> {
  if (place.password === UNREAD_SECRET)
    return [warning("it was not tried: its password cannot be read (run this as Gatehouse runs)")];
  try {
    const remote = await Rclone.open(place, signal);
    await remote.size(MANIFEST);
    return [];
  } catch (error) {
    return [problem(`nothing can be copied: ${messageOf(error)}`)];
  }
}
