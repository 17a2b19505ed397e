import { describe, expect, it } from "vitest";
import { alarmPanel } from "../../../../src/surfaces/mqtt/alarm-panel.ts";
import type { Inventory } from "../../../../src/surfaces/mqtt/commands.ts";
import { readCommand } from "../../../../src/surfaces/mqtt/commands.ts";
import { topicsOf } from "../../../../src/surfaces/mqtt/topics.ts";
import { inventory } from "../../../fakes/hub-inventory.ts";

const topics = topicsOf("front");
const house = (modes: readonly string[], guarded: readonly string[], code = false): Inventory => ({
  ...inventory,
  modes,
  alarm: { guarded, code },
});
const panelOf = (...given: Parameters<typeof house>) => alarmPanel(topics, house(...given));

describe("the alarm panel", () => {
  it("arms by the modes' usual names, and disarms to home", () => {
    expect(panelOf(["home", "away", "night"], ["away", "night"])).toMatchObject({
      payload_disarm: "home",
      payload_arm_away: "away",
      payload_arm_night: "night",
      supported_features: ["arm_away", "arm_night"],
      value_template: "{{ {'home': 'disarmed', 'away': 'armed_away', 'night': 'armed_night'}[value] }}",
    });
  });

  it("gives a guarded mode of another name the button that is left", () => {
    expect(panelOf(["home", "sentry"], ["sentry"])).toMatchObject({ payload_arm_away: "sentry" });
    expect(panelOf(["home", "away", "sentry"], ["sentry", "away"])).toMatchObject({
      payload_arm_away: "away",
      payload_arm_custom_bypass: "sentry",
    });
  });

  it("says truthfully that a mode without a button is armed", () => {
    const panel = panelOf(["home", "a", "b", "c"], ["a", "b", "c"]);
    expect(panel?.["value_template"]).toContain("'c': 'armed_custom_bypass'");
    expect(panel?.["supported_features"]).toEqual(["arm_away", "arm_custom_bypass"]);
  });

  it("asks for a code only where one may disarm", () => {
    expect(panelOf(["home", "away"], ["away"], true)).toMatchObject({
      code: "REMOTE_CODE_TEXT",
      code_disarm_required: true,
      code_arm_required: false,
    });
    expect(panelOf(["home", "away"], ["away"])).not.toHaveProperty("code");
  });

  it.each([
    ["nothing to arm", ["home", "away"], []],
    ["no way to be disarmed", ["away"], ["away"]],
    ["no mode", [], []],
  ])("is none where there is %s", (_, modes, guarded) => {
    expect(panelOf(modes, guarded)).toBeNull();
  });

  it("sends what is understood as a wish for a mode, with the code that came with it", () => {
    // As Home Assistant fills `command_template` in.
    const sent = '{"mode": "home", "code": "1234"}';
    expect(readCommand("gatehouse/front/mode/set", sent, { topics, inventory })).toEqual({
      kind: "action",
      action: { kind: "mode", mode: "home" },
      code: "1234",
    });
  });
});
