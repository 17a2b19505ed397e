import { EventEmitter } from "node:events";
import { expect, it, vi } from "vitest";
import { forkChild } from "../../../../src/adapters/process/fork-child.ts";

vi.mock("node:child_process", () => ({
  // As Node does it where this process may open no more files.
  fork: () => {
    const child = new EventEmitter();
    process.nextTick(() => child.emit("error", new Error("spawn node EMFILE")));
    return child;
  },
}));

it("tells of a child that cannot be started where there is not even a pipe to it", async () => {
  const why = new Promise<string>((resolve) => {
    const child = forkChild(new URL("file:///none.js"), [], {
      ...{ message: () => undefined, line: () => undefined },
      exited: resolve,
    });
    expect(child.send({})).toBe(false);
  });
  expect(await why).toBe("it could not be started or reached: spawn node EMFILE");
});
