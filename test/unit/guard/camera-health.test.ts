import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import {
  anaAtTheDoor,
  answerTo,
  NOW_T,
  recognized,
  sensorEvent,
  sighting,
  track,
} from "../../fakes/guard-world.ts";

const broker: GuardInput = { kind: "broker", connectedSinceT: 0 };
const picture = (changes: Parameters<typeof sighting>[0]): GuardInput => ({
  kind: "sighting",
  t: NOW_T,
  sighting: sighting(changes),
});
const face = (t = NOW_T - 500): GuardInput => ({ kind: "event", event: recognized({ t }) });

it.each<[string, Parameters<typeof sighting>[0]]>([
  ["is over a second late", { lagMs: 1_001 }],
  ["has an unknown lag", { lagMs: Number.NaN }],
  ["is frozen", { frozen: true }],
  ["is covered", { covered: true }],
  ["is of a clock that leapt", { leapt: true }],
])("does not open while the picture %s", (_, changes) => {
  expect(answerTo([broker, face(), picture({ t: NOW_T - 20, ...changes })])).not.toBe("allowed");
});

it("opens at a lag of one second", () => {
  expect(answerTo([broker, face(), picture({ lagMs: 1_000 })])).toBe("allowed");
});

it("does not count what was recognised in a late picture when the stream has caught up", () => {
  const late = picture({ t: NOW_T - 400, lagMs: 5_000 });
  const good = picture({ t: NOW_T - 20 });
  expect(answerTo([broker, face(), late, good])).toBe("NO_FACE");
  expect(answerTo([broker, late, face(NOW_T - 390), good])).toBe("NO_FACE");
});

it("does not count a recognition that is told, or told again, after the picture went bad and came back", () => {
  for (const flaw of [{ frozen: true }, { covered: true }, { leapt: true }]) {
    const bad = picture({ t: NOW_T - 200, ...flaw });
    const good = picture({ t: NOW_T - 20 });
    expect(answerTo([broker, bad, good, face(NOW_T - 200)])).toBe("NO_FACE");
    expect(answerTo([broker, bad, good, face(NOW_T - 199)])).toBe("allowed");
  }
});

it("does not count a recognition of before the camera was lost that is told after it came back", () => {
  const lost: GuardInput = {
    kind: "event",
    event: sensorEvent("sensor.lost", "camera:front_door", NOW_T - 300),
  };
  const back: GuardInput = {
    kind: "event",
    event: sensorEvent("sensor.recovered", "camera:front_door", NOW_T - 250),
  };
  const good = picture({ t: NOW_T - 20 });
  expect(answerTo([broker, lost, back, good, face(NOW_T - 300)])).toBe("NO_FACE");
  expect(answerTo([broker, lost, back, good, face(NOW_T - 100)])).toBe("allowed");
});

it("does not open after the camera was lost, nor with the old recognition after it came back", () => {
  const lost = { kind: "event", event: sensorEvent("sensor.lost", "camera:front_door") } as const;
  const back = { kind: "event", event: sensorEvent("sensor.recovered", "camera:front_door") } as const;
  const again = picture({ t: NOW_T - 10, tracks: [track({ lastLookT: NOW_T - 10 })] });
  expect(answerTo([...anaAtTheDoor(), lost])).toBe("CAMERA_UNHEALTHY");
  expect(answerTo([...anaAtTheDoor(), lost, again])).toBe("CAMERA_UNHEALTHY");
  expect(answerTo([...anaAtTheDoor(), lost, back, again])).toBe("NO_FACE");
  expect(answerTo([...anaAtTheDoor(), lost, back, face(NOW_T - 15), again])).toBe("allowed");
});

it("does not count what is said to be recognised while the camera is lost", () => {
  const lost = { kind: "event", event: sensorEvent("sensor.lost", "camera:front_door") } as const;
  const back = { kind: "event", event: sensorEvent("sensor.recovered", "camera:front_door") } as const;
  const again = picture({ t: NOW_T - 10, tracks: [track({ lastLookT: NOW_T - 10 })] });
  expect(answerTo([...anaAtTheDoor(), lost, face(NOW_T - 15), back, again])).toBe("NO_FACE");
});

it("does not open for a recognition without any picture of that camera", () => {
  expect(answerTo([broker, face()])).toBe("CAMERA_UNHEALTHY");
});

it("ignores a picture that arrives after a newer one", () => {
  const gone = picture({ t: NOW_T - 20, tracks: [] });
  expect(answerTo([broker, face(), gone, picture({ t: NOW_T - 60 })])).toBe("NOT_IN_VIEW");
});

it("ignores a picture from the future", () => {
  expect(answerTo([broker, face(), picture({ t: NOW_T + 5_000 })])).toBe("CAMERA_UNHEALTHY");
});

it("does not mind another camera's troubles", () => {
  const elsewhere = { kind: "event", event: sensorEvent("sensor.lost", "camera:garden") } as const;
  expect(answerTo([...anaAtTheDoor(), elsewhere])).toBe("allowed");
});
