import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { problemsOf } from "../../fakes/checked-house.ts";

const page = readFileSync(new URL("../../../docs/rules.md", import.meta.url), "utf8");
const files = [...page.matchAll(/^```yaml\n(rules:.*?)^```/gms)].map(([, text = ""]) => text);

it("finds nothing wrong with the rules in the docs", async () => {
  expect(files.length).toBeGreaterThan(0);
  for (const rules of files) expect(await problemsOf({ rules })).toEqual([]);
});
