import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { testRules, type RulesTestOptions } from "../../../../src/app/rule-tests/command.ts";
import { TextSink } from "../../../fakes/command-context.ts";
import { HOUSE } from "../../../fakes/checked-house.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A house on the disk with rules and their tests, and `gatehouse rules test` in it. */
export function testStand(rules: string, tests: string) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-rule-tests-"));
  folders.push(folder);
  mkdirSync(join(folder, "rules"));
  const path = join(folder, "gatehouse.yaml");
  const testFile = join(folder, "rules", "a.test.yaml");
  writeFileSync(path, HOUSE);
  writeFileSync(join(folder, "rules", "a.yaml"), rules);
  writeFileSync(testFile, tests);
  const out = new TextSink();
  const err = new TextSink();
  const stop = new AbortController();
  const context = { configPath: () => Promise.resolve(path), out, err, signal: stop.signal };
  const run = (options: RulesTestOptions = {}): Promise<void> => testRules([], options, context);
  return { run, out, err, stop, testFile };
}
