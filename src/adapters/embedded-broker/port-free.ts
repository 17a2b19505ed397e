import { createServer } from "node:net";

/** Why nothing can listen at an address, by the error's code; null if something can. Listens for a moment to find out. */
export function whyNotListening(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
