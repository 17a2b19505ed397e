import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const KEYS = { HUB_KEY: "0123456789abcdef" };
const CONFIG = HOUSE.replace(
  "allow: [home/bell]",
  'allow: ["https://hub.local/api/webhook/"], keys: { hub: !env HUB_KEY }',
);
const page = readFileSync(new URL("../../../docs/rules.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/^```yaml\n((?:rules|blueprint):.*?)^```/gms)].map(
  ([, text = ""]) => text,
);
const files = examples.filter((text) => text.startsWith("rules:"));
const blueprints = examples.filter((text) => text.startsWith("blueprint:"));

it("finds nothing wrong with the rules in the docs", async () => {
  expect(files.length).toBeGreaterThan(0);
  expect(blueprints).toHaveLength(1);
  for (const rules of files) {
    const all = { "rules.yaml": rules, "blueprints/light-for-visitors.yaml": blueprints[0] ?? "" };
    expect(await problemsOf({ config: CONFIG, rules: all }, KEYS)).toEqual([]);
  }
});
