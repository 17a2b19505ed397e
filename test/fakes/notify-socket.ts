import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Prints each datagram as a JSON string with the sender's pid, as systemd sees it (SO_PASSCRED). */
const LISTENER = `
import json, socket, struct, sys
path = sys.argv[1]
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("\\0" + path[1:] if path.startswith("@") else path)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
print("null", flush=True)
while True:
    data, ancillary, _, _ = s.recvmsg(4096, 256)
    pid = [struct.unpack("iII", a[2])[0] for a in ancillary][0]
    print(json.dumps({"text": data.decode(), "pid": pid}), flush=True)
`;

interface Notification {
  readonly text: string;
  /** Who sent it. */
  readonly pid: number;
}

export interface NotifySocket {
  /** The next message that arrives. */
  next(): Promise<Notification>;
  /** Freezes the listener, so that messages pile up. */
  freeze(): void;
  stop(): Promise<void>;
}

/** A real datagram socket in the place of systemd's NOTIFY_SOCKET, at a path or at an `@abstract` name. */
export async function listenForNotifications(path: string): Promise<NotifySocket> {
  const child = spawn("/usr/bin/python3", ["-c", LISTENER, path], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Notification> => {
    const line = await lines.next();
    if (line.done === true) throw new Error("the notification socket is closed");
    return JSON.parse(line.value) as Notification;
  };
  await next();
  return {
    next,
    freeze: () => void child.kill("SIGSTOP"),
    stop: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
