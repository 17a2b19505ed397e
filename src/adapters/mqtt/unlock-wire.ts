import type { Delivery, SendOptions, UnlockWire } from "../../devices/ports.ts";
import type { Logger } from "../../runtime/logger.ts";
import { type BrokerAccess, linkOptions } from "./broker-access.ts";
import type { Why } from "./failure.ts";
import { type LinkPorts, MqttLink, type OpenConnection } from "./link.ts";
import { PingLedger } from "./ping-ledger.ts";
import { isPublishTopic } from "./publish-topic.ts";

/** How the wire is made. */
export interface UnlockWireOptions extends LinkPorts {
  readonly access: BrokerAccess;
  /** The main connection's client id; the wire adds `-wire`. */
  readonly clientId: string;
  readonly logger: Logger;
}

const KEEPALIVE_SECONDS = 10;
const MAX_WAITING = 8;

interface Line {
  readonly open: OpenConnection;
  readonly pings: PingLedger;
}

/** The message that is on its way; there is at most one. */
interface InFlight {
  readonly expire: (why: Why) => void;
}

/**
 * Sends what must arrive now or never, on a connection of its own whose every end is a TCP reset.
 *
 * A PINGREQ follows each message. A broker works a connection's packets off in order, so its PINGRESP says that it has
 * read the message. Without it in time the connection is reset: what the kernel still holds never leaves this machine.
 * What has left it, and waits in the network or in the broker's kernel, nobody can call back (see docs/safety.md).
 */
export class MqttUnlockWire implements UnlockWire {
  readonly #options: UnlockWireOptions;
  readonly #link: MqttLink;
  #line: Line | null = null;
  #why: Why = "the first connection is still being made";
  #inFlight: InFlight | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(options: UnlockWireOptions) {
    this.#options = options;
    const identity = { clientId: `${options.clientId}-wire`, keepaliveSeconds: KEEPALIVE_SECONDS };
    this.#link = new MqttLink(linkOptions(options.access, { identity, unsent: "dropped", ports: options }), {
      opened: (open) => {
        this.#line = { open, pings: new PingLedger(open.client, { unasked: open.cut }) };
        options.logger.debug("unlock wire connected");
      },
      closed: (why) => {
        this.#lost(why);
      },
      failed: (why) => {
        this.#lost(why);
      },
    });
  }

  /** Begins to connect; returns at once. */
  start(): void {
    this.#link.start();
  }

  /** Ends the connection; a message that is on its way expires. Safe without start, and twice. */
  async stop(): Promise<void> {
    this.#inFlight?.expire("Gatehouse is stopping");
    await this.#link.stop();
  }

  /** Whether a message could leave now. */
  ready(): boolean {
    return this.#line !== null;
  }

  async send(topic: string, payload: string, options: SendOptions): Promise<Delivery> {
    const { clock } = this.#options;
    if (!isPublishTopic(topic)) return expired(`${JSON.stringify(topic)} is not a topic`);
    if (this.#line === null) return expired(`there is no connection to the broker: ${this.#why}`);
    if (this.#waiting >= MAX_WAITING) return expired("too many messages are waiting for the broker's answer");
    const startT = clock.now().t;
    const before = this.#turn;
    this.#waiting += 1;
    const mine = before.then(() => {
      const leftMs = options.deliverWithinMs - (clock.now().t - startT);
      if (leftMs <= 0) return expired("the message before it took all the time");
      if (this.#line === null) return expired(`there is no connection to the broker: ${this.#why}`);
      const obstacle = options.obstacle?.() ?? null;
      if (obstacle !== null) return expired(obstacle);
      return this.#transmit(this.#line, { topic, payload, leftMs });
    });
    this.#turn = mine;
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }

  #transmit(line: Line, message: { topic: string; payload: string; leftMs: number }): Promise<Delivery> {
    const { clock, scheduler, logger } = this.#options;
    const { client, cut, protocolVersion } = line.open;
    const { topic, payload, leftMs } = message;
    const startT = clock.now().t;
    return new Promise((resolve) => {
      const settle = (delivery: Delivery): void => {
        if (this.#inFlight !== inFlight) return;
        this.#inFlight = null;
        cancel();
        if (delivery.outcome === "expired") {
          // Off the line first: nothing may be written to it any more.
          if (this.#line === line) this.#line = null;
          this.#why = "the last message went unanswered and the connection was reset";
          cut();
          logger.warn("an unlock expired on its way; the connection was reset", { topic, why: delivery.why });
        }
        resolve(delivery);
      };
      const late = `the broker did not answer within ${(leftMs / 1000).toFixed(1)} s`;
      const inFlight: InFlight = {
        expire: (why) => {
          settle(expired(why));
        },
      };
      this.#inFlight = inFlight;
      const cancel = scheduler.after(leftMs, () => {
        inFlight.expire(late);
      });
      try {
        client.publish(topic, payload, {
          qos: 0,
          retain: false,
          ...(protocolVersion === 5
            ? { properties: { messageExpiryInterval: Math.ceil(leftMs / 1000) } }
            : {}),
        });
        line.pings.ask(() => {
          const ms = clock.now().t - startT;
          settle(ms <= leftMs ? { outcome: "delivered", ms } : expired(late));
        });
      } catch (error) {
        inFlight.expire(error instanceof Error ? error.message : String(error));
      }
    });
  }

  #lost(why: Why): void {
    this.#line = null;
    this.#why = why;
    this.#inFlight?.expire(`the connection ended before the broker answered: ${why}`);
  }
}

function expired(why: Why): Delivery {
  return { outcome: "expired", why };
}
