import { describe, expect, it } from "vitest";
import { replay, type Replay } from "../../../src/rules/replay.ts";
import { houseWith } from "../../fakes/checked-house.ts";
import { JournalledRules } from "../../fakes/journalled-rules.ts";
import { fields, NOON } from "../../fakes/rule-bench.ts";

const OLD = `rules:
  - id: light
    triggers: [{ trigger: person }]
    actions: [{ action: device, turn_on: lamp }, { wait: 10s }, { action: device, turn_off: lamp }]
  - id: bell
    triggers: [{ trigger: mqtt, topic: bell }]
    actions: [{ action: mode, set: sentry }]
  - id: told
    triggers: [{ trigger: mode, to: sentry }]
    actions: [{ action: notify, message: sentry }]
`;

async function difference(change: (rules: string) => string, guardedModes: string[] = []): Promise<Replay> {
  const house = new JournalledRules((await houseWith(OLD)).program, 4);
  house.happen(1000, ["person.appeared", fields.appeared()]);
  house.happen(30_000, ["message.received", fields.message("bell", "")]);
  const { program } = await houseWith(change(OLD));
  return replay(program, { events: house.events, begin: house.begin, fromAt: NOON, guardedModes });
}

const told = ({ differences }: Replay): string[] =>
  differences.map((one) => `${one.kind} ${(one.kind === "added" ? one.now : one.was).rule}`);

describe("a replay through other rules", () => {
  it("says what would have come later", async () => {
    const found = await difference((rules) => rules.replace("10s", "20s"));
    expect(told(found)).toEqual(["moved light"]);
    expect(found.same).toBe(3);
  });

  it("says what would be gone, and with it what followed from it", async () => {
    const found = await difference((rules) => rules.replace("topic: bell", "topic: gong"));
    expect(told(found)).toEqual(["gone bell", "gone told"]);
    expect(found.leftOut).toBeGreaterThan(0);
  });

  it("says what would be added, and what would follow from a mode that changes", async () => {
    const more =
      "  - { id: dark, triggers: [{ trigger: mqtt, topic: bell }], actions: [{ action: mode, set: away }] }\n";
    const then =
      "  - { id: then, triggers: [{ trigger: mode, to: away }], actions: [{ action: notify, message: away }] }\n";
    expect(told(await difference((rules) => rules + more + then))).toEqual(["added dark", "added then"]);
    // The mode that the house was in may only be left with evidence, and nobody knows whether there would have been any.
    expect(told(await difference((rules) => rules + more + then, ["home", "sentry"]))).toEqual([
      "added dark",
    ]);
  });

  it("says what would be asked for in its place", async () => {
    const [found] = (await difference((rules) => rules.replace("message: sentry", "message: on guard")))
      .differences;
    expect(found).toMatchObject({
      kind: "changed",
      was: { action: { message: "sentry" } },
      now: { action: { message: "on guard" } },
    });
  });
});
