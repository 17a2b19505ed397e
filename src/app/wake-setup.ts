import type { GatehouseConfig } from "../config/schema/gatehouse.ts";
import { tcpAddress, type TcpAddress } from "../runtime/tcp-address.ts";

/** What has to come before a command at a microphone. */
export interface WakeSetup {
  readonly wakePhrase: string | null;
  /** A wake word's name or a file. */
  readonly wakeModel: string | null;
  /** What hears the phrase instead: a service (its wake word, or null for any), or a folder with a model for sherpa-onnx. */
  readonly wakeService:
    { readonly address: TcpAddress; readonly word: string | null } | { readonly sherpa: string } | null;
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
  const { phrase: wakePhrase = null, model = null, wyoming, sherpa } = wake;
  if (sherpa !== undefined)
    return { wakePhrase, wakeModel: null, wakeService: { sherpa }, pushToTalk: false };
  const address = wyoming === undefined ? null : tcpAddress(wyoming);
  return address === null
    ? { wakePhrase, wakeModel: model, wakeService: null, pushToTalk: false }
    : { wakePhrase, wakeModel: null, wakeService: { address, word: model }, pushToTalk: false };
}
