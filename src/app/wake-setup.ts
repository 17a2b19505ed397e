import type { GatehouseConfig } from "../config/schema/gatehouse.ts";

/** What has to come before a command at a microphone. */
export interface WakeSetup {
  readonly wakePhrase: string | null;
  /** A wake word's name or a file. */
  readonly wakeModel: string | null;
  /** Nothing but a button. */
  readonly pushToTalk: boolean;
}

/** What a microphone's configuration, or else that of all, says about waking. */
export function wakeSetup(
  voice: Pick<GatehouseConfig["voice"], "wake">,
  microphone?: Pick<GatehouseConfig["microphones"][string], "wake">,
): WakeSetup {
  const wake = microphone?.wake ?? voice.wake;
  if (wake === "none" || wake === "push-to-talk")
    return { wakePhrase: null, wakeModel: null, pushToTalk: wake === "push-to-talk" };
  return { wakePhrase: wake.phrase ?? null, wakeModel: wake.model ?? null, pushToTalk: false };
}
