import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Whether rclone is installed here. */
export const hasRclone = ((): boolean => {
  try {
    execFileSync("rclone", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

export type FarSide = "sftp" | "webdav";
const PASSWORD = "a far password";

/** A server that keeps files, somewhere else: rclone itself, which gives a folder away. */
export class RcloneServer {
  /** What it has. */
  readonly folder: string;
  readonly #kind: FarSide;
  readonly #port: number;
  #server: ChildProcess | null = null;

  private constructor(folder: string, kind: FarSide, port: number) {
    this.folder = folder;
    this.#kind = kind;
    this.#port = port;
  }

  /** Starts one, and writes a configuration of rclone by which it is `far:`. */
  static async start(kind: FarSide, options: { directory: string; port: number }): Promise<RcloneServer> {
    const { directory, port } = options;
    const server = new RcloneServer(join(directory, "far"), kind, port);
    await mkdir(server.folder);
    const pass = execFileSync("rclone", ["obscure", PASSWORD], { encoding: "utf8" }).trim();
    const where =
      kind === "sftp" ? `host = 127.0.0.1\nport = ${port}` : `url = http://127.0.0.1:${port}\nvendor = other`;
    await writeFile(
      join(directory, "rclone.conf"),
      `[far]\ntype = ${kind}\n${where}\nuser = gatehouse\npass = ${pass}\n`,
    );
    await server.begin();
    return server;
  }

  async begin(): Promise<void> {
    const login = ["--user", "gatehouse", "--pass", PASSWORD, "--addr", `127.0.0.1:${this.#port}`];
    this.#server = spawn("rclone", ["serve", this.#kind, this.folder, ...login], { stdio: "ignore" });
    for (let tries = 0; !(await answers(this.#port)); tries += 1) {
      if (tries > 100) throw new Error("rclone serve does not answer");
      await delay(50);
    }
  }

  /** Is gone, in the middle of whatever it does. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const exited = once(server, "exit");
    server.kill("SIGKILL");
    await exited;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
