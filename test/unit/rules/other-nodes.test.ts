import { expect, it } from "vitest";
import { asked, RuleBench } from "../../fakes/rule-bench.ts";

const rules = (trigger: string): string => `rules:
  - id: one
    triggers: [${trigger}]
    actions: [{ action: speak, text: "{{ trigger.heard }} at {{ trigger.node }} {{ trigger.camera }}" }]
`;
const stranger = { node: "front", heard: "face.unknown", camera: "porch", person: null };

it("starts a rule with what was heard of another node", async () => {
  const house = await RuleBench.of(
    rules("{ trigger: node, event: face.unknown, node: front, camera: porch }"),
  );
  expect(asked(house.send(1, "node.heard", stranger))).toEqual(["speak:face.unknown at front porch"]);
  expect(asked(house.send(2, "node.heard", { ...stranger, node: "yard" }))).toEqual([]);
  expect(asked(house.send(3, "node.heard", { ...stranger, camera: "garage" }))).toEqual([]);
  expect(asked(house.send(4, "node.heard", { ...stranger, heard: "face.recognized" }))).toEqual([]);
});

it("knows the events that nodes tell each other", async () => {
  await expect(RuleBench.of(rules("{ trigger: node, event: code.entered }"))).rejects.toThrow(
    "expected an event of another node, or a list: person.appeared",
  );
});
