import { connect, type Socket } from "node:net";
import type { HeardFrame, Spotted, WakeEngine } from "../../perception/voice/wake/spotter.ts";
import { backoffMs } from "../../runtime/backoff.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { TcpAddress } from "../../runtime/tcp-address.ts";
import { encodeMessage, MessageReader, type WyomingMessage } from "./message.ts";
import { chunkMessage, startMessage } from "./sound.ts";

export interface WyomingWakeOptions {
  readonly address: TcpAddress;
  /** Which of the service's wake words; null: whichever it listens for. */
  readonly word: string | null;
  readonly scheduler: Scheduler;
  /** 0 up to 1, for the time between tries. */
  readonly random: () => number;
  /** Told when the service is there, and when it is not. */
  readonly tell: (ok: boolean, why: string) => void;
}

/** Sound that waits for the service, bytes: 2 s. What is more is not sent. */
const MOST_WAITING_BYTES = 65_536;
const RETRY = { firstMs: 500, maxMs: 30_000 };
/** A connection that lasts so long is one to a service. */
const STEADY_MS = 10_000;
/** A detection may come so long after the sound in which the phrase was, ms. */
const LATEST_MS = 5_000;

/**
 * A wake word service that is reached over TCP, such as openWakeWord's for Home Assistant: it gets all sound, always. It is
 * asked as github.com/OHF-Voice/wyoming describes it (README, "Wake Word Detection"): `detect`, `audio-start`, chunks.
 */
export class WyomingWake implements WakeEngine {
  readonly #options: WyomingWakeOptions;
  #socket: Socket | null = null;
  #isConnected = false;
  #isStreaming = false;
  #failures = 0;
  #closed = false;
  #cancelRetry: Cancel = () => undefined;
  #cancelSteady: Cancel = () => undefined;
  #sentT = -Infinity;
  #found: Spotted | null = null;
  #dropped = 0;

  constructor(options: WyomingWakeOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Frames that the service has not got, because it was not there or too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  push(frame: HeardFrame): Promise<Spotted | null> {
    this.#send(frame);
    const found = this.#found;
    this.#found = null;
    return Promise.resolve(found);
  }

  reset(): void {
    this.#endStream();
    this.#found = null;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry();
    this.#cancelSteady();
    this.#socket?.destroy();
    return Promise.resolve();
  }

  #send({ samples, t }: HeardFrame): void {
    const socket = this.#socket;
    if (socket === null || !this.#isConnected || socket.writableLength > MOST_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    if (!this.#isStreaming) {
      const { word } = this.#options;
      socket.write(encodeMessage("detect", word === null ? {} : { names: [word] }));
      socket.write(startMessage(Math.round(t)));
      this.#isStreaming = true;
    }
    this.#sentT = t;
    socket.write(chunkMessage(samples, Math.round(t)));
  }

  /** The next frame begins a new stream. */
  #endStream(): void {
    if (this.#isStreaming)
      this.#socket?.write(encodeMessage("audio-stop", { timestamp: Math.round(this.#sentT) }));
    this.#isStreaming = false;
  }

  #connect(): void {
    const { address, scheduler, tell } = this.#options;
    const reader = new MessageReader();
    const socket = connect({ host: address.host, port: address.port });
    this.#socket = socket;
    let why = "it has hung up";
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 10_000);
    socket.on("connect", () => {
      this.#isConnected = true;
      // Whoever takes connections and hangs up at once is no service: it is tried ever more seldom.
      this.#cancelSteady = scheduler.after(STEADY_MS, () => (this.#failures = 0));
      tell(true, "");
    });
    socket.on("data", (chunk) => {
      try {
        for (const message of reader.read(chunk)) this.#take(message);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(messageOf(error)));
      }
    });
    socket.on("error", (error) => {
      why = error.message;
    });
    socket.on("close", () => this.#lost(why));
  }

  #take({ type, data }: WyomingMessage): void {
    if (type !== "detection" || !this.#isStreaming) return;
    const { timestamp } = data;
    const isPlausible =
      typeof timestamp === "number" && timestamp > this.#sentT - LATEST_MS && timestamp <= this.#sentT + 1;
    this.#found = { t: isPlausible ? timestamp : this.#sentT, score: null, checked: null };
    // Whether a service goes on after a detection is its own affair; a new stream makes it.
    this.#endStream();
  }

  #lost(why: string): void {
    this.#socket = null;
    this.#isConnected = false;
    this.#isStreaming = false;
    this.#cancelSteady();
    if (this.#closed) return;
    const { address, scheduler, random, tell } = this.#options;
    tell(false, `the wake word service at ${address.host}:${address.port} is not there: ${why}`);
    const delayMs = backoffMs(this.#failures, { ...RETRY, random: random() });
    this.#failures += 1;
    this.#cancelRetry = scheduler.after(delayMs, () => this.#connect());
  }
}
