import { execFile } from "node:child_process";

/** What a program printed and how it ended. */
export interface ProgramOutput {
  readonly outcome: "done" | "missing" | "failed";
  readonly output: string;
  /** The end of what it wrote to its error output, or why it could not run. */
  readonly complaint: string;
}

const LIMITS = { maxBuffer: 1024 * 1024, killSignal: "SIGKILL" as const };
const COMPLAINT_LIMIT = 300;

/** Runs a program with arguments as they are, without a shell and without input. Never rejects. */
export function programOutput(
  program: string,
  words: readonly string[],
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<ProgramOutput> {
  const options = { ...LIMITS, timeout: timeoutMs, ...(signal === undefined ? {} : { signal }) };
  return new Promise((resolve) => {
    const child = execFile(program, [...words], options, (error, output, complaint) => {
      if (error === null) {
        resolve({ outcome: "done", output, complaint });
        return;
      }
      const isMissing = error.code === "ENOENT";
      const why = error.killed === true ? `it took longer than ${timeoutMs / 1000} s` : complaint.trim();
      resolve({
        outcome: isMissing ? "missing" : "failed",
        output,
        complaint: (why === "" ? error.message : why).slice(-COMPLAINT_LIMIT),
      });
    });
    child.stdin?.end();
  });
}
