import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { setPriority } from "node:os";
import { GatehouseError } from "../../runtime/errors.ts";

/** How rclone is run. */
export interface RcloneRun {
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What it reads; nothing by default. */
  readonly input?: string;
}

/** How it has ended. */
export interface RcloneEnd {
  /** Null if it was killed. */
  readonly code: number | null;
  /** What it printed, or the SHA-256 of that. */
  readonly output: string;
  /** The last of its complaints. */
  readonly complaint: string;
}

/** Of what it prints and complains no more is held. */
const MOST_TEXT = 4 * 1024 * 1024;
const MOST_COMPLAINT = 4 * 1024;
const LONGEST_COMPLAINT = 500;
/** Cameras and doors come first. */
const NICE = 10;

/**
 * Runs rclone to its end, with arguments as they are.
 *
 * @param what `text`: gives what it prints; `digest`: the SHA-256 of it, however much it is
 * @throws GatehouseError RCLONE_MISSING (missing)
 */
export function runRclone(
  words: readonly string[],
  what: "text" | "digest",
  { env, timeoutMs, signal, input = "" }: RcloneRun,
): Promise<RcloneEnd> {
  const hash = createHash("sha256");
  const sum = (): string => hash.copy().digest("hex");
  let [text, complaint] = ["", ""];
  return new Promise((resolve, reject) => {
    const child = spawn("rclone", words, { env, signal, killSignal: "SIGKILL" });
    const end = (code: number | null): void => {
      clearTimeout(timer);
      resolve({ code, output: what === "digest" ? sum() : text, complaint: lastComplaint(complaint) });
    };
    // One that waits for a disk that hangs does not end, whatever is done to it.
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      child.unref();
      end(null);
    }, timeoutMs);
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (child.pid === undefined) complaint = error.message;
      if (error.code === "ENOENT") reject(missing());
      else end(null);
    });
    // Where this process has no files left to open there are not even pipes.
    if (child.pid === undefined) return;
    const { pid } = child;
    child.stdout.on("data", (piece: Buffer) => {
      if (what === "digest") hash.update(piece);
      else if (text.length < MOST_TEXT) text += piece.toString();
    });
    child.stderr.on(
      "data",
      (piece: Buffer) => (complaint = (complaint + piece.toString()).slice(-MOST_COMPLAINT)),
    );
    child.once("spawn", () => lower(pid));
    child.once("close", (code) => end(code));
    // One that ends before it has read everything says why in other ways.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

function lower(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch {
    // It has ended already.
  }
}

const STAMP = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:[A-Z]+ *: )?/;

/** Its last complaint, which may have several lines, without the time before it. */
function lastComplaint(text: string): string {
  const lines = text.trim().split("\n");
  const last = lines.slice(
    Math.max(
      0,
      lines.findLastIndex((line) => STAMP.test(line)),
    ),
  );
  return last
    .map((line) => line.trim())
    .join(" ")
    .replace(STAMP, "")
    .slice(0, LONGEST_COMPLAINT);
}

function missing(): GatehouseError {
  return new GatehouseError("RCLONE_MISSING", "The program rclone is not installed: apt-get install rclone", {
    kind: "missing",
  });
}
