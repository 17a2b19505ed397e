import { sleep } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import type { DeviceParts } from "./device.ts";
import type { Delivery, SendOptions } from "./ports.ts";

/** Extra time for a wire that does not keep its promise to answer in time. */
const WIRE_GRACE_MS = 1_000;

/** Hands a guarded command to the wire; always answers soon after `deliverWithinMs`, whatever the wire does. */
export async function deliver(
  message: SendOptions & { readonly topic: string; readonly payload: string },
  { wire, scheduler }: Pick<DeviceParts, "wire" | "scheduler">,
): Promise<Delivery> {
  const { topic, payload, deliverWithinMs, obstacle } = message;
  const answered = new AbortController();
  const late = sleep(scheduler, deliverWithinMs + WIRE_GRACE_MS, answered.signal).then((): Delivery => ({
    outcome: "expired",
    why: "the connection did not say in time whether it was delivered",
  }));
  const sent = wire
    .send(topic, payload, { deliverWithinMs, obstacle })
    .catch((error: unknown): Delivery => ({ outcome: "expired", why: messageOf(error) }));
  const delivery = await Promise.race([sent, late]);
  answered.abort();
  return delivery;
}
