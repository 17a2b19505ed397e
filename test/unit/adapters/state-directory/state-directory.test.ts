import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireState } from "../../../../src/adapters/state-directory/state-directory.ts";
import { compiledUrl } from "../../../../src/runtime/compiled-url.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "gatehouse-state-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("a state directory", () => {
  it("is created with its folders, for this user only", async () => {
    const directory = join(root, "new", "state");
    mkdirSync(join(directory, "people"), { recursive: true, mode: 0o755 });
    (await acquireState(directory)).release();
    expect(
      ["media", "clips", "continuous", "timelapse", "people"].map((name) => mode(join(directory, name))),
    ).toEqual(["700", "700", "700", "700", "700"]);
    (await acquireState(join(root, "other"))).release();
    expect(mode(join(root, "other"))).toBe("700");
  });

  it("belongs to one holder until it is released", async () => {
    const held = await acquireState(root);
    await expect(acquireState(root)).rejects.toMatchObject({
      code: "STATE_IN_USE",
      kind: "usage",
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    held.release();
    held.release();
    (await acquireState(root)).release();
  });

  it("of a killed process is free again at once", async () => {
    const module = compiledUrl(
      new URL("../../../../src/", import.meta.url).href,
      "adapters/state-directory/state-directory",
    );
    const script = `
      import { acquireState } from ${JSON.stringify(module.href)};
      await acquireState(${JSON.stringify(root)});
      process.stdout.write("held");
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await once(child.stdout, "data");
      await expect(acquireState(root)).rejects.toMatchObject({
        message: expect.stringContaining(`process ${child.pid}`) as string,
      });
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    (await acquireState(root)).release();
  });

  it("that cannot be one is refused with what to do", async () => {
    writeFileSync(join(root, "file"), "");
    await expect(acquireState(join(root, "file", "state"))).rejects.toMatchObject({
      code: "STATE_NOT_WRITABLE",
      kind: "usage",
    });
  });
});
