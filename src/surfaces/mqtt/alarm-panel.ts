import type { Inventory } from "./commands.ts";
import type { Component } from "./component.ts";
import { setTopic, type Topics } from "./topics.ts";

/** What a hub's panel calls a mode, and how it asks for it. */
interface Arming {
  /** A field of the component. */
  readonly payload: string;
  /** An entry of `supported_features`. */
  readonly feature: string;
  readonly state: string;
}

const ARMINGS = {
  away: { payload: "payload_arm_away", feature: "arm_away", state: "armed_away" },
  home: { payload: "payload_arm_home", feature: "arm_home", state: "armed_home" },
  night: { payload: "payload_arm_night", feature: "arm_night", state: "armed_night" },
  vacation: { payload: "payload_arm_vacation", feature: "arm_vacation", state: "armed_vacation" },
  custom: {
    payload: "payload_arm_custom_bypass",
    feature: "arm_custom_bypass",
    state: "armed_custom_bypass",
  },
} as const satisfies Record<string, Arming>;

/** Usual names of modes, and the button of the panel that they belong to. */
const BY_NAME: Readonly<Record<string, keyof typeof ARMINGS>> = {
  ...{ away: "away", out: "away", parked: "away" },
  ...{ home: "home", stay: "home" },
  ...{ night: "night", sleep: "night" },
  ...{ vacation: "vacation", holiday: "vacation", holidays: "vacation" },
};

/**
 * The guarded modes as Home Assistant's alarm panel, which knows five ways of being armed and one of not being it. A panel that
 * cannot disarm, or has nothing to arm, is none: null. Leaving a guarded mode is judged by the guard, whoever asks for it.
 *
 * Fields: www.home-assistant.io/integrations/alarm_control_panel.mqtt; core `mqtt/alarm_control_panel.py`.
 */
export function alarmPanel(topics: Topics, { modes, alarm }: Inventory): Component | null {
  const guarded = modes.filter((mode) => alarm?.guarded.includes(mode) === true);
  const open = modes.filter((mode) => !guarded.includes(mode));
  const disarmed = open.includes("home") ? "home" : open[0];
  if (alarm === undefined || guarded.length === 0 || disarmed === undefined) return null;
  const armings = armingsOf(guarded);
  const states = modes.map((mode) => {
    const how = guarded.includes(mode) ? (armings.get(mode) ?? ARMINGS.custom).state : "disarmed";
    return `${quoted(mode)}: '${how}'`;
  });
  return {
    platform: "alarm_control_panel",
    name: "Alarm",
    state_topic: topics.mode,
    value_template: `{{ {${states.join(", ")}}[value] }}`,
    command_topic: setTopic(topics.mode),
    command_template: '{"mode": {{ action | to_json }}, "code": {{ (code or "") | to_json }}}',
    payload_disarm: disarmed,
    ...Object.fromEntries([...armings].map(([mode, { payload }]) => [payload, mode])),
    supported_features: [...armings.values()].map(({ feature }) => feature),
    code_arm_required: false,
    // The panel asks for the code and sends it along; what it is worth is judged here.
    ...(alarm.code ? { code: "REMOTE_CODE_TEXT" } : {}),
    code_disarm_required: alarm.code,
    retain: false,
  };
}

/** A button for each guarded mode, as long as there is one: by its name, or else away before custom. */
function armingsOf(guarded: readonly string[]): ReadonlyMap<string, Arming> {
  const armings = new Map<string, Arming>();
  const free = new Map<string, Arming>(Object.entries(ARMINGS));
  const take = (mode: string, key: string | undefined): void => {
    const arming = key === undefined || armings.has(mode) ? undefined : free.get(key);
    if (key === undefined || arming === undefined) return;
    armings.set(mode, arming);
    free.delete(key);
  };
  for (const mode of guarded) take(mode, BY_NAME[mode]);
  for (const mode of guarded)
    take(
      mode,
      ["away", "custom"].find((key) => free.has(key)),
    );
  return armings;
}

/** A text of a template. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
