import { Command } from "commander";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registerCheck } from "../../../../src/app/commands/check.ts";
import { exitCodeOf } from "../../../../src/runtime/errors.ts";
import { HOUSE } from "../../../fakes/checked-house.ts";
import { TextSink } from "../../../fakes/command-context.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatehouse-check-"));
  await mkdir(join(folder, "rules", "upstairs"), { recursive: true });
  await writeFile(join(folder, "gatehouse.yaml"), HOUSE);
});

afterEach(() => rm(folder, { recursive: true }));

async function check(...options: string[]): Promise<{ code: number; text: string }> {
  const [out, err] = [new TextSink(), new TextSink()];
  const program = new Command().exitOverride();
  registerCheck(program, {
    configPath: () => Promise.resolve(join(folder, "gatehouse.yaml")),
    stateDirectory: () => Promise.resolve(join(folder, "state")),
    ...{ out, err },
  });
  try {
    await program.parseAsync(["node", "gatehouse", "check", ...options]);
    return { code: 0, text: out.text };
  } catch (error) {
    return { code: exitCodeOf(error), text: out.text };
  }
}

describe("gatehouse check", () => {
  it("exits 0 and counts what it read", async () => {
    await writeFile(join(folder, "rules", "a.yaml"), "rules: []\n");
    expect(await check()).toEqual({
      code: 0,
      text: expect.stringContaining("no errors, no warnings; 0 rules in 1 rule file") as string,
    });
  });

  it("exits 0 with warnings", async () => {
    await writeFile(join(folder, "gatehouse.yaml"), HOUSE.replace("    relock_after: 10s\n", ""));
    const { code, text } = await check();
    expect(code).toBe(0);
    expect(text).toMatch(/gatehouse\.yaml:10:3: warning: /);
  });

  it("warns of a face alone at a camera where no picture was tried, at its place in the file", async () => {
    const replay = "{ by: face, group: family, cameras: [front_door], accepts: replay }";
    const house = HOUSE.replace(/unlock: \[.*\] \}/, `unlock: [${replay}] }`);
    await writeFile(join(folder, "gatehouse.yaml"), house);
    const { code, text } = await check();
    expect(code).toBe(0);
    expect(text).toMatch(/gatehouse\.yaml:15:\d+: warning: .*gatehouse doctor --spoof --camera front_door/);
    expect(text).toContain("no errors, 1 warning");
  });

  it.each([
    ["is not there", null, /there is no wake word model .*mine\.onnx: train one/],
    ["is none", "not a model", /mine\.onnx cannot be used as a wake word model/],
  ])("warns of a wake word model that %s, at its place in the file", async (_, content, message) => {
    const wake = 'voice: { wake: { model: "mine.onnx", phrase: hey house } }\n';
    await writeFile(join(folder, "gatehouse.yaml"), `${HOUSE}${wake}`);
    if (content !== null) await writeFile(join(folder, "mine.onnx"), content);
    const { code, text } = await check();
    expect(code).toBe(0);
    // Behind the last line of the house.
    expect(text).toContain(`gatehouse.yaml:${HOUSE.split("\n").length}:25: warning: `);
    expect(text).toMatch(message);
  });

  it("has nothing to say about a wake word model that works", async () => {
    const shipped = fileURLToPath(new URL("../../../../models/wake/hey-gatehouse.onnx", import.meta.url));
    await writeFile(join(folder, "gatehouse.yaml"), `${HOUSE}voice: { wake: { model: ${shipped} } }\n`);
    expect((await check()).text).toContain("no errors, no warnings");
  });

  it("exits 1 with every problem at FILE:LINE:COLUMN, in folders below too", async () => {
    await writeFile(join(folder, "rules", "upstairs", "b.yaml"), "rules:\n  - id: x\n");
    const { code, text } = await check();
    expect(code).toBe(1);
    expect(text).toMatch(/rules\/upstairs\/b\.yaml:2:\d+: "triggers" is missing/);
    expect(text).toMatch(/rules\/upstairs\/b\.yaml:2:\d+: "actions" is missing/);
  });

  it("prints facts with --json", async () => {
    await writeFile(join(folder, "rules", "a.yaml"), "rules:\n  - 3\n");
    const { text } = await check("--json");
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toEqual([
      expect.objectContaining({
        severity: "error",
        file: join(folder, "rules", "a.yaml"),
        line: 2,
        column: 5,
      }),
      { ok: false, errors: 1, warnings: 0 },
    ]);
  });
});
