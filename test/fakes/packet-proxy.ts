import { connect, createServer, type Socket } from "node:net";

/** One whole MQTT packet on its way. */
export interface Packet {
  readonly bytes: Buffer;
  /** By its number: 3 PUBLISH, 12 PINGREQ, 13 PINGRESP (MQTT 5.0, section 2.1.2). */
  readonly type: number;
  readonly to: "broker" | "client";
  /** The text of a PUBLISH, topic and all; empty otherwise. */
  readonly text: string;
}

/** The connection that a packet came by. Nothing that is passed on after its end goes anywhere. */
export interface Way {
  pass(packet: Packet): void;
  cut(): void;
}

/** What is done with each packet. */
export type Manner = (packet: Packet, way: Way) => void;

export interface PacketProxy {
  readonly port: number;
  manner: Manner;
  stop(): Promise<void>;
}

export const PUBLISH = 3;
export const PINGREQ = 12;
export const PINGRESP = 13;

/** Passes everything on as it comes. */
export const honest: Manner = (packet, way) => way.pass(packet);

/** Starts a proxy on loopback that understands MQTT enough to do mischief to whole packets. */
export async function startPacketProxy(targetPort: number): Promise<PacketProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const broker = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    client.setNoDelay(true);
    let isOpen = true;
    const cut = (): void => {
      isOpen = false;
      client.destroy();
      broker.destroy();
    };
    const way: Way = {
      // What was held back when the connection ended is gone with it.
      pass: ({ bytes, to }) => isOpen && (to === "broker" ? broker : client).write(bytes),
      cut,
    };
    for (const socket of [client, broker]) {
      sockets.add(socket);
      const to = socket === client ? "broker" : "client";
      const packets = new Packets(to, (packet) => proxy.manner(packet, way));
      socket.on("data", (chunk: Buffer) => packets.take(chunk));
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const proxy: PacketProxy = {
    port: typeof address === "object" && address !== null ? address.port : 0,
    manner: honest,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

/** Cuts a stream of bytes into packets. */
class Packets {
  readonly #to: Packet["to"];
  readonly #found: (packet: Packet) => void;
  #rest = Buffer.alloc(0);

  constructor(to: Packet["to"], found: (packet: Packet) => void) {
    this.#to = to;
    this.#found = found;
  }

  take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (let length = lengthOf(this.#rest); length !== null; length = lengthOf(this.#rest)) {
      const bytes = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      const type = (bytes[0] ?? 0) >> 4;
      const text = type === PUBLISH ? bytes.toString("latin1") : "";
      this.#found({ bytes, type, to: this.#to, text });
    }
  }
}

/** The length of the first packet, header included; null as long as it is not all there (section 2.1.4). */
function lengthOf(bytes: Buffer): number | null {
  let length = 0;
  for (let index = 1; index <= 4; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) return null;
    length += (byte & 0x7f) * 128 ** (index - 1);
    if ((byte & 0x80) !== 0) continue;
    const whole = 1 + index + length;
    return bytes.length >= whole ? whole : null;
  }
  return null;
}
