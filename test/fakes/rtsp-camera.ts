import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { mortal } from "./mortal.ts";

const SCRIPT = fileURLToPath(new URL("./rtsp-server.py", import.meta.url));

/** An RTSP server on 127.0.0.1 with a moving picture and sound. */
export interface RtspCamera {
  /** Without credentials. */
  readonly url: string;
  /** SIGKILL: the connections break off. */
  kill(): Promise<void>;
  /** SIGSTOP: the connections stay, nothing comes. */
  freeze(): void;
}

/** Starts it (Debian packages python3-gi, gir1.2-gst-rtsp-server-1.0 and GStreamer's plugins) and waits until it listens. */
export async function startRtspCamera(port: number, more: readonly string[] = []): Promise<RtspCamera> {
  const child = spawn(...mortal("/usr/bin/python3", [SCRIPT, `${port}`, ...more]), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`the RTSP server did not start: ${errors}`)));
  });
  return {
    url: `rtsp://127.0.0.1:${port}/live`,
    freeze: () => void child.kill("SIGSTOP"),
    kill: () => {
      child.kill("SIGKILL");
      return gone;
    },
  };
}
