import { connect } from "node:net";
import type { Scheduler } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { TcpAddress } from "../../runtime/tcp-address.ts";
import { MessageReader, type WyomingMessage } from "./message.ts";

export interface ExchangeOptions {
  readonly scheduler: Scheduler;
  readonly address: TcpAddress;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * One conversation with a service on a connection of its own: sends `requests`, then hands each answer to `take` until that
 * returns a result. Rejects with `WYOMING_SERVICE` (failed) if the service is not there, hangs up or takes too long.
 */
export function exchange<Result>(
  requests: Iterable<Buffer>,
  take: (message: WyomingMessage) => Result | undefined,
  options: ExchangeOptions,
): Promise<Result> {
  const { address, scheduler, timeoutMs, signal } = options;
  const where = `${address.host}:${address.port}`;
  return new Promise((resolve, reject) => {
    const reader = new MessageReader();
    const socket = connect({ host: address.host, port: address.port });
    const fail = (why: string): void =>
      end(() => reject(unavailable(`The Wyoming service at ${where} ${why}.`)));
    const cancel = scheduler.after(timeoutMs, () => fail(`has not answered within ${timeoutMs / 1000} s`));
    const aborted = (): void => fail("is not waited for any more");
    const end = (how: () => void): void => {
      cancel();
      signal?.removeEventListener("abort", aborted);
      socket.destroy();
      how();
    };
    signal?.addEventListener("abort", aborted, { once: true });
    socket.on("error", (error) => fail(`cannot be used (${error.message})`));
    socket.on("close", () => fail("has hung up"));
    socket.on("connect", () => {
      for (const request of requests) socket.write(request);
    });
    socket.on("data", (chunk) => {
      try {
        for (const message of reader.read(chunk)) {
          const result = take(message);
          if (result === undefined) continue;
          end(() => resolve(result));
          return;
        }
      } catch (error) {
        end(() => reject(error instanceof Error ? error : unavailable(String(error))));
      }
    });
  });
}

function unavailable(message: string): GatehouseError {
  return new GatehouseError("WYOMING_SERVICE", message, { kind: "failed" });
}
