import type { Server } from "node:http";
import type { GatehouseError } from "../../runtime/errors.ts";

/** Where to listen. */
export interface ListenAt {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/**
 * Begins to listen; resolves with the port.
 *
 * @param cannot the error to throw where nobody can listen there
 */
export async function beginListening(
  server: Server,
  { host, port }: ListenAt,
  cannot: (cause: Error) => GatehouseError,
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: Error): void => reject(cannot(cause));
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Ends all connections and stops listening. Safe to call twice. */
export async function endListening(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
