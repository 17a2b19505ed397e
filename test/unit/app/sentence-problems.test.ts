import { expect, it } from "vitest";
import { confusedSentences } from "../../../src/app/sentence-problems.ts";
import { check, HOUSE } from "../../fakes/checked-house.ts";

const RULES = `rules:
  - id: sentry-on
    triggers: [{ trigger: voice, sentences: ["turn on sentry mode"] }]
    actions: [{ action: speak, text: yes }]
  - id: sentry-off
    triggers: [{ trigger: voice, sentences: ["good bye", "turn off sentry mode"] }]
    actions: [{ action: speak, text: yes }]
  - id: help
    triggers: [{ trigger: voice, sentences: ["help", "turn on century mode"] }]
    actions: [{ action: speak, text: yes }]
`;

it("sentences that are easily confused are told at their place, with advice", async () => {
  const checked = await check({ config: HOUSE, rules: RULES });
  if (!checked.ok) throw new Error("the rules do not hold");
  const rules = checked.rules.flatMap((file) => file.rules);
  const phones = new Map([
    ["sentry", ["S EH N T R IY"]],
    ["century", ["S EH N CH ER IY"]],
    ...["turn", "on", "off", "mode"].map((word): [string, string[]] => [word, [Array.from(word).join(" ")]]),
  ]);
  const found = await confusedSentences(
    rules,
    { lists: {}, rules: {} },
    { pronounce: () => Promise.resolve(phones) },
  );
  expect(found.map(({ severity, position, message }) => `${severity} ${position.line}: ${message}`)).toEqual([
    'warning 9: "help" is a single word, which is easily heard by mistake; use at least two',
    'warning 6: only "off" tells "turn off sentry mode" from "turn on sentry mode" of the rule sentry-on, and a recogniser may mistake it for "on"; choose words that differ more',
    'warning 9: "turn on century mode" sounds nearly like "turn on sentry mode" of the rule sentry-on; choose words that differ more',
  ]);
});

it("without a dictionary nothing is compared by sound", async () => {
  const checked = await check({ config: HOUSE, rules: RULES });
  if (!checked.ok) throw new Error("the rules do not hold");
  const found = await confusedSentences(
    checked.rules.flatMap((file) => file.rules),
    { lists: {}, rules: {} },
    { pronounce: () => Promise.reject(new Error("not installed")) },
  );
  expect(found).toHaveLength(2);
});
