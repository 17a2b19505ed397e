import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** How a program ended. */
export interface ProgramResult {
  readonly outcome: "done" | "missing" | "timeout" | "failed";
  /** The end of what it wrote to its error output, or the reason it could not start. */
  readonly complaint: string;
  /** Bytes that it wrote to its output. */
  readonly outputBytes: number;
}

export interface ProgramOptions {
  /** Its standard input. */
  readonly input: string;
  readonly timeoutMs: number;
  /** A file for its standard output; otherwise that is discarded. */
  readonly outputPath?: string;
  /** Kills it. */
  readonly signal?: AbortSignal;
}

const COMPLAINT_LIMIT = 300;

/** Runs a program with arguments as they are, without a shell. Never rejects. */
export async function runProgram(
  program: string,
  words: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawn(program, words, {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: options.timeoutMs,
    killSignal: "SIGKILL",
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  let complaint = "";
  let outputBytes = 0;
  const failure = { missing: false };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_LIMIT);
  });
  child.stdout.on("data", (data: Buffer) => (outputBytes += data.length));
  const file =
    options.outputPath === undefined ? null : createWriteStream(options.outputPath, { mode: 0o600 });
  if (file !== null) child.stdout.pipe(file);
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input);
  const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      failure.missing = error.code === "ENOENT";
      complaint = error.message;
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  if (file !== null) {
    file.end();
    await finished(file).catch((error: unknown) => (complaint = String(error)));
  }
  const outcome = failure.missing
    ? "missing"
    : ended.code === 0
      ? "done"
      : ended.signal === "SIGKILL"
        ? "timeout"
        : "failed";
  return { outcome, complaint: complaint.trim(), outputBytes };
}
