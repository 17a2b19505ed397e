import { connect, createServer, type Socket } from "node:net";

/** A TCP segment on the internet, bytes. */
const SEGMENT_BYTES = 1_460;
/** So much waits on the way before the sender is held back. */
const MOST_ON_THE_WAY = 1_000_000;

export interface LinkFaults {
  /** Each piece is late by up to so much, ms. */
  readonly jitterMs: number;
  /** Share of the segments that are lost. */
  readonly loss: number;
  /** So long it takes until a lost one is sent again; what comes behind it waits, ms. */
  readonly retransmitMs: number;
}

/** A stretch of bad network on loopback between a camera and whoever watches it. */
export interface BadLink {
  readonly port: number;
  /** `silent`: nothing gets through any more. `broken`: connections end, and new ones too. */
  cut(how: "silent" | "broken"): void;
  mend(): void;
  stop(): Promise<void>;
}

/** Starts a proxy that treats a TCP connection as a bad network does: late, in bursts, with holes; never out of order. */
export async function startBadLink(targetPort: number, faults: LinkFaults): Promise<BadLink> {
  const sockets = new Set<Socket>();
  let state: "up" | "silent" | "broken" = "up";
  const server = createServer((near) => {
    if (state === "broken") {
      near.destroy();
      return;
    }
    const far = connect({ port: targetPort, host: "127.0.0.1" });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    const isUp = (): boolean => state === "up";
    carry({ from: near, to: far, isUp }, faults);
    carry({ from: far, to: near, isUp }, faults);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    cut: (how) => {
      state = how;
      if (how === "broken") end();
    },
    // What a silent network has swallowed is not said again: connections from before are dead.
    mend: () => {
      if (state === "silent") end();
      state = "up";
    },
    stop: async () => {
      end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function carry(
  { from, to, isUp }: { from: Socket; to: Socket; isUp: () => boolean },
  { jitterMs, loss, retransmitMs }: LinkFaults,
): void {
  let lastDueMs = 0;
  let onTheWay = 0;
  from.on("data", (chunk: Buffer) => {
    if (!isUp()) return;
    const isLost = Math.random() > (1 - loss) ** Math.ceil(chunk.length / SEGMENT_BYTES);
    const lateMs = Math.random() * jitterMs + (isLost ? retransmitMs : 0);
    lastDueMs = Math.max(lastDueMs, performance.now() + lateMs);
    onTheWay += chunk.length;
    if (onTheWay > MOST_ON_THE_WAY) from.pause();
    setTimeout(() => {
      onTheWay -= chunk.length;
      if (onTheWay <= MOST_ON_THE_WAY) from.resume();
      if (isUp() && !to.destroyed) to.write(chunk);
    }, lastDueMs - performance.now());
  });
}
