import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { privatePulse, type PrivatePulse, type Room } from "../../fakes/private-pulse.ts";
import { canRecognise, installed, spoken } from "../../fakes/voice-tools.ts";
import { Daemon, House, Hub, until, type AnyEvent } from "../daemon.ts";

const tools = ["pulseaudio", "pactl", "parec", "paplay", "arecord", "flite"];

/** The answer would be a command itself, if Gatehouse listened to what it says. */
const ANSWER = "hey gate house, switch to home mode";

describe.skipIf(!canRecognise() || !installed(...tools))(
  "a live microphone and a loudspeaker in one room (needs pulseaudio, alsa-utils, flite, PocketSphinx and the fetched models)",
  () => {
    let pulse: PrivatePulse;
    let room: Room;
    let house: House;
    let daemon: Daemon;
    let hub: Hub;

    beforeAll(async () => {
      pulse = await privatePulse();
      room = pulse.openRoom();
      const port = await freePort();
      house = await House.build({
        "gatehouse.yaml": `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
microphones: { hall: { source: "alsa:default" } }
voice: { reply: { speaker: "pulse:speaker" } }
modes: { home: {}, sentry: {} }
`,
        "rules/rules.yaml": `
rules:
  - id: sentry-on
    triggers: [{ trigger: voice, sentences: ["(turn|switch) on [the] sentry mode"] }]
    actions: [{ action: mode, set: sentry }, { action: speak, text: "${ANSWER}" }]
  - id: home
    triggers: [{ trigger: voice, sentences: ["switch to home mode"] }]
    actions: [{ action: mode, set: home }]
`,
      });
      daemon = new Daemon(house, pulse.env);
      hub = await Hub.connect(port, "test");
      await hub.event("sensor.recovered", { where: ofHall, withinMs: 20_000 });
    }, 60_000);

    afterAll(async () => {
      await daemon.stop();
      await hub.close();
      await pulse.stop();
      await house.remove();
    });

    it("hears a command, answers aloud, and does not take its own answer for a command", async () => {
      room.say(await spoken("slt", "hey gatehouse, turn on sentry mode"));
      const changed = await hub.event("mode.changed", { withinMs: 20_000 });
      expect(changed).toMatchObject({ from: "home", to: "sentry" });
      await hub.event("request.completed", { where: ({ action }) => isSpeech(action), withinMs: 20_000 });
      // Time enough for the answer, had it been heard, to be understood.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const loud = room.loudspeaker().filter((sample) => Math.abs(sample) > 500).length;
      expect(loud).toBeGreaterThan(4_000);
      expect(hub.events.filter(({ name }) => name === "voice.commanded")).toHaveLength(1);
      expect(hub.events.filter(({ name }) => name === "voice.woken")).toHaveLength(1);
      expect(hub.events.filter(({ name }) => name === "mode.changed")).toHaveLength(1);
    }, 50_000);

    it("is lost when its recorder is killed, recovers, and hears the next command", async () => {
      process.kill(await recorderOf(daemon), "SIGKILL");
      const lost = await hub.event("sensor.lost", { where: ofHall });
      const later = (event: AnyEvent): boolean => Number(event.seq) > Number(lost.seq);
      await hub.event("sensor.recovered", { where: (event) => ofHall(event) && later(event) });
      room.say(await spoken("rms", "hey gatehouse, switch to home mode"));
      const changed = await hub.event("mode.changed", { where: later, withinMs: 20_000 });
      expect(changed).toMatchObject({ from: "sentry", to: "home" });
    }, 50_000);
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
