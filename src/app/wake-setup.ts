import type { GatehouseConfig } from "../config/schema/gatehouse.ts";
import { tcpAddress, type TcpAddress } from "../runtime/tcp-address.ts";

/** What has to come before a command at a microphone. */
export interface WakeSetup {
  readonly wakePhrase: string | null;
  /** A wake word's name or a file. */
  readonly wakeModel: string | null;
  /** A service that hears the phrase; its wake word, or null for any. */
  readonly wakeService: { readonly address: TcpAddress; readonly word: string | null } | null;
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
    return { wakePhrase: null, wakeModel: null, wakeService: null, pushToTalk: wake === "push-to-talk" };
  const { phrase: wakePhrase = null, model = null, wyoming } = wake;
  const address = wyoming === undefined ? null : tcpAddress(wyoming);
  return address === null
    ? { wakePhrase, wakeModel: model, wakeService: null, pushToTalk: false }
    : { wakePhrase, wakeModel: null, wakeService: { address, word: model }, pushToTalk: false };
}
