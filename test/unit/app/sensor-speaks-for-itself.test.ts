import { expect, it } from "vitest";
import { fromCamera, fromMicrophone } from "../../../src/app/protocol.ts";
import { sighting } from "../../fakes/guard-world.ts";

const appeared = {
  kind: "person-appeared",
  camera: "front_door",
  track: 1,
  at: 1,
  t: 1,
  box: [0, 0, 1, 1],
  zones: [],
  confidence: 1,
};
const woken = { kind: "voice-woken", microphone: "hall", at: 1, t: 1, phrase: "hey gatehouse" };

it.each([
  { type: "sighting", sighting: sighting({ camera: "front_door" }) },
  { type: "observation", observation: appeared, pictures: [] },
])("takes from a camera's process what that camera sees, and from no other one: $type", (message) => {
  expect(fromCamera("front_door").safeParse(message).success).toBe(true);
  expect(fromCamera("garden").safeParse(message).success).toBe(false);
});

it("takes from a microphone's process what that microphone hears, and from no other one", () => {
  const message = { type: "observation", observation: woken };
  expect(fromMicrophone("hall").safeParse(message).success).toBe(true);
  expect(fromMicrophone("porch").safeParse(message).success).toBe(false);
});

it("takes everything else from any of them", () => {
  const message = { type: "health", ok: true, why: "" };
  expect(fromCamera("garden").safeParse(message).success).toBe(true);
  expect(fromMicrophone("porch").safeParse(message).success).toBe(true);
});
