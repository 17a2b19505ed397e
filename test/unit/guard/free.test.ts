import { describe, expect, it } from "vitest";
import type { Action } from "../../../src/events/action.ts";
import type { DevicePolicy, GuardPolicies } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  brokerUp,
  faceFactor,
  judged,
  lockPolicy,
  NOW_T,
  policies,
  request,
} from "../../fakes/guard-world.ts";

const lamp: DevicePolicy = lockPolicy([], {
  type: "switch",
  commands: { on: "free", open: "free", unlock: "free" },
  topics: ["home/lamp/set", "home/lamp"],
});
const bell = { ...lockPolicy(), commands: { ...lockPolicy().commands, ring: "free" } } as const;

function answer(action: Action, devices: GuardPolicies["devices"]): string {
  return answerTo([brokerUp], { request: request(action), policies: policies({ devices }) });
}
const command = (device: string, name: string): Action => ({ kind: "device", device, command: name });

it("what needs no evidence uses none up and owes nothing", () => {
  expect(judged(anaAtTheDoor(), { request: request({ kind: "speak", text: "Hello" }) })).toEqual({
    ...{ outcome: "allowed", guarded: false, reason: "Speaking needs no evidence.", t: NOW_T },
    ...{ evidence: [], spends: [], debt: null, faces: [], passes: [] },
  });
});

describe("a device", () => {
  it("that is no door does freely what opens others", () => {
    for (const name of ["on", "open", "unlock"])
      expect(answer(command("lamp", name), { lamp })).toBe("allowed");
    expect(answer(command("lamp", "off"), { lamp })).toBe("UNKNOWN_COMMAND");
  });

  it("that is a lock is never unlocked freely, and does other things freely", () => {
    const free = { ...bell, commands: { ...bell.commands, unlock: "free" } } as const;
    expect(answer(command("front_door_lock", "ring"), { front_door_lock: free })).toBe("allowed");
    expect(answer(command("front_door_lock", "unlock"), { front_door_lock: free })).toBe("NO_POLICY");
  });

  it("that would write to a lock's topic does nothing, whichever of its topics that is", () => {
    const sly = (...topics: string[]) => ({ front_door_lock: lockPolicy(), lamp: { ...lamp, topics } });
    const lock = "zigbee2mqtt/front_door_lock/set";
    expect(answer(command("lamp", "on"), sly("home/lamp"))).toBe("allowed");
    expect(answer(command("lamp", "on"), sly(lock, "home/lamp"))).toBe("TOPIC_GUARDED");
    expect(answer(command("lamp", "on"), sly("home/lamp", lock))).toBe("TOPIC_GUARDED");
  });
});

describe("leaving a mode", () => {
  it("is free in a house without guarded modes, also while it is not known which mode it is", () => {
    const leave = (modes: GuardPolicies["modes"]) =>
      answerTo([brokerUp], {
        request: request({ kind: "mode", mode: "home" }),
        policies: policies({ modes }),
      });
    expect(leave({ home: { leave: null }, away: { leave: null } })).toBe("allowed");
    expect(leave({ home: { leave: null }, away: { leave: [faceFactor()] } })).toBe("NO_POLICY");
  });

  it("that is guarded is not free for whoever is seen in a film", () => {
    const film = policies({
      modes: { home: { leave: null }, away: { leave: [faceFactor()] } },
      cameras: { front_door: { replay: true } },
    });
    const options = { request: request({ kind: "mode", mode: "home" }), policies: film };
    expect(answerTo([...anaAtTheDoor(), { kind: "mode", mode: "away" }], options)).toBe("REPLAY_SOURCE");
  });
});

it("ending a lockdown is free where there is none", () => {
  const by = { kind: "hub", topic: "gatehouse/front/lockdown/set" } as const;
  const world = policies({ lockdownEndedBy: ["anna"] });
  const options = { request: request({ kind: "lockdown", active: false }, { by }), policies: world };
  expect(answerTo([brokerUp], options)).toBe("allowed");
});
