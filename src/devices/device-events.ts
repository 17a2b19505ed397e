import type { EventDraft } from "../events/catalogue.ts";
import type { Instant } from "../runtime/clock.ts";

/** The event that says what a device failed to do; `by` is the request concerned, or null. */
export function failedDraft(
  device: string,
  why: string,
  about: { readonly by: string | null; readonly now: Instant },
): EventDraft {
  const { at, t } = about.now;
  return { name: "device.failed", source: `device:${device}`, at, t, device, why, by: about.by };
}

/** A command as it left. */
export interface SentCommand {
  readonly command: string;
  readonly topic: string;
  readonly payload: string;
  readonly by: string | null;
  /** How long the broker took to answer behind it, ms; null if it did not or was not asked. */
  readonly deliveryMs: number | null;
  /** When it left. */
  readonly sent: Instant;
}

/** The event that says a command left for a device. */
export function commandedDraft(device: string, { sent, ...command }: SentCommand): EventDraft {
  const { at, t } = sent;
  return { name: "device.commanded", source: `device:${device}`, at, t, device, ...command };
}
