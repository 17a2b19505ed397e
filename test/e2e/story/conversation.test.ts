import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import { privatePulse, type PrivatePulse, type Room } from "../../fakes/private-pulse.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";
import { Daemon, House, Hub, type AnyEvent } from "../daemon.ts";

const tools = ["pulseaudio", "pactl", "parec", "paplay", "arecord", "flite"];

describe.skipIf(!canRecognise() || !installed(...tools))(
  "a conversation in a room (needs pulseaudio, alsa-utils, flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
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
    actions: [{ action: mode, set: sentry }]
  - id: home
    triggers: [{ trigger: voice, sentences: ["switch to home mode"] }]
    actions: [{ action: mode, set: home }]
`,
      });
      daemon = new Daemon(house, pulse.env);
      hub = await Hub.connect(port, "test");
      await hub.event("sensor.recovered", {
        where: ({ sensor }) => sensor === "microphone:hall",
        withinMs: 20_000,
      });
    }, 60_000);

    afterAll(async () => {
      await daemon.stop();
      await hub.close();
      await pulse.stop();
      await house.remove();
    });

    const say = async (text: string): Promise<void> =>
      room.say(joined(silence(0.4), await spoken("slt", text), silence(0.4)));
    const states = (): readonly string[] =>
      hub.messages
        .filter(({ topic }) => topic.endsWith("/microphone/hall/state"))
        .map(({ payload }) => payload);
    const state = (wanted: string): Promise<unknown> =>
      eventually(() => states().at(-1) === wanted, { withinMs: 15_000, what: `the state is ${wanted}` });
    const loud = (): number => room.loudspeaker().filter((sample) => Math.abs(sample) > 500).length;
    const commands = (): readonly unknown[] =>
      hub.events.filter(({ name }) => name === "voice.commanded").map(({ intent }) => intent);

    it("gives a sign when the wake phrase stands alone, and is told the command then", async () => {
      await state("idle");
      await say("hey gatehouse");
      await state("listening");
      await eventually(() => loud() > 500, { withinMs: 5_000, what: "the tone sounds" });
      await say("turn on sentry mode");
      await hub.event("mode.changed", { where: ({ to }) => to === "sentry", withinMs: 15_000 });
      expect(states().slice(-3)).toEqual(["listening", "thinking", "listening"]);
      // The tone was neither speech nor a command.
      expect(hub.events.filter(({ name }) => name === "voice.rejected")).toEqual([]);
    });

    it("takes the next command without the wake phrase, and then rests", async () => {
      await say("switch to home mode");
      await hub.event("mode.changed", { where: ({ to }) => to === "home", withinMs: 15_000 });
      await state("idle");
      expect(hub.events.filter(({ name }) => name === "voice.woken")).toHaveLength(1);
    });

    it("says what it heard when somebody asks", async () => {
      await say("hey gatehouse, what did you hear");
      const spokenOf = ({ detail }: AnyEvent): boolean => (detail as { kind: string }).kind === "speak";
      const made = await hub.event("request.made", { where: spokenOf, withinMs: 15_000 });
      expect(made.detail).toEqual({
        kind: "speak",
        text: "I heard: switch to home mode. I took it as a command.",
      });
      await state("speaking");
      await state("listening");
    });

    it("takes a command without the wake phrase when a button is pressed over MQTT", async () => {
      await state("idle");
      await hub.client.publishAsync("gatehouse/test/microphone/hall/listen/set", "PRESS");
      await state("listening");
      await say("turn on sentry mode");
      await eventually(() => commands().length === 4, { withinMs: 15_000, what: "a fourth command" });
      expect(hub.events.filter(({ name }) => name === "voice.woken")).toHaveLength(2);
    });

    it("stops listening when somebody cancels", async () => {
      await say("never mind");
      await eventually(() => commands().length === 5, { withinMs: 15_000, what: "a fifth command" });
      await state("idle");
      expect(commands()).toEqual(["sentry-on", "home", "gatehouse:recount", "sentry-on", "gatehouse:cancel"]);
    });
  },
);
