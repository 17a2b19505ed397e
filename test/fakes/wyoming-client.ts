import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { listening, say, type Heard } from "./wyoming-service.ts";

/** A client written from the protocol's description, as the service beside it: by none of the code that is tested. */
export class WyomingClient {
  readonly socket: Socket;
  readonly #heard: Heard[] = [];
  readonly #waiting: { types: readonly string[]; take: (message: Heard | null) => void }[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    listening(socket, (message) => {
      const waiting = this.#waiting[0];
      if (waiting?.types.includes(message.type) !== true) this.#heard.push(message);
      else this.#waiting.shift()?.take(message);
    });
    socket.on("close", () => {
      for (const { take } of this.#waiting.splice(0)) take(null);
    });
  }

  static async connect(port: number): Promise<WyomingClient> {
    const socket = connect({ port, host: "127.0.0.1" });
    await once(socket, "connect");
    return new WyomingClient(socket);
  }

  say(type: string, data?: object, payload?: Buffer): void {
    say(this.socket, {
      type,
      ...(data === undefined ? {} : { data }),
      ...(payload === undefined ? {} : { payload }),
    });
  }

  /** The next message of one of these types; null if the connection is closed before. What else came is forgotten. */
  hear(...types: readonly string[]): Promise<Heard | null> {
    const at = this.#heard.findIndex((message) => types.includes(message.type));
    if (at !== -1) return Promise.resolve(this.#heard.splice(0, at + 1).at(-1) ?? null);
    if (this.socket.closed) return Promise.resolve(null);
    return new Promise((take) => this.#waiting.push({ types, take }));
  }

  /** Sends a sound in pieces of 64 ms, with what frames it. */
  sendSound(samples: Int16Array, { rate = 16_000, channels = 1 } = {}): void {
    const format = { rate, width: 2, channels };
    const piece = Math.round(rate * 0.064) * channels;
    this.say("audio-start", { ...format, timestamp: 0 });
    for (let at = 0; at < samples.length; at += piece) {
      const part = samples.slice(at, at + piece);
      const timestamp = Math.round((at / channels / rate) * 1000);
      this.say("audio-chunk", { ...format, timestamp }, Buffer.from(part.buffer, 0, part.byteLength));
    }
    this.say("audio-stop", { timestamp: Math.round((samples.length / channels / rate) * 1000) });
  }

  /** What is understood in a sound. */
  async transcript(samples: Int16Array, format?: { rate: number; channels: number }): Promise<string | null> {
    this.say("transcribe", { language: "en" });
    this.sendSound(samples, format);
    const answer = await this.hear("transcript");
    return answer === null ? null : String(answer.data["text"]);
  }

  close(): void {
    this.socket.destroy();
  }
}
