import { describe, expect, test } from "vitest";
import { doorPolicy } from "../../../../src/app/evaluate/door-policy.ts";
import { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";

const porch = [
  [0, 0],
  [1, 0],
  [1, 1],
];

/** A house whose locks ask for this. */
function house(locks: Readonly<Record<string, readonly object[]>>): GatehouseConfig {
  const state = { topic: "lock", value: "payload.state" };
  const command = { topic: "lock/set", lock: "LOCK", unlock: "UNLOCK" };
  return GatehouseConfig.parse({
    node: "front",
    vision: { recognize: 0.63 },
    cameras: { yard: { source: "rtsp://yard" }, porch: { source: "rtsp://porch", zones: { step: porch } } },
    devices: Object.fromEntries(
      Object.entries(locks).map(([name, unlock]) => [
        name,
        { type: "lock", state, command, guard: { unlock } },
      ]),
    ),
  });
}

describe("the policy that a door is measured by", () => {
  test("is that of the only lock, at its camera, with its zones and the configured thresholds", () => {
    const face = { by: "face", group: "friend", cameras: ["porch"], zones: ["step"], alone: true };
    const door = doorPolicy(house({ front: [{ all: [{ by: "voice" }, face] }] }));
    expect(door).toMatchObject({
      ...{ lock: "front", camera: "porch", zones: { step: porch } },
      factor: { groups: ["friend"], cameras: ["porch"], zones: ["step"], alone: true, live: true },
      policies: { cameras: { porch: { replay: false } }, thresholds: { similarity: 0.63, frames: 3 } },
    });
  });

  test("is family, alive and alone where no lock is configured", () => {
    expect(doorPolicy(GatehouseConfig.parse({ node: "front" }))).toMatchObject({
      ...{ lock: null, camera: "door" },
      factor: { groups: ["family"], live: true, alone: true },
      policies: { thresholds: { similarity: 0.58, margin: 0.08, frames: 3 } },
    });
  });

  test("has to be named where there are several locks", () => {
    const two = house({ front: [{ by: "face", group: "family" }], back: [{ by: "face", group: "staff" }] });
    expect(() => doorPolicy(two)).toThrow("several locks are configured: say --lock with one of front, back");
    expect(() => doorPolicy(two, "side")).toThrow(
      "there is no lock side: say --lock with one of front, back",
    );
    expect(doorPolicy(two, "back").factor.groups).toEqual(["staff"]);
  });

  test("needs a lock that asks for a face", () => {
    expect(() => doorPolicy(house({ front: [{ by: "code" }] }))).toThrow(
      "the policy of front asks for no face",
    );
  });
});
