import { Aedes, type AedesOptions } from "aedes";
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, isIP, type Server, type Socket } from "node:net";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";

/** How the broker inside the daemon listens. */
export interface EmbeddedBrokerOptions {
  /** An address of this machine; loopback by default. Anything else needs credentials. */
  readonly host?: string | undefined;
  /** 1883 by default; 0 takes any free port. */
  readonly port?: number | undefined;
  /** Demanded of every client, the daemon's own included. */
  readonly credentials?: { readonly username: string; readonly password: string } | undefined;
  readonly logger: Logger;
}

/** The running broker. */
export interface EmbeddedBroker {
  readonly host: string;
  readonly port: number;
  /** What clients on this machine connect to. */
  readonly url: string;
  /** Disconnects everybody and stops listening. Safe to call twice. */
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 64;
const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_RETAINED_TOPICS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
const DRAIN_TIMEOUT_MS = 10_000;

/**
 * Starts a broker (aedes, MQTT 3.1.1) inside this process. It keeps everything in memory, within bounds, and no sessions:
 * every client begins afresh, so nothing that was asked while a client was away is delivered later.
 *
 * @throws GatehouseError `BROKER_OPEN` (usage) if it would listen beyond this machine without credentials,
 *   `BROKER_PORT` (missing) if the address or the port cannot be had
 */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const host = options.host ?? "127.0.0.1";
  const port = options.port ?? 1883;
  if (!isLoopback(host) && options.credentials === undefined) {
    throw new GatehouseError(
      "BROKER_OPEN",
      `The embedded broker would listen on ${host}, where others can reach it, without a password: ` +
        "set mqtt.username and mqtt.password, or let it listen on 127.0.0.1.",
      { kind: "usage" },
    );
  }
  const aedes = await Aedes.createBroker(brokerOptions(options));
  numberInOrder(aedes);
  aedes.on("clientError", (client, error) => {
    options.logger.debug("embedded broker: client failed", { client: client.id, why: error.message });
  });
  aedes.on("connectionError", (_client, error) => {
    options.logger.debug("embedded broker: connection failed", { why: error.message });
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.maxConnections = MAX_CONNECTIONS;
  try {
    await listen(server, host, port);
  } catch (error) {
    await closeBroker(aedes);
    throw portTaken(host, port, error);
  }
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  let closing: Promise<void> | null = null;
  return {
    host,
    port: boundPort,
    url: `mqtt://${isIP(host) === 6 ? `[${host}]` : host}:${String(boundPort)}`.replace(
      "0.0.0.0",
      "127.0.0.1",
    ),
    close: () => {
      closing ??= closeAll(aedes, server, sockets);
      return closing;
    },
  };
}

/** Whether only this machine can reach what listens on `host`. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function brokerOptions({ credentials }: EmbeddedBrokerOptions): AedesOptions {
  const retained = new Set<string>();
  return {
    connectTimeout: CONNECT_TIMEOUT_MS,
    drainTimeout: DRAIN_TIMEOUT_MS,
    preConnect: (_client, packet, callback) => {
      // No sessions: they would deliver late what was sent in a client's absence, and grow without bound.
      packet.clean = true;
      callback(null, true);
    },
    authenticate: (_client, username, password, done) => {
      const known =
        credentials === undefined ||
        (same(username ?? "", credentials.username) && same(password ?? "", credentials.password));
      done(null, known);
    },
    authorizePublish: (_client, packet, callback) => {
      callback(publishProblem(packet, retained));
    },
  };
}

/** The part of aedes that hands messages to subscribers; its types leave it out. */
interface Emitting {
  readonly mq: { emit: (packet: { brokerCounter?: number }, done?: () => void) => void };
}

/**
 * aedes numbers a message when it comes in, lets retained and QoS 1 messages wait a turn, and then takes whatever comes to
 * a subscriber after a higher number for a duplicate: who subscribes to `gatehouse/#` would miss states. Numbered when they
 * go out, messages keep their order, and real duplicates (of overlapping subscriptions) still carry one number.
 */
function numberInOrder(aedes: Aedes): void {
  const { mq } = aedes as unknown as Emitting;
  const emit = mq.emit.bind(mq);
  let count = 0;
  mq.emit = (packet, done) => {
    count += 1;
    packet.brokerCounter = count;
    emit(packet, done);
  };
}

/** Says why a message is not taken, or null; keeps count of the retained topics. */
function publishProblem(
  packet: { topic: string; payload: string | Buffer; retain: boolean },
  retained: Set<string>,
): Error | null {
  if (packet.topic.startsWith("$SYS/")) return new Error("$SYS/ is the broker's own");
  const bytes = Buffer.byteLength(packet.payload);
  if (bytes > MAX_MESSAGE_BYTES) return new Error(`a message of ${bytes} bytes is too large`);
  if (!packet.retain) return null;
  if (bytes === 0) retained.delete(packet.topic);
  else if (!retained.has(packet.topic) && retained.size >= MAX_RETAINED_TOPICS) {
    return new Error("too many retained topics");
  } else retained.add(packet.topic);
  return null;
}

/** Compares in a time that tells nothing about where the two differ. */
function same(given: string | Buffer, wanted: string): boolean {
  const digest = (text: string | Buffer): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function portTaken(host: string, port: number, cause: unknown): GatehouseError {
  const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
  return new GatehouseError(
    "BROKER_PORT",
    taken
      ? `Port ${port} of ${host} is taken, probably by another MQTT broker: use that one (mqtt.url), or give the embedded broker another port.`
      : `The embedded broker cannot listen on port ${port} of ${host}.`,
    { kind: "missing", cause },
  );
}

async function closeAll(aedes: Aedes, server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
  await closeBroker(aedes);
  for (const socket of sockets) socket.destroy();
  await closed;
}

function closeBroker(aedes: Aedes): Promise<void> {
  return new Promise((resolve) => {
    aedes.close(() => {
      resolve();
    });
  });
}
