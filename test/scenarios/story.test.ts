import { describe, expect, it } from "vitest";
import type { StepResult } from "../../src/rules/step.ts";
import { asked, fields, RuleBench } from "../fakes/rule-bench.ts";

const RULES = `rules:
  - id: sentry-on
    triggers:
      - trigger: voice
        sentences: ["(turn|switch) on [the] sentry mode"]
    actions:
      - action: mode
        set: sentry
      - action: speak
        text: Sentry mode is on.
  - id: open-for-family
    triggers:
      - trigger: face
        group: family
        camera: front_door
    conditions:
      - mode in ["sentry", "away"]
    actions:
      - action: device
        unlock: front_lock
      - action: speak
        text: "Welcome home, {{ trigger.person }}."
  - id: record-strangers
    triggers:
      - trigger: face
        unknown: true
      - trigger: person
        zone: porch
        for: 20s
    conditions: ['mode == "sentry"']
    mode: restart
    actions:
      - action: record
        camera: "{{ trigger.camera }}"
        until: person.left
      - action: notify
        message: Somebody is at the front door
`;

/** One line for each thing that happened in a step: what a run came by, what it asked for, how it ended. */
function story(result: StepResult): string[] {
  return result.traces.flatMap((trace) => [
    ...trace.steps.map((step) => `${trace.rule} ${step.path} ${step.result}: ${step.detail}`),
    `${trace.rule} → ${trace.outcome}`,
  ]);
}

describe("the story", () => {
  it("goes as told, with a trace of every step", async () => {
    const house = await RuleBench.of(RULES);
    const lines: string[] = [];
    const tell = (seconds: number, what: string, result: StepResult): void => {
      lines.push(
        `${seconds} s: ${what}`,
        ...[...story(result), ...asked(result)].map((line) => `    ${line}`),
      );
    };
    tell(0, "family before sentry mode", house.send(0, "face.recognized", fields.known("anna")));
    tell(3, "who walks on", house.send(3, "person.left", fields.left()));
    tell(5, "spoken command", house.send(5, "voice.commanded", fields.command("sentry-on")));
    tell(6, "the mode changes", house.send(6, "mode.changed", fields.mode("home", "sentry")));
    tell(20, "family comes", house.send(20, "face.recognized", fields.known("anna", { track: 2 })));
    tell(22, "and goes in", house.send(22, "person.left", fields.left({ track: 2 })));
    tell(40, "somebody comes", house.send(40, "person.appeared", fields.appeared({ track: 3 })));
    tell(43, "whom nobody knows", house.send(43, "face.unknown", fields.unknown({ track: 3 })));
    tell(60, "and who stays", house.timer(60));
    tell(70, "and leaves", house.send(70, "person.left", fields.left({ track: 3 })));
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("story.golden.txt");
  });
});
