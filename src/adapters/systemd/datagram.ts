import koffi from "koffi";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** Sends one datagram; false if the receiver is gone or its queue is full. */
export type SendDatagram = (text: string) => boolean;

// Values of Linux on every architecture that Node runs on, from sys/socket.h and asm-generic/fcntl.h.
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const LONGEST_PATH = 107;

/**
 * Sender to a Unix datagram socket (Node has none) through the C library; it never waits.
 *
 * @param path absolute path, or `@name` in the abstract namespace (unix(7))
 * @throws GatehouseError NOTIFY_UNAVAILABLE (failed)
 */
export function datagramSender(path: string): SendDatagram {
  const address = unixAddress(path);
  const libc = loadLibc();
  const socket = libc.func("int socket(int, int, int)") as (
    domain: number,
    type: number,
    protocol: number,
  ) => number;
  const close = libc.func("int close(int)") as (fd: number) => number;
  const sendto = libc.func("long sendto(int, const void *, size_t, int, const void *, uint)") as (
    fd: number,
    data: Buffer,
    length: number,
    ...destination: [flags: number, address: Buffer, addressLength: number]
  ) => number;
  return (text) => {
    const fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return false;
    const data = Buffer.from(text);
    const sent = sendto(fd, data, data.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length);
    close(fd);
    return sent === data.length;
  };
}

/** `struct sockaddr_un`: the family in host order (all our hosts are little-endian), then the path. */
function unixAddress(path: string): Buffer {
  const name = Buffer.from(path);
  const abstract = path.startsWith("@");
  if ((!abstract && !path.startsWith("/")) || name.length > LONGEST_PATH) {
    throw new GatehouseError(
      "NOTIFY_UNAVAILABLE",
      `NOTIFY_SOCKET is "${path}"; Gatehouse can only notify an absolute path or an @abstract name.`,
      { kind: "failed" },
    );
  }
  if (abstract) name[0] = 0;
  return Buffer.concat([Buffer.from([AF_UNIX, 0]), name, Buffer.alloc(abstract ? 0 : 1)]);
}

function loadLibc(): ReturnType<typeof koffi.load> {
  try {
    return koffi.load("libc.so.6");
  } catch (cause) {
    throw new GatehouseError("NOTIFY_UNAVAILABLE", `The C library cannot be loaded: ${messageOf(cause)}`, {
      kind: "failed",
      cause,
    });
  }
}
