import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bounded, chosen, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { startMosquitto, mosquittoInstalled, type Mosquitto } from "../../fakes/mosquitto.ts";
import { killedOnce, PlayedLocks, type Fate, type KilledAt } from "../killed-door.ts";

const FAILPOINTS = [
  "before commit",
  "behind commit",
  "answered commit",
  "before unlock",
  "behind unlock",
  "answered unlock",
  "before report UNLOCKED",
  "behind report UNLOCKED",
  "before lock",
  "behind lock",
  "answered lock",
  "before report LOCKED",
  "behind report LOCKED",
  "before settle",
  "behind settle",
  "answered settle",
];
/** So long from Ana's look on the door is unlocked, waited for and locked. */
const STORY_MS = 1_500;
const AT_ONCE = bounded(3, 4);
const KILLS = bounded(20, chosen("KILLS", 200));

/** Runs them, some at a time; gives what became of each, in order. */
async function inTurns(
  moments: readonly KilledAt[],
  run: (moment: KilledAt) => Promise<Fate>,
): Promise<Fate[]> {
  const fates: Fate[] = [];
  const waiting = [...moments.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, moment] = next;
      fates[index] = await run(moment);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return fates;
}

describe.skipIf(!mosquittoInstalled)("a daemon that is killed with -9", () => {
  let broker: Mosquitto;
  let locks: PlayedLocks;
  let houses = 0;

  beforeAll(async () => {
    broker = await startMosquitto();
    locks = await PlayedLocks.join(broker.port);
  });
  afterAll(async () => {
    await locks.leave();
    await broker.stop();
  });

  const run = (moment: KilledAt): Promise<Fate> => {
    houses += 1;
    return killedOnce(moment, { port: broker.port, name: `house${houses}`, locks });
  };
  const expectSafe = (moments: readonly KilledAt[], fates: readonly Fate[]): void => {
    for (const [index, { bolt, heard, lateOrUnasked }] of fates.entries()) {
      const what = `${JSON.stringify(moments[index])}: ${heard.join(", ")}`;
      expect(bolt, what).toBe("LOCKED");
      expect(heard.filter((command) => command === "UNLOCK").length, what).toBeLessThanOrEqual(1);
      expect(lateOrUnasked, what).toBe(0);
    }
  };

  it(
    "before and behind every commit, publish and answer leaves the door locked, and opened at most once",
    async () => {
      const moments = FAILPOINTS.map((failpoint) => ({ failpoint }));
      const fates = await inTurns(moments, run);
      expectSafe(moments, fates);
      const heard = fates.map((fate) => fate.heard.filter((command) => command === "UNLOCK").length);
      // What was committed and not sent is sent no more; what was not even committed is asked for anew.
      const opened = Object.fromEntries(FAILPOINTS.map((failpoint, index) => [failpoint, heard[index]]));
      expect(opened).toMatchObject({ "before commit": 1, "behind commit": 0, "answered commit": 0 });
      expect(opened).toMatchObject({ "before unlock": 0, "answered unlock": 1, "behind settle": 1 });
      tellVerified(`killed at ${FAILPOINTS.length} failpoints: locked each time, none opened twice or late`);
    },
    LONG_TIMEOUT_MS * 4,
  );

  it(
    "at any moment of unlock, wait, lock leaves the door locked, and opened at most once",
    async () => {
      const moments = Array.from({ length: KILLS }, (_, index): KilledAt => ({
        word: "looking",
        // Spread evenly, and by chance within that.
        afterMs: ((index + Math.random()) / KILLS) * STORY_MS,
      }));
      const fates = await inTurns(moments, run);
      expectSafe(moments, fates);
      const opened = fates.filter(({ heard }) => heard.includes("UNLOCK")).length;
      expect(opened).toBeGreaterThan(KILLS / 2);
      tellVerified(`killed at ${KILLS} moments: locked each time, ${opened} opened, none twice or late`);
    },
    LONG_TIMEOUT_MS * 4,
  );
});
