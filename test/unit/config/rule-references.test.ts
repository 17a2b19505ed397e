import { describe, expect, it } from "vitest";
import { headOf, problemsOf } from "../../fakes/checked-house.ts";

const rule = (trigger: string, action = "action: speak, text: hello"): string =>
  `rules:\n  - id: one\n    triggers: [{ ${trigger} }]\n    actions: [{ ${action} }]\n`;
const first = async (trigger: string, action?: string): Promise<string> =>
  headOf((await problemsOf({ rules: rule(trigger, action) }))[0] ?? "nothing");

describe("rules", () => {
  it.each([
    ["trigger: face, camera: frontdoor", 'no camera "frontdoor"'],
    ["trigger: face, group: famly", 'no group "famly"'],
    ["trigger: person, zone: prch", 'no zone "prch"'],
    ["trigger: person, camera: garden, zone: porch", 'no zone "porch" (none is declared)'],
    ["trigger: mode, to: sentri", 'no mode "sentri"'],
    ["trigger: device, device: lmp", 'no device "lmp"'],
    ["trigger: wake, microphone: hal", 'no microphone "hal"'],
    ["trigger: voice, sentences: [hello], said_by: { group: famly }", 'no group "famly"'],
    ["trigger: voice, sentences: [hello], said_by: { alone: false }", "expected group, person, or both"],
    ["trigger: face, unknown: true, group: family", "an unknown face has neither group nor person"],
    ["trigger: person, left: true, for: 5s", "somebody who has left cannot stay"],
    ["trigger: person, left: true, moving: leaving", "somebody who has left is not in view"],
    ["trigger: person, moving: closer", "expected approaching, leaving, or both"],
    ['trigger: voice, sentences: ["turn (on|off"]', "never closed"],
    [
      'trigger: voice, sentences: ["light in {rom}"], slots: { room: [hall] }',
      'what {rom} may be; add rom: [one, another]; did you mean "room"?',
    ],
    [
      'trigger: voice, sentences: ["<greeting> house"]',
      "voice.expansion_rules of the configuration has no <greeting>",
    ],
    ["trigger: time, at: 24:30", "expected a time of day in quotes"],
    ['trigger: mqtt, topic: "a/#/b"', "expected an MQTT topic"],
  ])("with { %s } are told: %s", async (trigger, message) => {
    expect(await first(trigger)).toContain(message);
  });

  it.each([
    ["action: device, unlock: lamp", "lamp is a switch; it cannot unlock"],
    ["action: device, turn_on: front_lock", "front_lock is a lock; it cannot turn on"],
    ["action: device, turn_on: lmp", 'no device "lmp"'],
    ["action: mode, set: sentri", 'no mode "sentri"'],
    ["action: listen, microphone: hal", 'no microphone "hal"'],
    ["action: ask, question: Well?", 'The trigger "start" has none'],
    ["action: ask, question: Well?, microphone: hal", 'no microphone "hal"'],
    ["action: ask, question: Well?, microphone: hall, answers: []", "expected from one to eight answers"],
    ["action: ask, question: Well?, microphone: hall, answers: [10 times]", "expected plain words"],
    [
      "action: ask, question: Well?, microphone: hall, then: [{ action: device, unlock: lamp }]",
      "lamp is a switch; it cannot unlock",
    ],
    [
      "action: ask, question: Well?, microphone: hall, else: [{ action: mode, set: attic }]",
      'no mode "attic"',
    ],
    [
      "action: ask, question: Well?, microphone: hall, then: [{ action: speak, text: '{{ anwer }}' }]",
      "anwer",
    ],
    ["action: record", 'The trigger "start" has none'],
    ["action: snapshot, camera: frontdoor", 'no camera "frontdoor"'],
    ["action: notify, message: x, notifier: fone", 'no notifier "fone"'],
    ["action: mqtt, topic: lock/set, payload: UNLOCK", "is not among the topics that outputs.allow lists"],
    ['action: mqtt, topic: "home/+"', "published to one topic"],
  ])("with the action { %s } are told: %s", async (action, message) => {
    expect(await first("trigger: start", action)).toContain(message);
  });

  it("have ids of their own among all files", async () => {
    const problems = await problemsOf({
      rules: { "a.yaml": rule("trigger: start"), "b.yaml": rule("trigger: start") },
    });
    expect(problems.map(headOf)).toEqual(['rules/b.yaml:2:9: the id "one" is taken already, at a.yaml:2']);
  });

  it("take no secrets", async () => {
    expect(await first("trigger: start", "action: speak, text: !env HOME")).toContain(
      "rules hold no secrets",
    );
  });
});

it.each([
  ["record", 'which camera? The trigger "start" has none; name one: camera: NAME'],
  ["snapshot", 'which camera? The trigger "start" has none; name one: camera: NAME'],
  ["ask, question: Yes", 'at which microphone? The trigger "start" has none; name one: microphone: NAME'],
  ['record, camera: "{{ trigger.camera + mode }}"', 'which camera? The trigger "start" has none'],
])("what a trigger does not have is told once: %s", async (action, message) => {
  const problems = await problemsOf({ rules: rule("trigger: start", `action: ${action}`) });
  expect(problems.map(headOf)).toEqual([expect.stringContaining(message)]);
});

it("a camera of another trigger, or of a variable, is another matter", async () => {
  const awaited = `action: wait_for, timeout: 5s, triggers: [{ trigger: person }] }, { action: snapshot, camera: "{{ wait.trigger.camera }}"`;
  expect(await problemsOf({ rules: rule("trigger: start", awaited) })).toEqual([]);
  const variable = 'action: set, variables: { camera: "{{ trigger.camera }}" }';
  expect(await first("trigger: start", variable)).toContain('there is no "camera"');
});
