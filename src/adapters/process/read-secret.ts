import type { ReadStream } from "node:tty";
import { GatehouseError } from "../../runtime/errors.ts";

/** Where a secret is read from, and where people are asked for it. */
export interface SecretTerminal {
  readonly input: NodeJS.ReadableStream & Partial<Pick<ReadStream, "isTTY" | "setRawMode">>;
  readonly output: NodeJS.WritableStream;
}

/** More than anybody types. */
const LONGEST = 1_024;
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const BACKSPACES = ["\b", "\u007f"];

/**
 * Reads one line that nobody else is to see: at a terminal without showing it, else the first line of the input.
 *
 * @throws GatehouseError NOT_ENTERED (usage) if it was broken off, or there was nothing
 */
export function readSecret(prompt: string, { input, output }: SecretTerminal): Promise<string> {
  const isTerminal = input.isTTY === true;
  if (isTerminal) output.write(prompt);
  input.setRawMode?.(true);
  input.setEncoding("utf8");
  return new Promise<string>((resolve, reject) => {
    let line = "";
    const end = (settle: () => void): void => {
      input.off("data", onData);
      input.off("end", onEnd);
      input.pause();
      input.setRawMode?.(false);
      if (isTerminal) output.write("\n");
      settle();
    };
    const onEnd = (): void => end(() => (line === "" ? reject(notEntered()) : resolve(line)));
    const onData = (text: string | Buffer): void => {
      for (const key of Array.from(String(text))) {
        if (key === "\r" || key === "\n") {
          end(() => resolve(line));
          return;
        }
        if (key === CTRL_C || key === CTRL_D || line.length > LONGEST) {
          end(() => reject(notEntered()));
          return;
        }
        line = BACKSPACES.includes(key) ? Array.from(line).slice(0, -1).join("") : line + key;
      }
    };
    input.on("data", onData);
    input.on("end", onEnd);
    input.resume();
  });
}

function notEntered(): GatehouseError {
  return new GatehouseError("NOT_ENTERED", "Nothing was entered; nothing was changed.", { kind: "usage" });
}
