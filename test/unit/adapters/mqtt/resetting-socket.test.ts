import { createServer, Socket, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { ResettingSocket } from "../../../../src/adapters/mqtt/transport.ts";

/** More than the kernel of a peer that does not read takes in at once. */
const BYTES = 1_000_000;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** How many bytes reach a peer that begins to read only after the socket was destroyed. */
function arrived(socket: Socket): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer({ pauseOnConnect: true }, (peer) => {
      let bytes = 0;
      peer.on("error", () => undefined);
      peer.on("data", (chunk: Buffer) => (bytes += chunk.length));
      peer.on("close", () => resolve(bytes));
      socket.on("close", () => setTimeout(() => peer.resume(), 50));
    });
    servers.push(server);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      socket.on("error", () => undefined);
      socket.connect(typeof address === "object" && address !== null ? address.port : 0, "127.0.0.1", () => {
        socket.write(Buffer.alloc(BYTES), () => undefined);
        setTimeout(() => socket.destroy(), 50);
      });
    });
  });
}

describe("a socket whose end is a reset", () => {
  it("drops what the kernel still holds", async () => {
    expect(await arrived(new ResettingSocket())).toBeLessThan(BYTES);
  });

  it("differs in that from an ordinary one", async () => {
    expect(await arrived(new Socket())).toBe(BYTES);
  });

  it("may be destroyed before it was connected, and twice", () => {
    const socket = new ResettingSocket();
    socket.destroy();
    socket.destroy();
    expect(socket.destroyed).toBe(true);
  });
});
