import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as passing } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bounded, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { canTalk, TALKING_NEEDS, TalkingHouse } from "../talking-house.ts";

const SILENT_S = bounded(20, 3600);
/** A microphone's process after an hour of sound, MB. */
const MEMORY_MAX_MB = 180;

describe.skipIf(!canTalk())(`a room in which nobody speaks (needs ${TALKING_NEEDS})`, () => {
  let house: TalkingHouse;

  beforeAll(async () => {
    house = await TalkingHouse.open({
      rules: `
rules:
  - id: sentry-on
    triggers: [{ trigger: voice, sentences: ["(turn|switch) on [the] sentry mode"] }]
    actions: [{ action: mode, set: sentry }]
`,
    });
  }, 60_000);

  afterAll(() => house.close());

  it(
    `tells nothing for ${SILENT_S} s, and then hears a command`,
    async () => {
      const later = house.fromNowOn();
      await passing(SILENT_S * 1000);
      expect(house.hub.events.filter(later).map(({ name }) => name)).toEqual([]);
      const memoryMb = residentMb(microphoneOf(house.daemon.process.pid));
      await house.say("hey gatehouse, turn on sentry mode");
      expect(await house.hub.event("mode.changed", { withinMs: 20_000 })).toMatchObject({ to: "sentry" });
      expect(memoryMb).toBeLessThanOrEqual(MEMORY_MAX_MB);
      tellVerified(
        `a room was silent for ${SILENT_S} s: nothing was told, the microphone's process took ${memoryMb.toFixed(0)} MB, ` +
          "and the next command was heard",
      );
    },
    LONG_TIMEOUT_MS,
  );
});

/** The pid of the process that listens for the daemon. */
function microphoneOf(daemon: number | undefined): string {
  const found = readdirSync("/proc").find(
    (pid) =>
      /^\d+$/.test(pid) &&
      text(`/proc/${pid}/cmdline`).includes("microphone-process") &&
      new RegExp(`^PPid:\\s+${String(daemon)}$`, "m").test(text(`/proc/${pid}/status`)),
  );
  if (found === undefined) throw new Error("no microphone process runs");
  return found;
}

function residentMb(pid: string): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes) / 1024;
}

/** Empty for a process that has just ended. */
function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
