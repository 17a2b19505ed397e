import { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** Loads the voice activity model of a setup. Rejects with `VOICE_ACTIVITY_MODEL` (missing) if there is none or it is none. */
export async function loadActivity(models: Readonly<Record<string, string>>): Promise<SileroActivity> {
  const model = models["voice-activity"];
  if (model !== undefined) return SileroActivity.load(model);
  const why = "no model for voice-activity; run `gatehouse models pull`";
  throw new GatehouseError("VOICE_ACTIVITY_MODEL", why, { kind: "missing" });
}
