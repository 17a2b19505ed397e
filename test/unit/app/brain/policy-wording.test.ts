import { expect, test } from "vitest";
import { guardedModes, guardPolicies } from "../../../../src/app/brain/guard-policies.ts";
import type { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import { check } from "../../../fakes/checked-house.ts";

async function configOf(text: string): Promise<GatehouseConfig> {
  const result = await check({ config: text });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return result.config;
}

const LOCK = `
devices:
  front_lock:
    type: lock
    state: { topic: lock/state }
    command: { topic: lock/set }
    contact: { topic: lock/contact }
`;

test("a lock: free to lock, guarded to unlock, and all its topics out of the reach of other actions", async () => {
  const config = await configOf(
    `node: a\nmqtt: embedded\ncameras: { porch: { source: "rtsp://camera/1" } }\n${LOCK}` +
      `    relock_after: 7s\n    max_unlocked: 60s\n` +
      `    guard: { max_per_minute: 2, unlock: [{ by: face, group: family, accepts: replay, within: 3s }] }\n`,
  );
  expect(guardPolicies(config).devices).toEqual({
    front_lock: {
      type: "lock",
      simulated: false,
      commands: {
        lock: "free",
        unlock: {
          alternatives: [
            {
              by: "face",
              groups: ["family"],
              people: null,
              cameras: null,
              zones: [],
              live: true,
              alone: false,
              withinMs: 3_000,
              challenge: null,
              acceptsReplay: true,
            },
          ],
        },
      },
      topics: ["lock/set", "lock/state", "lock/contact"],
      unlocksPerMinute: 2,
      relockAfterMs: 7_000,
      maxUnlockedMs: 60_000,
    },
  });
});

test("a lock without alternatives is opened by nobody", async () => {
  const { devices } = guardPolicies(await configOf(`node: a\nmqtt: embedded\n${LOCK}`));
  expect(devices.front_lock?.commands.unlock).toEqual({ alternatives: [] });
});

test("a switch is free; its topics are guarded all the same", async () => {
  const config = await configOf(
    `node: a\nmqtt: embedded\ndevices: { lamp: { type: switch, command: { topic: lamp/set }, state: { topic: lamp/state } } }\n`,
  );
  expect(guardPolicies(config).devices.lamp).toMatchObject({
    commands: { on: "free", off: "free" },
    topics: ["lamp/set", "lamp/state"],
  });
});

test("a mode takes what it takes to leave it, or nothing", async () => {
  const config = await configOf(
    `node: a\ncameras: { porch: { source: "rtsp://camera/1" } }\nmicrophones: { hall: { source: "alsa:default" } }\n` +
      `modes:\n  home: {}\n  away: { leave: { guard: [{ all: [{ by: face, person: anna }, { by: voice, microphones: [hall] }] }] } }\n`,
  );
  const { modes } = guardPolicies(config);
  expect(modes.home).toEqual({ leave: null });
  expect(modes.away?.leave).toMatchObject([
    {
      all: [
        { by: "face", people: ["anna"], groups: null },
        { by: "voice", microphones: ["hall"] },
      ],
    },
  ]);
  expect(guardedModes(config.modes)).toEqual(["away"]);
});

test("of a camera with two streams the analysed one counts", async () => {
  const config = await configOf(
    `node: a\ncameras:\n  live: { source: film.mp4, detect: { source: "rtsp://camera/2" } }\n` +
      `  dead: { source: "rtsp://camera/1", detect: { source: film.mp4 } }\n`,
  );
  expect(guardPolicies(config).cameras).toEqual({ live: { replay: false }, dead: { replay: true } });
});

test("thresholds, notifiers and outputs are those of the configuration", async () => {
  const config = await configOf(
    `node: a\nmqtt: embedded\nnotifiers: { phone: { mqtt: home/notify } }\noutputs: { allow: [home/bell] }\n` +
      `vision: { recognize: 0.7, margin: 0.2, live: 0.9 }\nvoice: { accept_guarded: -3 }\n`,
  );
  expect(guardPolicies(config)).toMatchObject({
    thresholds: { similarity: 0.7, margin: 0.2, live: 0.9, voiceLlr: -3 },
    notifiers: { phone: "home/notify" },
    outputsAllow: ["home/bell"],
  });
});
