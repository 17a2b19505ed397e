import { createServer, type Server, type Socket } from "node:net";

/**
 * A Wyoming service written from the protocol's description (github.com/OHF-Voice/wyoming, README), by none of the code that
 * is tested: a line of JSON, then `data_length` bytes of JSON, then `payload_length` bytes.
 */
export interface Heard {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly payload: Buffer;
}

export interface WyomingService {
  readonly port: number;
  readonly heard: Heard[];
  readonly connections: number;
  close(): Promise<void>;
}

/** Writes one message, with its data behind the header as the reference implementation does, or within it. */
export function say(
  socket: Socket,
  message: { type: string; data?: object; payload?: Buffer; inline?: boolean },
): void {
  const { type, data, payload = Buffer.alloc(0), inline = false } = message;
  const more = data === undefined || inline ? Buffer.alloc(0) : Buffer.from(JSON.stringify(data));
  const header = {
    type,
    ...(inline && data !== undefined ? { data } : {}),
    ...(more.length > 0 ? { data_length: more.length } : {}),
    ...(payload.length > 0 ? { payload_length: payload.length } : {}),
  };
  socket.write(`${JSON.stringify(header)}\n`);
  socket.write(more);
  socket.write(payload);
}

/** Cuts what a peer writes into messages. */
export function listening(socket: Socket, take: (message: Heard) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const line = bytes.indexOf("\n");
      if (line === -1) return;
      const header = JSON.parse(bytes.toString("utf8", 0, line)) as Record<string, unknown>;
      const dataLength = Number(header["data_length"] ?? 0);
      const end = line + 1 + dataLength + Number(header["payload_length"] ?? 0);
      if (bytes.length < end) return;
      const more = dataLength === 0 ? "{}" : bytes.toString("utf8", line + 1, line + 1 + dataLength);
      const data = { ...(header["data"] as object | undefined), ...(JSON.parse(more) as object) };
      take({
        type: String(header["type"]),
        data,
        payload: Buffer.from(bytes.subarray(line + 1 + dataLength, end)),
      });
      bytes = bytes.subarray(end);
    }
  });
}

/** Starts a service on a free port of this machine, or on this one. */
export async function wyomingService(
  answer: (message: Heard, socket: Socket) => void,
  port = 0,
): Promise<WyomingService> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    listening(socket, (message) => {
      heard.push(message);
      answer(message, socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    heard,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
