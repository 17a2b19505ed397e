import { PacketBacklog } from "../../sensors/packet-backlog.ts";
import type { Packet } from "./native.ts";

export interface PacketWorkParts {
  /** Packets that may wait. */
  readonly limit: number;
  /** Takes one packet (not its own: it is freed behind it); null at the end, for what is still inside. */
  readonly work: (packet: Packet | null) => Promise<void>;
  /** Nothing comes any more. */
  readonly close: () => void;
}

/** Works on the packets of a stream beside its reader, one after the other, until it ends or is given up. */
export class PacketWork {
  readonly #parts: PacketWorkParts;
  readonly #backlog: PacketBacklog<Packet>;
  readonly #done: Promise<void>;
  #abandoned = false;

  constructor(parts: PacketWorkParts) {
    this.#parts = parts;
    this.#backlog = new PacketBacklog<Packet>(parts.limit, (packet) => packet.free());
    this.#done = this.#run();
    // Whoever ends the work sees its failure; until then it is nobody's surprise.
    this.#done.catch(() => undefined);
  }

  /** Packets that found no room. */
  get dropped(): number {
    return this.#backlog.dropped;
  }

  /** What comes of the packets is wanted no more. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Takes a reference of its own. @param key whether what follows it needs nothing from before it */
  push(packet: Packet, key: boolean): void {
    const copy = packet.clone();
    if (copy !== null) this.#backlog.push(copy, key);
  }

  /** For sources that can wait: resolves when a push would not drop. */
  room(): Promise<void> {
    return this.#backlog.room();
  }

  /** Works on what waits and ends. Rejects if the work failed. */
  finish(): Promise<void> {
    this.#backlog.end();
    return this.#done;
  }

  /** Forgets what waits and ends. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    this.#backlog.abandon();
    await this.#done.catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { work, close } = this.#parts;
    try {
      for (let packet = await this.#backlog.next(); packet !== null; packet = await this.#backlog.next()) {
        try {
          await work(packet);
        } finally {
          packet.free();
        }
      }
      if (!this.#abandoned) await work(null);
    } finally {
      this.#backlog.abandon();
      close();
    }
  }
}
