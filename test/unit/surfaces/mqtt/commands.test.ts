import { describe, expect, it } from "vitest";
import { readCommand } from "../../../../src/surfaces/mqtt/commands.ts";
import { topicsOf } from "../../../../src/surfaces/mqtt/topics.ts";
import { inventory } from "../../../fakes/hub-inventory.ts";

const read = (topic: string, payload: string) =>
  readCommand(`gatehouse/front/${topic}`, payload, { topics: topicsOf("front"), inventory });

describe("a command from MQTT", () => {
  it.each([
    ["mode/set", "sentry", { kind: "mode", mode: "sentry" }],
    ["say/set", "Dinner is ready", { kind: "speak", text: "Dinner is ready" }],
    [
      "device/front_door_lock/set",
      "UNLOCK",
      { kind: "device", device: "front_door_lock", command: "unlock" },
    ],
    ["device/front_door_lock/set", "lock", { kind: "device", device: "front_door_lock", command: "lock" }],
    ["device/porch_light/set", " ON ", { kind: "device", device: "porch_light", command: "on" }],
    [
      "camera/garden/recording/set",
      "ON",
      { kind: "record", camera: "garden", until: "switched-off", forMs: null },
    ],
    ["camera/garden/recording/set", "PRESS", { kind: "record", camera: "garden", until: null, forMs: null }],
    ["camera/garden/recording/set", "off", { kind: "record", camera: "garden", until: null, forMs: 0 }],
    ["camera/garden/recording/set", "30", { kind: "record", camera: "garden", until: null, forMs: 30_000 }],
    ["microphone/hall/listen/set", "PRESS", { kind: "listen", microphone: "hall", forMs: 8_000 }],
    ["microphone/hall/listen/set", "on", { kind: "listen", microphone: "hall", forMs: 8_000 }],
    ["microphone/hall/listen/set", "20", { kind: "listen", microphone: "hall", forMs: 20_000 }],
    ["microphone/hall/listen/set", "OFF", { kind: "listen", microphone: "hall", forMs: 0 }],
  ])("%s %s is a request", (topic, payload, action) => {
    expect(read(topic, payload)).toEqual({ kind: "action", action, code: null });
  });

  it.each([
    ["mode/set", "senty", 'There is no mode "senty"; there are home, away, sentry.'],
    [
      "device/back_door/set",
      "UNLOCK",
      'no device "back_door"; there are front_door_lock, porch_light, garage, bell, alarm, lamp',
    ],
    ["device/front_door_lock/set", "OPEN", 'front_door_lock does not know "OPEN"; it knows lock, unlock.'],
    ["device/porch_light/set", "unlock", "it knows on, off"],
    ["device/garage/set", "unlock", "it knows open, close, stop"],
    ["device/bell/set", "on", "it knows press"],
    ["reload/set", "now", "read again by PRESS"],
    ["camera/attic/recording/set", "ON", 'no camera "attic"'],
    ["camera/garden/recording/set", "0", "send ON (until OFF)"],
    ["camera/garden/recording/set", "99999", "at most 3600"],
    ["microphone/attic/listen/set", "ON", 'no microphone "attic"'],
    ["microphone/hall/listen/set", "61", "at most 60"],
    ["rule/nothing/set", "ON", 'no rule "nothing"'],
    ["rule/open-for-family/set", "maybe", "ON or OFF"],
    ["say/set", "  ", "nothing to say"],
    ["say/set", "x".repeat(501), "At most 500"],
    ["person/anna/set", "x", "There is nothing to set"],
    ["device/front_door_lock/extra/set", "unlock", "There is nothing to set"],
  ])("%s %s is answered in words", (topic, payload, words) => {
    const command = read(topic, payload);
    expect(command.kind).toBe("problem");
    expect(command.kind === "problem" && command.problem).toContain(words);
  });

  it("begins a lockdown, and ends it with a code", () => {
    const wish = (active: boolean, code: string | null = null) => ({
      ...{ kind: "action", action: { kind: "lockdown", active }, code },
    });
    expect(read("lockdown/set", "ON")).toEqual(wish(true));
    expect(read("lockdown/set", "off")).toEqual(wish(false));
    expect(read("lockdown/set", '{"lockdown": "OFF", "code": "739201"}')).toEqual(wish(false, "739201"));
    expect(read("lockdown/set", '{"lockdown": "ON", "code": "739201"}')).toEqual(wish(true));
    expect(JSON.stringify(read("lockdown/set", "739201"))).not.toContain("739201");
  });

  it("switches a rule, and takes a code along that may be needed to switch it off", () => {
    const wish = (enabled: boolean, code: string | null = null) => ({
      ...{ kind: "action", action: { kind: "rule", rule: "open-for-family", enabled }, code },
    });
    const to = "rule/open-for-family/set";
    expect(read(to, "off")).toEqual(wish(false));
    expect(read(to, '{"rule": "OFF", "code": "0739"}')).toEqual(wish(false, "0739"));
    expect(read(to, '{"rule": "ON", "code": "0739"}')).toEqual(wish(true));
  });

  it("takes a code along that unlocks or changes the mode, and leaves one that does not", () => {
    const unlock = { kind: "device", device: "front_door_lock", command: "unlock" };
    const lock = { ...unlock, command: "lock" };
    const to = "device/front_door_lock/set";
    expect(read(to, '{"command": "UNLOCK", "code": "0739"}')).toEqual({
      ...{ kind: "action", action: unlock, code: "0739" },
    });
    expect(read(to, '{"command": "UNLOCK", "code": ""}')).toMatchObject({ action: unlock, code: null });
    expect(read(to, '{"command": "UNLOCK"}')).toMatchObject({ action: unlock, code: null });
    expect(read(to, '{"command": "LOCK", "code": "0739"}')).toMatchObject({ action: lock, code: null });
    expect(read("mode/set", '{"mode": "home", "code": "0739"}')).toEqual({
      ...{ kind: "action", action: { kind: "mode", mode: "home" }, code: "0739" },
    });
  });

  it("takes a code along that opens a cover, and leaves one that closes it", () => {
    const wish = (command: string, code: string | null) => ({
      ...{ kind: "action", action: { kind: "device", device: "garage", command }, code },
    });
    expect(read("device/garage/set", '{"command": "OPEN", "code": "0739"}')).toEqual(wish("open", "0739"));
    expect(read("device/garage/set", '{"command": "CLOSE", "code": "0739"}')).toEqual(wish("close", null));
  });

  it.each([
    ["device/front_door_lock/set", "739201"],
    ["device/front_door_lock/set", '{"command": "UNLOCK", "code": 739201}'],
    ["device/front_door_lock/set", '{"command": "739201"}'],
    ["device/front_door_lock/set", '{"command": "UNLOCK", "code": "739201"'],
    ["device/front_door_lock/set", '{"command": ["739201"]}'],
    ["device/front_door_lock/set", '{"comand": "UNLOCK", "code": "739201"}'],
    ["mode/set", "739201"],
    ["mode/set", '{"mode": "hme", "code": "739201"}'],
    ["mode/set", "{739201}"],
  ])("%s %s is answered without the code", (topic, payload) => {
    const command = read(topic, payload);
    expect(command.kind).toBe("problem");
    expect(JSON.stringify(command)).not.toContain("739201");
  });
});
