import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

const PROGRAM = "/usr/bin/mosquitto_sub";

/** Whether Debian's `mosquitto-clients` is installed; tests that need it skip where it is not. */
export const mosquittoSubInstalled = existsSync(PROGRAM);

/** The program `mosquitto_sub -v`, as a user runs it to look on. */
export interface MosquittoSub {
  /** Everything it has printed: a line `TOPIC PAYLOAD` a message (pictures may hold line breaks). */
  lines(): readonly string[];
  stop(): Promise<void>;
}

/** Starts `mosquitto_sub -v -t FILTER …` with a login; it is stopped by `stop` only. */
export function mosquittoSub(
  port: number,
  login: { readonly name: string; readonly password: string },
  filters: readonly string[],
): MosquittoSub {
  const words = ["-h", "127.0.0.1", "-p", String(port), "-u", login.name, "-P", login.password, "-v"];
  const child = spawn(PROGRAM, [...words, ...filters.flatMap((filter) => ["-t", filter])], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let printed = "";
  child.stdout.setEncoding("latin1").on("data", (text: string) => (printed += text));
  return {
    lines: () => printed.split("\n"),
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}
