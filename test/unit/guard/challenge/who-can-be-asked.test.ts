import { expect, it } from "vitest";
import type { ChallengeKind, GuardPolicies } from "../../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  faceFactor,
  judged,
  lockedBy,
  sensorEvent,
} from "../../../fakes/guard-world.ts";

/** A house whose door asks for something, and what hears there. */
function asking(
  challenge: ChallengeKind,
  microphones: GuardPolicies["microphones"],
  { speaks = true, simulated = false } = {},
): GuardPolicies {
  const factor = faceFactor({ challenge, acceptsReplay: false });
  return { ...lockedBy([factor], { simulated }), microphones, speaks };
}

const near = { replay: false, near: ["front_door"] };

it("asks for a code where a microphone hears the answer", () => {
  expect(answerTo(anaAtTheDoor(), { policies: asking("say-code", { hall: near }) })).toBe("challenged");
});

it.each<[string, GuardPolicies["microphones"]]>([
  ["there is none", {}],
  ["there is one at another door alone", { garden: { replay: false, near: ["garden"] } }],
  ["there is one that plays a file alone", { film: { ...near, replay: true } }],
])("asks for no code where %s, and still for a turn of the head", (_, microphones) => {
  expect(judged(anaAtTheDoor(), { policies: asking("say-code", microphones) })).toMatchObject({
    code: "CHALLENGE_UNAVAILABLE",
    reason: "No microphone near front_door can hear an answer right now.",
  });
  expect(answerTo(anaAtTheDoor(), { policies: asking("turn-head", microphones) })).toBe("challenged");
});

it("asks for no code while the microphone is lost", () => {
  const lost = { kind: "event", event: sensorEvent("sensor.lost", "microphone:hall") } as const;
  const back = { kind: "event", event: sensorEvent("sensor.recovered", "microphone:hall") } as const;
  const policies = asking("say-code", { hall: near });
  expect(answerTo([...anaAtTheDoor(), lost], { policies })).toBe("CHALLENGE_UNAVAILABLE");
  expect(answerTo([...anaAtTheDoor(), lost, back], { policies })).toBe("challenged");
});

it("takes a microphone that plays a file at a simulated device", () => {
  const policies = asking("say-code", { film: { ...near, replay: true } }, { simulated: true });
  expect(answerTo(anaAtTheDoor(), { policies })).toBe("challenged");
});

it.each(["say-code", "turn-head"] as const)("asks nothing that nobody can hear: %s", (kind) => {
  expect(judged(anaAtTheDoor(), { policies: asking(kind, { hall: near }, { speaks: false }) })).toMatchObject(
    {
      code: "CHALLENGE_UNAVAILABLE",
      reason: "Ana cannot be asked: Gatehouse has no voice there (voice.reply).",
    },
  );
});
