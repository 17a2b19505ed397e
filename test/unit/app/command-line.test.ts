import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { runCommandLine } from "../../../src/app/command-line.ts";

async function ask(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await runCommandLine(["node", "gatehouse", ...words], {
    out,
    err,
    signal: new AbortController().signal,
  });
  const text = (stream: PassThrough): string => String(stream.read() ?? "");
  return { code, out: text(out), err: text(err) };
}

const COMMANDS = [
  "run",
  "check",
  "demo",
  "people",
  "voice",
  "models",
  "analyze",
  "bench",
  "eval",
  "events",
  "why",
];

describe("the command line", () => {
  it.each([["--help"], ["help"], ["--help", "run"]])("lists every command (case %#)", async (...words) => {
    const { code, out } = await ask(...words);
    expect(code).toBe(0);
    const listed = out.split("\n").flatMap((line) => /^ {2}([a-z]+) /.exec(line)?.[1] ?? []);
    expect(listed).toEqual(expect.arrayContaining(COMMANDS));
  });

  it.each(COMMANDS)("explains %s", async (name) => {
    const { code, out } = await ask(name, "--help");
    expect(code).toBe(0);
    expect(out).toContain(`Usage: gatehouse ${name} `);
  });

  it("finds the command behind an option's value that is a command's name too", async () => {
    const { code, err } = await ask("--config", "run", "check");
    expect(code).toBe(3);
    expect(err).toContain("The configuration run cannot be read");
  });

  it("names the nearest command for a misspelt one", async () => {
    const { code, err } = await ask("chekc");
    expect(code).toBe(2);
    expect(err).toContain("Did you mean check?");
  });
});
