import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const KEYS = { HUB_KEY: "0123456789abcdef" };
const CONFIG = HOUSE.replace(
  "allow: [home/bell]",
  'allow: ["https://hub.local/api/webhook/"], keys: { hub: !env HUB_KEY }',
);
const page = readFileSync(new URL("../../../docs/rules.md", import.meta.url), "utf8");
const files = [...page.matchAll(/^```yaml\n(rules:.*?)^```/gms)].map(([, text = ""]) => text);

it("finds nothing wrong with the rules in the docs", async () => {
  expect(files.length).toBeGreaterThan(0);
  for (const rules of files) expect(await problemsOf({ config: CONFIG, rules }, KEYS)).toEqual([]);
});
