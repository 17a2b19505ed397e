import { expect, test } from "vitest";
import { RuleSwitchHolder } from "../../../../src/app/brain/rule-switches.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { RulesStand } from "../../../fakes/rules-stand.ts";

const by = { kind: "hub", topic: "gatehouse/front/rule/one/set" } as const;
const RULES = `rules:
  - { id: one, triggers: [{ trigger: mqtt, topic: go }], actions: [{ action: speak, text: hello }] }
`;

function holder(off: readonly string[] = []) {
  const emitted: EventDraft[] = [];
  const emit = (draft: EventDraft): void => void emitted.push(draft);
  const knows = (rule: string): boolean => rule === "one";
  return {
    emitted,
    switches: new RuleSwitchHolder({ clock: new ManualClock(), rules: { off, knows }, emit }),
  };
}

test("each change is told once, also when several come at once", () => {
  const { emitted, switches } = holder();
  expect(switches.set("one", true, by)).toBe(false);
  expect(switches.set("one", false, by)).toBe(true);
  expect(switches.set("one", false, by)).toBe(false);
  expect(switches.off).toEqual(["one"]);
  expect(switches.set("one", true, by)).toBe(true);
  expect(emitted).toMatchObject([
    { name: "rule.switched", rule: "one", enabled: false, by },
    { name: "rule.switched", rule: "one", enabled: true, by },
  ]);
});

test("what does not run cannot be switched", () => {
  const { emitted, switches } = holder();
  expect(() => switches.set("two", false, by)).toThrow("There is no rule two that runs.");
  expect(emitted).toEqual([]);
});

test("a rule that was off before the start is off after it, by the journal", async () => {
  const stand = new RulesStand();
  const first = await stand.open(RULES);
  await stand.take(first, drafts.switched("one", false));
  const again = await stand.open(RULES);
  expect([again.off, await stand.message(again, "go")]).toEqual([["one"], []]);
  // The state was kept before the last word of the journal, or not at all.
  const later = await stand.open(RULES, "home", new Map([["one", true]]));
  expect([later.off, await stand.message(later, "go")]).toEqual([[], ["speak:hello"]]);
});
