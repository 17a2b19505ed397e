import { describe, expect, it } from "vitest";
import { discoveryMessage, discoveryTopic } from "../../../../src/surfaces/mqtt/discovery.ts";
import { topicsOf } from "../../../../src/surfaces/mqtt/topics.ts";
import { HomeAssistantDiscovery, homeAssistantTopic } from "../../../fakes/home-assistant-schema.ts";
import { inventory } from "../../../fakes/hub-inventory.ts";

const topics = topicsOf("front");
const message = discoveryMessage({ topics, node: "front", inventory, version: "1.2.3" });
const component = (key: string) => message.components[key];

describe("Home Assistant discovery", () => {
  it("is what Home Assistant's own schemas accept, without a field they do not know", () => {
    expect(HomeAssistantDiscovery.safeParse(JSON.parse(JSON.stringify(message))).error).toBeUndefined();
  });

  it("is accepted for a house with nothing in it", () => {
    const empty = { modes: [], devices: [], cameras: [], microphones: [], rules: [] };
    const small = discoveryMessage({ topics, node: "front", inventory: empty, version: "1" });
    expect(HomeAssistantDiscovery.safeParse(small).error).toBeUndefined();
    expect(Object.keys(small.components)).toEqual(["lockdown", "disk_free", "reload", "access"]);
  });

  it("goes to a topic that Home Assistant looks at, whatever the node is called", () => {
    expect(discoveryTopic("homeassistant", "front")).toBe("homeassistant/device/gatehouse_front/config");
    expect(discoveryTopic("homeassistant", "Haus vorn/2")).toMatch(homeAssistantTopic);
  });

  it("gives every entity an id of its own", () => {
    const ids = Object.values(message.components).map((entry) => entry["unique_id"]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("makes each lock a lock that waits for its state and never retains a command", () => {
    expect(component("device_front_door_lock")).toMatchObject({
      platform: "lock",
      state_topic: "gatehouse/front/device/front_door_lock",
      command_topic: "gatehouse/front/device/front_door_lock/set",
      payload_unlock: "UNLOCK",
      state_locked: "LOCKED",
      optimistic: false,
      retain: false,
    });
  });

  it("shows who was recognised last, and how the machine does as far as it can tell", () => {
    expect(component("last_person")).toMatchObject({ state_topic: "gatehouse/front/last_person" });
    expect(component("temperature")).toMatchObject({
      device_class: "temperature",
      unit_of_measurement: "°C",
    });
    const cold = discoveryMessage({
      ...{ topics, node: "front", version: "1" },
      inventory: { ...inventory, temperature: false },
    });
    expect(cold.components["temperature"]).toBeUndefined();
  });

  it("makes covers, buttons, sirens and lights what they are", () => {
    expect(component("device_garage")).toMatchObject({
      ...{ platform: "cover", device_class: "garage", state_opening: "OPENING", payload_stop: "STOP" },
      optimistic: false,
    });
    expect(component("device_bell")).toMatchObject({ platform: "button", payload_press: "PRESS" });
    expect(component("device_bell")).not.toHaveProperty("state_topic");
    expect(component("device_alarm")).toMatchObject({ platform: "siren", support_duration: false });
    expect(component("device_lamp")).toMatchObject({ platform: "light", payload_on: "ON" });
  });

  it("makes each rule a switch", () => {
    expect(component("rule_open-for-family")).toMatchObject({
      platform: "switch",
      name: "Rule open for family",
      state_topic: "gatehouse/front/rule/open-for-family",
      command_topic: "gatehouse/front/rule/open-for-family/set",
      optimistic: false,
    });
  });

  it("offers the modes as a selection", () => {
    expect(component("mode")).toMatchObject({
      platform: "select",
      state_topic: "gatehouse/front/mode",
      command_topic: "gatehouse/front/mode/set",
      options: ["home", "away", "sentry"],
    });
  });

  it("shows presence, health and the last face of each camera", () => {
    expect(component("camera_garden_presence")).toMatchObject({ device_class: "occupancy" });
    expect(component("camera_garden_health")).toMatchObject({ payload_on: "online", payload_off: "offline" });
    expect(component("camera_garden_last_face")).toMatchObject({
      platform: "image",
      image_topic: "gatehouse/front/camera/garden/last_face",
    });
  });

  it("announces faces, voice and access as events, filtered by a template", () => {
    expect(component("camera_front_door_face")).toMatchObject({
      platform: "event",
      state_topic: "gatehouse/front/event",
      event_types: ["face.recognized", "face.unknown", "face.spoofed"],
      value_template: expect.stringContaining("value_json.camera == 'front_door'") as string,
    });
    expect(component("camera_front_door_movement")).toMatchObject({
      platform: "event",
      event_types: ["person.moved"],
      value_template: expect.stringContaining("'direction': value_json.direction") as string,
    });
    expect(component("voice")?.["event_types"]).toContain("voice.commanded");
    expect(component("access")?.["event_types"]).toContain("request.denied");
  });

  it("says that everything is unavailable when the node is", () => {
    expect(message.availability).toEqual([
      { topic: "gatehouse/front/status", payload_available: "online", payload_not_available: "offline" },
    ]);
  });
});
