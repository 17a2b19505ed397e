import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { DevicePolicy } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  faceFactor,
  judged,
  lockPolicy,
  policies,
  request,
} from "../../fakes/guard-world.ts";

const cover = (open: DevicePolicy["commands"][string]): DevicePolicy => ({
  ...lockPolicy([], {
    type: "cover",
    topics: ["garage/set", "garage"],
    relockAfterMs: null,
    maxUnlockedMs: 0,
  }),
  commands: { open, close: "free", stop: "free" },
});
const ask = (command: string, open: DevicePolicy["commands"][string] = { alternatives: [faceFactor()] }) => ({
  request: request({ kind: "device", device: "garage", command }),
  policies: policies({ devices: { garage: cover(open) }, outputsAllow: ["#"] }),
});
const connected: GuardInput = { kind: "broker", connectedSinceT: 0 };

it("opens by the evidence of its policy, spends it, and owes nothing", () => {
  expect(answerTo([connected], ask("open"))).toBe("NO_FACE");
  expect(judged(anaAtTheDoor(), ask("open"))).toMatchObject({
    ...{ outcome: "allowed", guarded: true, debt: null },
    spends: [{ person: "Ana" }],
  });
});

it("never opens without evidence, whatever the policy says, nor in a lockdown", () => {
  expect(answerTo(anaAtTheDoor(), ask("open", "free"))).toBe("NO_POLICY");
  expect(answerTo([...anaAtTheDoor(), { kind: "lockdown", active: true }], ask("open"))).toBe("LOCKDOWN");
});

it("is closed and stopped by anybody, and knows no other command", () => {
  for (const command of ["close", "stop"])
    expect(judged([], ask(command))).toMatchObject({ outcome: "allowed", guarded: false });
  expect(answerTo(anaAtTheDoor(), ask("unlock"))).toBe("UNKNOWN_COMMAND");
});

it("lets no rule write to its topics", () => {
  const publish = { kind: "mqtt", topic: "garage/set", payload: "OPEN", retain: false, qos: 0 } as const;
  expect(answerTo([connected], { ...ask("open"), request: request(publish) })).toBe("TOPIC_GUARDED");
});
