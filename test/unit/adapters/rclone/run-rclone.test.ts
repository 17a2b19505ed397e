import { EventEmitter } from "node:events";
import { expect, it, vi } from "vitest";
import { runRclone } from "../../../../src/adapters/rclone/run-rclone.ts";

vi.mock("node:child_process", () => ({
  // As Node does it where this process may open no more files.
  spawn: () => {
    const child = new EventEmitter();
    const error = Object.assign(new Error("spawn rclone EMFILE"), { code: "EMFILE" });
    process.nextTick(() => child.emit("error", error));
    return child;
  },
}));

it("says why it cannot be begun where there is not even a pipe to it, and nothing else ends by that", async () => {
  const run = { env: {}, timeoutMs: 1_000, signal: new AbortController().signal };
  expect(await runRclone(["version"], "text", run)).toEqual({
    ...{ code: null, output: "" },
    complaint: "spawn rclone EMFILE",
  });
});
