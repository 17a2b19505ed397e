import { MqttClient } from "mqtt";
import type { Duplex } from "node:stream";
import { backoffMs } from "../../runtime/backoff.ts";
import { type Clock, type Scheduler, sleep } from "../../runtime/clock.ts";
import { addressText, type BrokerAddress } from "./broker-address.ts";
import { type ClientIdentity, clientOptions, type ProtocolVersion } from "./client-options.ts";
import { refusesVersion, type Why, whyOf, whyNotGreeted, whyOfReason } from "./failure.ts";
import { openTransport, type TlsOptions, type Transport } from "./transport.ts";

/** What a link needs from outside. */
export interface LinkPorts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Uniform in [0, 1): spreads the reconnects of many clients. */
  readonly random: () => number;
}

/** Whom a link connects to, and as whom. */
export interface LinkOptions extends LinkPorts {
  readonly address: BrokerAddress;
  readonly tls: TlsOptions;
  readonly identity: ClientIdentity;
  readonly unsent: "sent" | "dropped";
  /** The only version to speak; undefined: find out. */
  readonly protocolVersion?: ProtocolVersion | undefined;
}

/** Is told what becomes of a link. */
export interface LinkListener {
  /** A connection stands; `client` and `stream` serve until `closed`. */
  opened(connection: OpenConnection): void;
  /** It ended. */
  closed(why: Why): void;
  /** A try to connect failed. */
  failed(why: Why): void;
}

/** One connection that the broker has accepted. */
export interface OpenConnection {
  readonly client: MqttClient;
  readonly stream: Duplex;
  /** Ends it at once, on the socket itself. */
  readonly cut: () => void;
  readonly protocolVersion: ProtocolVersion;
}

/** How one try, or one connection, ended. */
interface SessionEnd {
  readonly why: Why;
  /** The broker did not want this version of MQTT: it said so, or it hung up without a word. */
  readonly unwanted: "refused" | "wordless" | null;
  /** It stood long enough to call the broker well. */
  readonly steady: boolean;
}

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 15_000;
const TRANSPORT_TIMEOUT_MS = 10_000;
const STEADY_MS = 10_000;
const GOODBYE_MS = 500;

/**
 * Keeps one connection to a broker: opens it, opens it again when it ends, with back-off and jitter. Every connection has
 * a new client object, so that no state of the library survives from one to the next. MQTT 5 is tried first; a broker
 * that does not want it is addressed in 3.1.1 from then on.
 */
export class MqttLink {
  readonly #options: LinkOptions;
  readonly #listener: LinkListener;
  readonly #abort = new AbortController();
  #version: ProtocolVersion;
  #preferred: ProtocolVersion = 5;
  #loop: Promise<void> | null = null;

  constructor(options: LinkOptions, listener: LinkListener) {
    this.#options = options;
    this.#version = options.protocolVersion ?? 5;
    this.#listener = listener;
  }

  /** Begins to connect; returns at once. A second call does nothing. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Says goodbye (so the will is not published) and ends. Safe without start, and twice. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { scheduler, random } = this.#options;
    const signal = this.#abort.signal;
    let failures = 0;
    let triedOtherVersion = false;
    while (!signal.aborted) {
      const end = await this.#session();
      if (this.#abort.signal.aborted) return;
      if (end.steady) failures = 0;
      this.#chooseVersion(end.unwanted);
      if (end.unwanted !== null && !triedOtherVersion) {
        triedOtherVersion = true;
        continue;
      }
      triedOtherVersion = false;
      await sleep(
        scheduler,
        backoffMs(failures, { firstMs: FIRST_RETRY_MS, maxMs: MAX_RETRY_MS, random: random() }),
        signal,
      );
      failures += 1;
    }
  }

  /**
   * A broker that said no to a version is not asked for it again. One that hung up may have been shutting down: the other
   * version is worth a try, but after that MQTT 5 is again.
   */
  #chooseVersion(unwanted: SessionEnd["unwanted"]): void {
    const { protocolVersion } = this.#options;
    if (protocolVersion !== undefined) return;
    if (unwanted === "refused") this.#preferred = this.#version === 5 ? 4 : 5;
    this.#version = unwanted === "wordless" && this.#version === 5 ? 4 : this.#preferred;
  }

  async #session(): Promise<SessionEnd> {
    const { address, tls, unsent } = this.#options;
    let transport: Transport;
    try {
      const signal = this.#abort.signal;
      transport = await openTransport({ address, tls, unsent, signal, timeoutMs: TRANSPORT_TIMEOUT_MS });
    } catch (error) {
      const why = whyOf(error, address);
      if (!this.#abort.signal.aborted) this.#listener.failed(why);
      return { why, unwanted: null, steady: false };
    }
    return this.#converse(transport);
  }

  #converse({ stream, cut }: Transport): Promise<SessionEnd> {
    const { address, identity, clock } = this.#options;
    const protocolVersion = this.#version;
    const client = new MqttClient(() => stream, clientOptions(identity, protocolVersion));
    const goodbye = (): void => {
      sayGoodbye(client, { stream, cut });
    };
    this.#abort.signal.addEventListener("abort", goodbye, { once: true });
    return new Promise((resolve) => {
      let openedT: number | null = null;
      let why: Why | null = null;
      let refused = false;
      client.on("connect", () => {
        openedT = clock.now().t;
        this.#listener.opened({ client, stream, cut, protocolVersion });
      });
      client.on("disconnect", (packet) => {
        if (packet.reasonCode !== undefined) why ??= whyOfReason(packet.reasonCode, address);
      });
      client.on("error", (error) => {
        refused ||= refusesVersion(error);
        why ??= openedT === null ? whyNotGreeted(error, address) : whyOf(error, address);
      });
      client.once("close", () => {
        this.#abort.signal.removeEventListener("abort", goodbye);
        const wordless = openedT === null && why === null;
        why ??= `${addressText(address)} closed the connection`;
        const steady = openedT !== null && clock.now().t - openedT >= STEADY_MS;
        const fixed = this.#options.protocolVersion !== undefined;
        const unwanted = fixed ? null : refused ? "refused" : wordless ? "wordless" : null;
        if (openedT !== null) this.#listener.closed(why);
        else if (!this.#abort.signal.aborted && !(unwanted !== null && protocolVersion === 5)) {
          this.#listener.failed(why);
        }
        // Calls back everything that still waits in this client, with an error; nothing is kept for the next one.
        client.end(true);
        resolve({ why, unwanted, steady });
      });
      if (this.#abort.signal.aborted) goodbye();
    });
  }
}

function sayGoodbye(client: MqttClient, { stream, cut }: Transport): void {
  client.end();
  const force = setTimeout(cut, GOODBYE_MS);
  stream.once("close", () => {
    clearTimeout(force);
  });
}
