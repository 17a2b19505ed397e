import { isIP, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { createWebSocketStream, WebSocket } from "ws";
import { GatehouseError } from "../../runtime/errors.ts";
import type { BrokerAddress } from "./broker-address.ts";
import { MAX_INCOMING_BYTES } from "./client-options.ts";

/** Certificates in PEM. Without `ca` the system's authorities count. */
export interface TlsOptions {
  readonly ca?: string | Buffer | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  /** The name that the broker's certificate has to carry, if it is not the host's. */
  readonly serverName?: string | undefined;
}

/** How a connection to a broker is opened. */
export interface TransportOptions {
  readonly address: BrokerAddress;
  readonly tls: TlsOptions;
  readonly timeoutMs: number;
  /**
   * What becomes of bytes that the kernel still holds when the connection ends: `sent` leaves them to TCP, `dropped`
   * resets the connection so that they never leave this machine.
   */
  readonly unsent: "sent" | "dropped";
  readonly signal: AbortSignal;
}

/**
 * A TCP socket whose every end is a reset (RST, `SO_LINGER` 0): whoever closes it, and under TLS too, the kernel throws
 * away what it has not sent. Node's own `resetAndDestroy` first waits until everything is written, which is just what a
 * stalled peer prevents; here a reset waits for nothing.
 */
export class ResettingSocket extends Socket {
  #resetting = false;

  override destroySoon(): void {
    this.destroy();
  }

  override destroy(error?: Error): this {
    if (!this.#resetting && !this.pending && !this.destroyed) {
      this.#resetting = true;
      this.resetAndDestroy();
    }
    return super.destroy(error);
  }
}

/** A connection that MQTT may be spoken on. */
export interface Transport {
  readonly stream: Duplex;
  /** Ends it now; with `unsent: "dropped"` by a reset. */
  readonly cut: () => void;
}

/**
 * Opens a connection and resolves when it may be spoken on: for TLS after the broker's certificate was verified, so that
 * no password goes to a stranger.
 *
 * @throws the error of the socket, of TLS or of HTTP, an `ETIMEDOUT` after `timeoutMs`, or `MQTT_STOPPED` on abort
 */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const { webSocketPath } = options.address;
  const socket = await openSocket(options);
  const cut = (): void => {
    socket.destroy();
  };
  if (webSocketPath === null) return { stream: socket, cut };
  return { stream: await openWebSocket(socket, webSocketPath, options), cut };
}

/** Speaks HTTP on an open socket until it is a WebSocket whose frames carry MQTT (MQTT 5.0, section 6). */
function openWebSocket(
  socket: Socket,
  path: string,
  { address, timeoutMs, signal }: TransportOptions,
): Promise<Duplex> {
  // The scheme says `ws` also under TLS: the encryption is the socket's and has been set up already.
  const web = new WebSocket(
    `ws://${address.host.includes(":") ? `[${address.host}]` : address.host}${path}`,
    "mqtt",
    {
      createConnection: () => socket,
      handshakeTimeout: timeoutMs,
      perMessageDeflate: false,
      maxPayload: MAX_INCOMING_BYTES,
    },
  );
  const stopped = (): void => {
    socket.destroy();
  };
  signal.addEventListener("abort", stopped, { once: true });
  return new Promise<Duplex>((resolve, reject) => {
    web.once("open", () => {
      const stream = createWebSocketStream(web);
      // The stream of a socket that is gone would wait for its reader and its writer to finish.
      socket.once("close", () => stream.destroy());
      resolve(stream);
    });
    web.once("error", (error) => {
      socket.destroy();
      reject(error);
    });
  }).finally(() => {
    signal.removeEventListener("abort", stopped);
  });
}

function openSocket(options: TransportOptions): Promise<Socket> {
  const { address, signal } = options;
  const raw = options.unsent === "dropped" ? new ResettingSocket() : new Socket();
  raw.setNoDelay(true);
  return new Promise((resolve, reject) => {
    let stream: Socket | TLSSocket = raw;
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stopped);
      raw.off("error", failed);
      stream.off("error", failed);
      outcome();
    };
    const failed = (error: Error): void => {
      settle(() => {
        stream.on("error", () => undefined);
        raw.on("error", () => undefined);
        stream.destroy();
        raw.destroy();
        reject(error);
      });
    };
    const stopped = (): void => {
      failed(new GatehouseError("MQTT_STOPPED", "Stopped while connecting.", { kind: "failed" }));
    };
    const timer = setTimeout(() => {
      failed(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    }, options.timeoutMs);
    signal.addEventListener("abort", stopped, { once: true });
    raw.on("error", failed);
    if (address.tls) {
      stream = connectTls({ ...tlsOptions(options), socket: raw });
      stream.on("error", failed);
      stream.once("secureConnect", () => {
        // A reset of the wire below is this connection's ordinary end, never an unhandled error.
        settle(() => raw.on("error", () => undefined));
        resolve(stream);
      });
    } else {
      raw.once("connect", () => {
        settle(() => {
          resolve(raw);
        });
      });
    }
    raw.connect({ host: address.host, port: address.port });
    if (signal.aborted) stopped();
  });
}

function tlsOptions({ address, tls }: TransportOptions): ConnectionOptions {
  const name = tls.serverName ?? address.host;
  return {
    rejectUnauthorized: true,
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  };
}
