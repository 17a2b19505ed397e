import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { privatePulse, type PrivatePulse, type Room } from "../../fakes/private-pulse.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";
import { Daemon, House, Hub, type AnyEvent } from "../daemon.ts";

const tools = ["pulseaudio", "pactl", "parec", "paplay", "arecord", "flite"];

describe.skipIf(!canRecognise() || !installed(...tools))(
  "a rule that asks (needs pulseaudio, alsa-utils, flite, PocketSphinx and the fetched models)",
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
        // The question ends with the answer itself: Gatehouse must not answer it.
        "rules/rules.yaml": `
rules:
  - id: ask
    triggers: [{ trigger: mqtt, topic: ask }]
    actions:
      - action: ask
        question: "Shall I turn sentry mode on? Say yes."
        microphone: hall
        timeout: 3s
        then: [{ action: mode, set: sentry }]
        else: [{ action: mode, set: home }]
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

    /** Asks, lets somebody say this as soon as that is possible, and resolves with what was understood. */
    const ask = async (text: string | null): Promise<AnyEvent> => {
      const before = hub.events.length;
      const later = (event: AnyEvent): boolean => hub.events.indexOf(event) >= before;
      await hub.client.publishAsync("ask", "");
      await hub.event("voice.asked", { where: later, withinMs: 20_000 });
      if (text !== null) room.say(joined(silence(0.8), await spoken("rms", text), silence(0.5)));
      return hub.event("voice.answered", { where: later, withinMs: 20_000 });
    };

    it("hears neither itself nor anybody when nobody answers", async () => {
      expect(await ask(null)).toMatchObject({ answer: null, why: "Nobody said anything." });
    });

    it("goes on when somebody says yes, and can say why", async () => {
      const answered = await ask("yes please");
      expect(answered).toMatchObject({ answer: "yes", sentence: "yes please" });
      const changed = await hub.event("mode.changed", { where: ({ to }) => to === "sentry" });
      expect(changed.by).toMatchObject({ kind: "rule", rule: "ask" });
    });

    it("takes other words for no answer", async () => {
      expect(await ask("the weather is lovely")).toMatchObject({
        answer: null,
        why: "What was said was none of the answers.",
      });
      await hub.event("mode.changed", { where: ({ to }) => to === "home" });
    });

    it("lets somebody cancel", async () => {
      expect(await ask("never mind")).toMatchObject({ answer: null, why: "It was cancelled." });
    });
  },
);
