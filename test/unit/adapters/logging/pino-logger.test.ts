import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { detectFormat } from "../../../../src/adapters/logging/format.ts";
import type { LogFormat } from "../../../../src/adapters/logging/format.ts";
import { createLogger } from "../../../../src/adapters/logging/pino-logger.ts";
import { compiledUrl } from "../../../../src/runtime/compiled-url.ts";
import { GatehouseError } from "../../../../src/runtime/errors.ts";

function logged(
  format: LogFormat,
  level = "debug",
): { lines: string[]; log: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return { lines, log: createLogger({ level, format, write: (line) => void lines.push(line) }) };
}

describe("the log as JSON", () => {
  it("is one object a line with level, time, component, message and fields", () => {
    const { lines, log } = logged("json");
    log
      .child("camera front")
      .warn("lost the stream", { url: "rtsp://u:p@cam/1", tries: 3, message: "inner" });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      component: "camera front",
      message: "lost the stream",
      message_: "inner",
      url: "rtsp://***@cam/1",
      tries: 3,
    });
  });

  it("leaves out what is below the level", () => {
    const { lines, log } = logged("json", "warn");
    log.debug("no");
    log.info("no");
    log.warn("yes");
    log.error("yes");
    expect(lines).toHaveLength(2);
  });
});

describe("the log for journald", () => {
  it("starts each line with its syslog priority", () => {
    const { lines, log } = logged("journal");
    log.debug("a");
    log.info("b");
    log.warn("c", { why: "two words" });
    log.child("guard").error("d\nnext", { device: "lock" });
    expect(lines).toEqual(["<7>a\n", "<6>b\n", '<4>c why="two words"\n', "<3>guard: d\\nnext device=lock\n"]);
  });
});

describe("the log at a terminal", () => {
  it("shows time, level, component and fields", () => {
    const { lines, log } = logged("terminal");
    log.child("brain").info("is ready", { cameras: 2 });
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}brain: is ready cameras=2\n$/);
  });
});

describe("the choice of a format", () => {
  const stream = { device: 5, inode: 42, isTerminal: false };

  it("writes for journald only on the very stream journald reads", () => {
    expect(detectFormat({ JOURNAL_STREAM: "5:42" }, stream)).toBe("journal");
    expect(detectFormat({ JOURNAL_STREAM: "5:43" }, stream)).toBe("json");
  });

  it("writes for a person at a terminal, JSON otherwise", () => {
    expect(detectFormat({}, { ...stream, isTerminal: true })).toBe("terminal");
    expect(detectFormat({}, stream)).toBe("json");
  });
});

describe("a logger", () => {
  it("refuses a level that does not exist", () => {
    expect(() => createLogger({ level: "loud" })).toThrow(GatehouseError);
    expect(() => createLogger({ level: "loud" })).toThrow(/debug, info, warn, error/);
  });

  it("writes to standard error and nothing to standard output", () => {
    const module = compiledUrl(
      new URL("../../../../src/", import.meta.url).href,
      "adapters/logging/pino-logger",
    );
    const script = `
      import { createLogger } from ${JSON.stringify(module.href)};
      createLogger({ level: "info" }).info("hello");`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(run.stdout).toBe("");
    expect(JSON.parse(run.stderr)).toMatchObject({ level: "info", message: "hello" });
  });
});
