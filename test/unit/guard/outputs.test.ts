import { expect, it } from "vitest";
import { answerTo, lockPolicy, policies, request } from "../../fakes/guard-world.ts";

const publish = (topic: string, outputsAllow: string[] = ["#"]) =>
  answerTo([], {
    request: request({ kind: "mqtt", topic, payload: "x", retain: false, qos: 0 }),
    policies: policies({ outputsAllow }),
  });

it("publishes only to topics that are listed", () => {
  expect(publish("home/lamp", [])).toBe("TOPIC_NOT_ALLOWED");
  expect(publish("home/lamp", ["home/lamp"])).toBe("allowed");
  expect(publish("home/lamp", ["home/+"])).toBe("allowed");
  expect(publish("home/hall/lamp", ["home/+"])).toBe("TOPIC_NOT_ALLOWED");
  expect(publish("home/hall/lamp", ["home/#"])).toBe("allowed");
});

it.each([
  "zigbee2mqtt/front_door_lock/set",
  "zigbee2mqtt/front_door_lock/set/state",
  "zigbee2mqtt/front_door_lock",
  "zigbee2mqtt/front_door_lock/get",
  "zigbee2mqtt/front_door_contact",
])("never publishes to %s, which belongs to the lock, whatever is listed", (topic) => {
  expect(publish(topic, ["#", topic])).toBe("TOPIC_GUARDED");
});

it.each(["gatehouse/front/mode/set", "gatehouse/back/device/front_door_lock/set", "gatehouse/set"])(
  "never publishes to %s, whatever is listed",
  (topic) => {
    expect(publish(topic, ["#", topic])).toBe("TOPIC_GUARDED");
  },
);

it.each(["", "home/+", "home/#", "#", "home/\u0000", "home/\n", "home/\ud800", "$SYS/broker"])(
  "never publishes to what is no plain topic (%j)",
  (topic) => {
    expect(publish(topic)).toBe("TOPIC_INVALID");
  },
);

it("publishes to what is no command of Gatehouse, if that is listed", () => {
  expect(publish("gatehouse/front/note")).toBe("allowed");
  expect(publish("home/gatehouse/set")).toBe("allowed");
});

it("publishes to a topic of 65,535 bytes, and to no longer one", () => {
  expect(publish("x".repeat(65_535))).toBe("allowed");
  expect(publish("x".repeat(65_536))).toBe("TOPIC_INVALID");
  expect(publish("ü".repeat(32_768))).toBe("TOPIC_INVALID");
});

it("notifies whom it knows, and never by a lock's topic", () => {
  const notify = (notifier: string | null, notifiers: Record<string, string>) =>
    answerTo([], {
      request: request({ kind: "notify", message: "UNLOCK", notifier }),
      policies: policies({ notifiers }),
    });
  expect(notify("phone", { phone: "home/notify" })).toBe("allowed");
  expect(notify("pager", { phone: "home/notify" })).toBe("UNKNOWN_NOTIFIER");
  expect(notify(null, { phone: "home/notify", sly: "zigbee2mqtt/front_door_lock/set" })).toBe(
    "TOPIC_GUARDED",
  );
});

it("commands no unguarded device by a lock's topic", () => {
  const lamp = (topic: string) =>
    answerTo([], {
      request: request({ kind: "device", device: "lamp", command: "on" }),
      policies: policies({
        devices: {
          front_door_lock: lockPolicy(),
          lamp: { ...lockPolicy(), type: "switch", commands: { on: "free", off: "free" }, topics: [topic] },
        },
      }),
    });
  expect(lamp("zigbee2mqtt/lamp/set")).toBe("allowed");
  expect(lamp("zigbee2mqtt/front_door_lock/set")).toBe("TOPIC_GUARDED");
});

it("records and takes pictures of cameras that exist, and speaks", () => {
  const record = (camera: string) =>
    answerTo([], { request: request({ kind: "record", camera, until: null, forMs: null }) });
  expect(record("front_door")).toBe("allowed");
  expect(record("attic")).toBe("UNKNOWN_CAMERA");
  expect(answerTo([], { request: request({ kind: "snapshot", camera: "attic" }) })).toBe("UNKNOWN_CAMERA");
  expect(answerTo([], { request: request({ kind: "speak", text: "Hello" }) })).toBe("allowed");
  const listen = (microphone: string) =>
    answerTo([], { request: request({ kind: "listen", microphone, forMs: 8_000 }) });
  expect(listen("hall")).toBe("allowed");
  expect(listen("attic")).toBe("UNKNOWN_MICROPHONE");
});
