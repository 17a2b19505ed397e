import { describe, expect, it } from "vitest";
import type { Company } from "../../../src/events/catalogue.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rules = (saidBy: string, more = ""): string => `rules:
  - id: heating
    triggers:
      - { trigger: voice, sentences: [heating on], said_by: ${saidBy} }
${more}    actions: [{ action: device, turn_on: lamp }]
`;
const ana = { person: "ana", group: "family", live: true };
const ben = { person: "ben", group: "family", live: true };
const tom = { person: "tom", group: "friend", live: true };

const said = async (saidBy: string, company?: Company, more?: string) => {
  const house = await RuleBench.of(rules(saidBy, more));
  const command = fields.command("heating");
  return house.send(1, "voice.commanded", company === undefined ? command : { ...command, company });
};
const done = ["device:lamp:on"];

describe("a command that only some may say", () => {
  it.each<[string, string, Company]>([
    ["one of the group", "{ group: family }", { present: [ana], strangers: 0 }],
    ["two of the group", "{ group: family }", { present: [ana, ben], strangers: 0 }],
    ["the person", "{ person: ana }", { present: [ana], strangers: 0 }],
    ["one of several", "{ group: [friend, family] }", { present: [ana, tom], strangers: 0 }],
    [
      "somebody with company, where that is let",
      "{ group: family, alone: false }",
      { present: [ana, tom], strangers: 2 },
    ],
  ])("is done for %s", async (_, saidBy, company) => {
    expect(asked(await said(saidBy, company))).toEqual(done);
  });

  it.each<[string, string, Company | undefined, string]>([
    [
      "nobody",
      "{ group: family }",
      { present: [], strangers: 0 },
      "I can't see you. Nobody of family is seen alive",
    ],
    ["nobody knows who was there", "{ group: family }", undefined, "I can't see you. Nobody of family"],
    [
      "a stranger alone",
      "{ group: family }",
      { present: [], strangers: 1 },
      "I can't see you. Nobody of family",
    ],
    [
      "another group",
      "{ group: family }",
      { present: [tom], strangers: 0 },
      "I can't see you. Nobody of family",
    ],
    ["another person", "{ person: ana }", { present: [ben], strangers: 0 }, "I can't see you. Nobody of ana"],
    [
      "somebody who was not checked to be alive",
      "{ group: family }",
      { present: [{ ...ana, live: false }], strangers: 0 },
      "I can't see you. Nobody of family is seen alive",
    ],
    [
      "a stranger beside",
      "{ group: family }",
      { present: [ana], strangers: 1 },
      "I can't tell who of you said that. could have been said by a stranger",
    ],
    [
      "a friend beside",
      "{ group: family }",
      { present: [ana, tom], strangers: 0 },
      "I can't tell who of you said that. could have been said by tom",
    ],
    [
      "another of the family beside the person",
      "{ person: ana }",
      { present: [ana, ben], strangers: 0 },
      "I can't tell who of you said that. could have been said by ben",
    ],
  ])(
    "is not done with %s there; whoever spoke is told, and the trace says why",
    async (_, saidBy, company, expected) => {
      const [, answer, why] = /^(.*?\.) (.*)$/.exec(expected) ?? [];
      const result = await said(saidBy, company);
      expect(asked(result)).toEqual([`speak:${String(answer)}`]);
      expect(told(result)).toEqual([expect.stringContaining(`heating stopped:`)]);
      expect(told(result)[0]).toContain(why);
      expect(result.state.runs).toEqual([]);
    },
  );

  it("is not done by another trigger of the rule either: an event does not tell whose sentence it was", async () => {
    const other = "      - { trigger: voice, sentences: [heat up] }\n";
    expect(asked(await said("{ group: family }", { present: [], strangers: 0 }, other))).toEqual([
      "speak:I can't see you.",
    ]);
  });

  it("has to be said by whom each of the rule's triggers wants to hear", async () => {
    const other = "      - { trigger: voice, sentences: [heat up], said_by: { person: tom } }\n";
    const company = { present: [ana, ben], strangers: 0 };
    expect(asked(await said("{ group: family }", company))).toEqual(done);
    expect(asked(await said("{ group: family }", company, other))).not.toEqual(done);
  });

  it("is not asked for by what is no command", async () => {
    const house = await RuleBench.of(rules("{ group: family }", "      - { trigger: mqtt, topic: heat }\n"));
    expect(asked(house.send(1, "message.received", fields.message("heat", "")))).toEqual(done);
  });
});
