import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { answerTo, faceFactor, lockPolicy, NOW_T, policies, request } from "../../fakes/guard-world.ts";

const connected: GuardInput = { kind: "broker", connectedSinceT: 0 };
const leave = [faceFactor({ cameras: null, zones: [] })];
const house = policies({
  devices: { front_door_lock: lockPolicy([faceFactor()]) },
  modes: { home: { leave: null }, sentry: { leave } },
});
const heard: GuardInput = {
  kind: "event",
  event: {
    ...{ name: "node.heard", id: "n", v: 1, seq: 1, at: 0, t: NOW_T, boot: "boot-0", run: "run-0" },
    ...{ source: "mqtt", node: "yard", heard: "face.recognized", camera: "front_door", person: "Ana" },
  },
};

it("what another node has seen opens nothing", () => {
  const cause = "n";
  expect(answerTo([connected, heard], { request: request(undefined, { cause }), policies: house })).toBe(
    "NO_FACE",
  );
});

it("a guarded mode is not left because another node's has changed", () => {
  const by = { kind: "node", node: "yard" } as const;
  const wish = request({ kind: "mode", mode: "home" }, { by });
  const inSentry: GuardInput = { kind: "mode", mode: "sentry" };
  expect(answerTo([connected, heard, inSentry], { request: wish, policies: house })).toBe("NO_FACE");
});
