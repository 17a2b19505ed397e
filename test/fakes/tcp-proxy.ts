import { connect, createServer, type Socket } from "node:net";

export interface TcpProxy {
  readonly port: number;
  /**
   * Reads nothing more from either side, as a peer that hangs. What was sent until the receive buffer of the proxy's
   * kernel is full (64 KiB here) counts as gone for the sender; the rest stays in the sender's kernel.
   */
  stall(): void;
  /** Reads again, passes on what had been swallowed, then goes on. */
  flow(): void;
  /** Passes everything on this much later. */
  delay(ms: number): void;
  /** Cuts all connections now. */
  cut(): void;
  /** Hangs up on new connections at once, or takes them again. */
  refuse(refuse: boolean): void;
  stop(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Starts a proxy on loopback, through which tests make the way to a broker slow, stuck or broken. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let stalled = false;
  let delayMs = 0;
  let refusing = false;
  const forward = (from: Socket, to: Socket): void => {
    from.on("data", (chunk: Buffer) => {
      if (delayMs === 0) to.write(chunk);
      else setTimeout(() => to.write(chunk), delayMs);
    });
    from.on("end", () => to.end());
  };
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const upstream = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    client.setNoDelay(true);
    const pair = { client, server: upstream };
    pairs.add(pair);
    client.on("error", () => undefined);
    upstream.on("error", () => undefined);
    client.on("close", () => {
      pairs.delete(pair);
      upstream.end();
    });
    upstream.on("close", () => client.destroy());
    forward(client, upstream);
    forward(upstream, client);
    if (stalled) upstream.pause();
    else client.resume();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const each = (action: (socket: Socket) => void): void => {
    for (const pair of [...pairs]) {
      action(pair.client);
      action(pair.server);
    }
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    stall: () => {
      stalled = true;
      each((socket) => socket.pause());
    },
    flow: () => {
      stalled = false;
      each((socket) => socket.resume());
    },
    delay: (ms) => {
      delayMs = ms;
    },
    cut: () => {
      each((socket) => socket.destroy());
    },
    refuse: (refuse) => {
      refusing = refuse;
    },
    stop: async () => {
      each((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
