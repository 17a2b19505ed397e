import { createServer, type Server, type Socket } from "node:net";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import type { TcpAddress } from "../../runtime/tcp-address.ts";
import { Conversation, type OfferedEars } from "./conversation.ts";
import { encodeMessage, MessageReader } from "./message.ts";

/** Clients at the same time. */
const MOST_CONNECTIONS = 8;
/** Without a whole message for so long a connection is closed. */
const IDLE_MS = 60_000;
/** Who leaves more answers unread does not listen. */
const MOST_UNREAD_BYTES = 65_536;
/** The last answer may take so long to be read. */
const LAST_ANSWER_MS = 2_000;

export interface WyomingServerOptions {
  readonly ears: OfferedEars;
  readonly scheduler: Scheduler;
  /** The ears have failed: a connection was closed for that. */
  readonly failed: (why: string) => void;
}

/**
 * Offers ears as Wyoming services over TCP. Each client's sound is taken no faster than it is heard; how many clients there
 * are, how long they may be silent and what they leave unread is bounded, and what was refused is counted.
 */
export class WyomingServer {
  readonly #options: WyomingServerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #counts = { refused: 0, idle: 0, slow: 0, broken: 0, failed: 0 };
  #server: Server | null = null;

  constructor(options: WyomingServerOptions) {
    this.#options = options;
  }

  /** Connections there are now, and those that were refused or closed since the start: full, silent, unread, broken, failed. */
  get counters(): Readonly<Record<string, number>> {
    const { refused, idle, slow, broken, failed } = this.#counts;
    return {
      connections: this.#sockets.size,
      ...{ connectionsRefused: refused, connectionsIdle: idle, connectionsSlow: slow },
      ...{ connectionsBroken: broken, connectionsFailed: failed },
    };
  }

  /** Listens. Rejects with `WYOMING_LISTEN` (kind `failed`) if that cannot be done, for one because the port is taken. */
  listen({ host, port }: TcpAddress): Promise<void> {
    // Who has sent everything may close that half and still read the answer.
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => void this.#serve(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once("error", (error) => {
        const why = `Cannot listen at ${host}:${port} for Wyoming clients: ${error.message}.`;
        reject(new GatehouseError("WYOMING_LISTEN", why, { kind: "failed", cause: error }));
      });
      server.listen({ host, port }, () => {
        // A listening socket that fails later takes no more clients and nobody with it.
        server.removeAllListeners("error").on("error", (error) => this.#options.failed(messageOf(error)));
        resolve();
      });
    });
  }

  /** Closes everything. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = null;
    if (server?.listening === true) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #serve(socket: Socket): Promise<void> {
    socket.on("error", () => undefined);
    if (this.#sockets.size >= MOST_CONNECTIONS) {
      this.#counts.refused += 1;
      this.#sayLast(socket, new GatehouseError("WYOMING_FULL", "Too many clients.", { kind: "failed" }));
      return;
    }
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const fault = await this.#converse(socket);
    this.#sayLast(socket, fault);
  }

  /** Takes messages until the client hangs up or says what cannot be answered; what that was, or null. */
  async #converse(socket: Socket): Promise<GatehouseError | null> {
    const { ears, scheduler } = this.#options;
    const reader = new MessageReader();
    const conversation = new Conversation(ears, (message) => this.#send(socket, message));
    let cancel: Cancel = () => undefined;
    const waitForNext = (): void => {
      cancel = scheduler.after(IDLE_MS, () => {
        this.#counts.idle += 1;
        socket.destroy();
      });
    };
    waitForNext();
    try {
      // Leaving the loop must not close the socket: there may be something left to say.
      for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
        for (const message of reader.read(chunk as Buffer)) {
          cancel();
          await conversation.take(message);
          waitForNext();
        }
      }
      return null;
    } catch (error) {
      return socket.destroyed ? null : this.#faultOf(error);
    } finally {
      cancel();
      conversation.close();
    }
  }

  #faultOf(error: unknown): GatehouseError {
    if (error instanceof GatehouseError && /^WYOMING_(PROTOCOL|SOUND)$/u.test(error.code)) {
      this.#counts.broken += 1;
      return error;
    }
    this.#counts.failed += 1;
    this.#options.failed(messageOf(error));
    // What fails inside is nobody's business outside.
    return new GatehouseError("WYOMING_EARS", "Gatehouse could not listen.", {
      kind: "failed",
      cause: error,
    });
  }

  #send(socket: Socket, message: Buffer): void {
    if (socket.destroyed || socket.writableEnded) return;
    if (socket.writableLength > MOST_UNREAD_BYTES) {
      this.#counts.slow += 1;
      socket.destroy();
    } else socket.write(message);
  }

  /** Says what was wrong, if anything was, and hangs up. */
  #sayLast(socket: Socket, fault: GatehouseError | null): void {
    if (socket.destroyed) return;
    const cancel = this.#options.scheduler.after(LAST_ANSWER_MS, () => socket.destroy());
    socket.once("close", cancel);
    if (fault !== null)
      socket.write(encodeMessage("error", { text: fault.message, code: fault.code }), () => undefined);
    socket.destroySoon();
  }
}
