import { createHmac } from "node:crypto";
import type { HttpCall, HttpSender } from "../../devices/ports.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** Calls that may be under way; more are refused, not queued: what a rule wants to say is stale a minute later. */
const CALLS_MAX = 16;

/**
 * Sends HTTP requests by fetch. Follows no redirect: it would lead to where nobody has allowed it. Reads nothing of the
 * answer but its status.
 */
export class FetchSender implements HttpSender {
  readonly #clock: Clock;
  #keys: Readonly<Record<string, string>> = {};
  #underWay = 0;
  #refused = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Signs with these keys, by name, from now on. */
  useKeys(keys: Readonly<Record<string, string>>): void {
    this.#keys = keys;
  }

  /** How many calls were refused because too many were under way. */
  get refused(): number {
    return this.#refused;
  }

  async send(call: HttpCall): Promise<string> {
    if (this.#underWay >= CALLS_MAX) {
      this.#refused += 1;
      throw failure("HTTP_BUSY", `${CALLS_MAX} calls are under way already; this one was not sent.`);
    }
    const headers = { ...call.headers, ...this.#signature(call) };
    const begin = this.#clock.now().t;
    this.#underWay += 1;
    try {
      const status = await this.#status(call, headers);
      const tookMs = Math.round(this.#clock.now().t - begin);
      const host = new URL(call.url).host;
      if (status >= 200 && status < 300) return `${host} answered ${status} in ${tookMs} ms.`;
      throw failure(
        "HTTP_REFUSED",
        `${host} answered ${status}${status < 400 ? ", and no redirect is followed" : ""}.`,
      );
    } finally {
      this.#underWay -= 1;
    }
  }

  async #status(call: HttpCall, headers: Record<string, string>): Promise<number> {
    const { method, url, body, timeoutMs } = call;
    try {
      const response = await fetch(url, {
        ...{ method, headers, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) },
        ...(body === null ? {} : { body }),
      });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === "TimeoutError";
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      const why = isLate ? `it took longer than ${timeoutMs / 1000} s` : messageOf(cause);
      throw new GatehouseError("HTTP_FAILED", `${new URL(url).host} could not be reached: ${why}`, {
        kind: "failed",
        cause: error,
      });
    }
  }

  #signature({ sign, body }: HttpCall): Record<string, string> {
    if (sign === null) return {};
    const key = this.#keys[sign];
    if (key === undefined)
      throw failure("HTTP_NO_KEY", `outputs.keys has no "${sign}" to sign with; nothing was sent.`);
    const digest = createHmac("sha256", key)
      .update(body ?? "")
      .digest("hex");
    return { "x-gatehouse-signature": `sha256=${digest}` };
  }
}

function failure(code: string, message: string): GatehouseError {
  return new GatehouseError(code, message, { kind: "failed" });
}
