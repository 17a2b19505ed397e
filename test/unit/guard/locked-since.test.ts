import { expect, it } from "vitest";
import type { Action, Request } from "../../../src/events/action.ts";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { anaAtTheDoor, answerTo, lockPolicy, NOW_T, policies, request } from "../../fakes/guard-world.ts";
import { sensorEvent } from "../../fakes/guard-world.ts";

const house = policies({
  devices: { front_door_lock: lockPolicy(), back_door_lock: lockPolicy() },
});

/** Somebody asked for `action`, so long before now. */
function wished(action: Action, agoMs: number, by: Request["by"] = { kind: "command" }): GuardInput {
  const event = {
    ...sensorEvent("sensor.lost", "x", NOW_T - agoMs),
    ...{ name: "request.made", request: "r", device: null, action: "", by, reason: "", detail: action },
    cause: null,
  } as GatehouseEvent;
  return { kind: "event", event };
}
const locks = (device = "front_door_lock"): Action => ({ kind: "device", device, command: "lock" });

/** The answer to an unlock that was asked for half a second ago and is judged now. */
function answerAfter(...inputs: GuardInput[]): string {
  const asked = request(undefined, { t: NOW_T - 500 });
  return answerTo([...anaAtTheDoor(), ...inputs], { request: asked, policies: house });
}

it("opens nothing that somebody wanted shut after it was asked for", () => {
  expect(answerAfter(wished(locks(), 499))).toBe("LOCKED_SINCE");
  for (const command of ["close", "stop"]) {
    expect(answerAfter(wished({ kind: "device", device: "front_door_lock", command }, 100))).toBe(
      "LOCKED_SINCE",
    );
  }
});

it("opens what was shut before it was asked for", () => {
  expect(answerAfter(wished(locks(), 500))).toBe("allowed");
  expect(answerAfter(wished(locks(), 30_000))).toBe("allowed");
});

it("opens one door while another one is shut, and remembers each", () => {
  const both = [wished(locks(), 100), wished(locks("back_door_lock"), 90)];
  expect(answerAfter(wished(locks("back_door_lock"), 100))).toBe("allowed");
  expect(answerAfter(...both)).toBe("LOCKED_SINCE");
  expect(answerAfter(...both.toReversed())).toBe("LOCKED_SINCE");
});

it("goes by the last of several wishes, in whatever order it is told of them", () => {
  expect(answerAfter(wished(locks(), 30_000), wished(locks(), 100))).toBe("LOCKED_SINCE");
  expect(answerAfter(wished(locks(), 100), wished(locks(), 30_000))).toBe("LOCKED_SINCE");
});

it("opens what somebody wants open, and while something else is asked for", () => {
  expect(answerAfter(wished({ kind: "device", device: "front_door_lock", command: "unlock" }, 100))).toBe(
    "allowed",
  );
  expect(answerAfter(wished({ kind: "lockdown", active: true }, 100))).toBe("allowed");
});

it("opens although Gatehouse locks by itself", () => {
  expect(answerAfter(wished(locks(), 100, { kind: "gatehouse", why: "it is due" }))).toBe("allowed");
});
