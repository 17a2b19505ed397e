/** A mistake as newcomers make it, and what they meant. */
export interface Mistake {
  readonly title: string;
  /** A rule file with the mistake in it. */
  readonly wrong: string;
  /** What to write instead, as Markdown. */
  readonly remedy: string;
}

/** The mistakes that are made most. */
export const MISTAKES: readonly Mistake[] = [
  {
    title: "A key is misspelt",
    wrong: `rules:
  - id: light
    trigger:
      - trigger: person
    actions:
      - action: device
        turn_on: porch_light
`,
    remedy: "Lists have their plural: `triggers`, `conditions`, `actions`.",
  },
  {
    title: "A name is misspelt",
    wrong: `rules:
  - id: light
    triggers:
      - trigger: person
        camera: front-door
    actions:
      - action: device
        turn_on: porch_lihgt
`,
    remedy: "The names are those of `gatehouse.yaml`.",
  },
  {
    title: "A text in an expression has no quotes",
    wrong: `rules:
  - id: light
    triggers: [{ trigger: person }]
    conditions:
      - mode == sentry
    actions: [{ action: device, turn_on: porch_light }]
`,
    remedy: '`- mode == "sentry"`, or the structured form `- { condition: mode, is: sentry }`.',
  },
  {
    title: "One = instead of two",
    wrong: `rules:
  - id: light
    triggers: [{ trigger: person }]
    conditions:
      - mode = "sentry"
    actions: [{ action: device, turn_on: porch_light }]
`,
    remedy: "`==` compares; conditions set nothing.",
  },
  {
    title: "A duration has no unit",
    wrong: `rules:
  - id: light
    triggers: [{ trigger: person, for: 20 }]
    actions: [{ action: device, turn_on: porch_light }]
`,
    remedy: "`for: 20s`.",
  },
  {
    title: "A list has no dash",
    wrong: `rules:
  - id: light
    triggers:
      trigger: person
    actions:
      - action: device
        turn_on: porch_light
`,
    remedy: "Each trigger, condition and action begins with `- `, also if there is only one.",
  },
  {
    title: "A template stands without quotes",
    wrong: `rules:
  - id: greet
    triggers: [{ trigger: face }]
    actions:
      - action: speak
        text: {{ trigger.person }} is here
`,
    remedy: '`text: "{{ trigger.person }} is here"`: a value that begins with `{` is a mapping to YAML.',
  },
  {
    title: "The trigger has no such field",
    wrong: `rules:
  - id: tell
    triggers: [{ trigger: mode, to: sentry }]
    actions:
      - action: record
      - action: notify
        message: "{{ trigger.person }} did it"
`,
    remedy:
      "What `trigger` holds hangs on what triggered ([reference](reference/rules.md#expressions)). " +
      "`record` records the camera that triggered; where none did, name it: `camera: front_door`.",
  },
  {
    title: "A state that the device never has",
    wrong: `rules:
  - id: opened
    triggers: [{ trigger: device, device: front_door_lock, to: unlocked }]
    conditions: ['devices.porch_light == "on"']
    actions: [{ action: notify, message: The door was opened. }]
`,
    remedy:
      "Locks are `LOCKED` or `UNLOCKED`, switches `ON` or `OFF`, whatever words the device itself uses.",
  },
  {
    title: "A wait that swallows triggers",
    wrong: `rules:
  - id: light
    triggers: [{ trigger: person }]
    actions:
      - { action: device, turn_on: porch_light }
      - wait: 2m
      - { action: device, turn_off: porch_light }
`,
    remedy:
      "Who comes after one minute stands in the dark after two. With `mode: restart` the two minutes begin anew with everybody.",
  },
];
