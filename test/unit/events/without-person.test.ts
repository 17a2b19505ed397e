import { expect, test } from "vitest";
import { namesPerson, withoutPerson } from "../../../src/events/without-person.ts";
import { drafts, stamped } from "../../fakes/event-drafts.ts";

const forgotten = { name: "anna", token: "removed-1" };
const without = (value: unknown): unknown => withoutPerson(value, forgotten);

test("the name is replaced where it is somebody's, and everything else stays", () => {
  const event = stamped(drafts.recognized("anna"), 1);
  expect(without(event)).toEqual({ ...event, person: "removed-1" });
  expect(without(stamped(drafts.recognized("ben"), 1))).toEqual(stamped(drafts.recognized("ben"), 1));
});

test("the name goes from sentences, as a word of its own, however it is written", () => {
  const said = (reason: string): unknown => without({ reason });
  expect(said("Anna of family was recognised; ANNA's door, anna.")).toEqual({
    reason: "removed-1 of family was recognised; removed-1's door, removed-1.",
  });
  for (const other of ["annabel came", "rule open-for-anna asks", "hanna", "anna_2"]) {
    expect(said(other)).toEqual({ reason: other });
  }
});

test("what a decision counted stays readable", () => {
  const allowed = stamped(drafts.allowed("r1", { device: "door", evidence: ["e1"] }), 1);
  expect(without(allowed)).toMatchObject({
    request: "r1",
    device: "door",
    reason: "removed-1 of family was recognised",
    evidence: [{ event: "e1", facts: { person: "removed-1", similarity: 0.712 } }],
  });
});

test("what rules said and sent loses the name, nothing that links does", () => {
  expect(
    without({
      ...{
        id: "anna",
        source: "camera:anna",
        camera: "anna",
        device: "anna",
        action: "anna",
        by: { kind: "rule", rule: "anna" },
      },
      detail: { kind: "speak", text: "Welcome home, anna" },
    }),
  ).toEqual({
    ...{
      id: "anna",
      source: "camera:anna",
      camera: "anna",
      device: "anna",
      action: "anna",
      by: { kind: "rule", rule: "anna" },
    },
    detail: { kind: "speak", text: "Welcome home, removed-1" },
  });
  expect(without({ topic: "gatehouse/front/person/anna", payload: '{"person":"anna"}' })).toEqual({
    topic: "gatehouse/front/person/removed-1",
    payload: '{"person":"removed-1"}',
  });
  expect(without({ topic: "anna/light", people: ["ben", "anna"] })).toEqual({
    topic: "anna/light",
    people: ["ben", "removed-1"],
  });
});

test("the story of a rule's run loses the name, its requests keep their ids", () => {
  const step = { path: "actions/0", at: 1 };
  expect(
    without({
      steps: [
        { ...step, result: "true", detail: 'trigger.person == "anna"' },
        { ...step, result: "requested", detail: "event/anna/1" },
      ],
    }),
  ).toEqual({
    steps: [
      { ...step, result: "true", detail: 'trigger.person == "removed-1"' },
      { ...step, result: "requested", detail: "event/anna/1" },
    ],
  });
});

test("what rules remember of a message loses the name at any depth", () => {
  const facts = {
    kind: "mqtt",
    topic: "a",
    payload: "anna",
    json: { who: ["anna"], n: 1 },
    slots: { name: "anna" },
  };
  expect(without({ facts })).toEqual({
    facts: {
      ...{ kind: "mqtt", topic: "a", payload: "removed-1" },
      ...{ json: { who: ["removed-1"], n: 1 }, slots: { name: "removed-1" } },
    },
  });
});

test("names of any script are found, and signs in them mean nothing else", () => {
  expect(namesPerson("Zoë kam", "Zoë")).toBe(true);
  expect(namesPerson("Zoëlle kam", "Zoë")).toBe(false);
  expect(namesPerson("a-b", "a-b")).toBe(true);
  expect(namesPerson("名前 came", "名前")).toBe(true);
});
