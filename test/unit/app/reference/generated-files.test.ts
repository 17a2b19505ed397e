import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "../../../../src/app/reference.ts";

const written = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
const files = await generatedFiles();

describe("the generated reference", () => {
  it.each(Object.keys(files))("%s is up to date (npm run docs)", (path) => {
    expect(written(path)).toBe(files[path]);
  });

  it("describes every key", () => {
    const rows = Object.entries(files)
      .filter(([path]) => path.endsWith("configuration.md") || path.endsWith("rules.md"))
      .flatMap(([, text]) => text.split("\n").filter((line) => /^\| `\w+` \| .* \| .* \|/.test(line)));
    const undescribed = rows.filter(
      (row) => /\|\s*\|$/.test(row) && !/`(type|by|trigger|condition|action)` \|/.test(row),
    );
    expect(rows.length).toBeGreaterThan(100);
    expect(undescribed).toEqual([]);
  });
});
