import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spoken } from "../../fakes/voice-tools.ts";
import { until, type AnyEvent, type Daemon } from "../daemon.ts";
import { canTalk, TALKING_NEEDS, TalkingHouse } from "../talking-house.ts";

/** The answer would be a command itself, if Gatehouse listened to what it says. */
const ANSWER = "hey gate house, switch to home mode";

describe.skipIf(!canTalk())(
  `a live microphone and a loudspeaker in one room (needs ${TALKING_NEEDS})`,
  () => {
    let house: TalkingHouse;

    beforeAll(async () => {
      house = await TalkingHouse.open({
        rules: `
rules:
  - id: sentry-on
    triggers: [{ trigger: voice, sentences: ["(turn|switch) on [the] sentry mode"] }]
    actions: [{ action: mode, set: sentry }, { action: speak, text: "${ANSWER}" }]
  - id: home
    triggers: [{ trigger: voice, sentences: ["switch to home mode"] }]
    actions: [{ action: mode, set: home }]
`,
      });
    }, 60_000);

    afterAll(() => house.close());

    it("hears a command, answers aloud, and does not take its own answer for a command", async () => {
      house.room.say(await spoken("slt", "hey gatehouse, turn on sentry mode"));
      const changed = await house.hub.event("mode.changed", { withinMs: 20_000 });
      expect(changed).toMatchObject({ from: "home", to: "sentry" });
      await house.hub.event("request.completed", {
        where: ({ action }) => isSpeech(action),
        withinMs: 20_000,
      });
      // Time enough for the answer, had it been heard, to be understood.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const loud = house.room.loudspeaker().filter((sample) => Math.abs(sample) > 500).length;
      expect(loud).toBeGreaterThan(4_000);
      expect(house.hub.events.filter(({ name }) => name === "voice.commanded")).toHaveLength(1);
      expect(house.hub.events.filter(({ name }) => name === "voice.woken")).toHaveLength(1);
      expect(house.hub.events.filter(({ name }) => name === "mode.changed")).toHaveLength(1);
    }, 50_000);

    it("is lost when its recorder is killed, recovers, and hears the next command", async () => {
      process.kill(await recorderOf(house.daemon), "SIGKILL");
      const lost = await house.hub.event("sensor.lost", { where: ofHall });
      const later = (event: AnyEvent): boolean => Number(event.seq) > Number(lost.seq);
      await house.hub.event("sensor.recovered", { where: (event) => ofHall(event) && later(event) });
      house.room.say(await spoken("rms", "hey gatehouse, switch to home mode"));
      const changed = await house.hub.event("mode.changed", { where: later, withinMs: 20_000 });
      expect(changed).toMatchObject({ from: "sentry", to: "home" });
    }, 50_000);

    it("is lost while its device is gone, recovers when that is back, and hears the next command", async () => {
      const later = house.fromNowOn();
      const where = (event: AnyEvent): boolean => ofHall(event) && later(event);
      house.pulse.unplug();
      await house.hub.event("sensor.lost", { where, withinMs: 20_000 });
      const others = house.fromNowOn();
      // Several attempts to open it fail meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      expect(house.hub.events.filter((event) => others(event) && ofHall(event))).toEqual([]);
      house.pulse.plugIn();
      await house.hub.event("sensor.recovered", { where, withinMs: 30_000 });
      house.room.say(await spoken("slt", "hey gatehouse, turn on sentry mode"));
      const changed = await house.hub.event("mode.changed", { where: later, withinMs: 20_000 });
      expect(changed).toMatchObject({ from: "home", to: "sentry" });
    }, 90_000);
  },
);

const ofHall = ({ sensor }: AnyEvent): boolean => sensor === "microphone:hall";
const isSpeech = (action: unknown): boolean => typeof action === "string" && /^(say|speak)/.test(action);

/** The pid of the program that records for the daemon's microphone process. */
function recorderOf(daemon: Daemon): Promise<number> {
  return until(
    async () => {
      const { stdout } = await promisify(execFile)("ps", ["-eo", "pid=,ppid=,comm="]);
      const processes = stdout
        .trim()
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .map(([pid, parent, name]) => ({ pid: Number(pid), parent: Number(parent), name }));
      const children = processes.filter(({ parent }) => parent === daemon.process.pid).map(({ pid }) => pid);
      return processes.find(({ parent, name }) => name === "arecord" && children.includes(parent))?.pid;
    },
    { what: "the recorder runs" },
  );
}
