import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";
import { WyomingClient } from "../../fakes/wyoming-client.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";

const RULES = (sentence: string): string => `rules:
  - id: spoken
    triggers: [{ trigger: voice, sentences: ["${sentence}"] }]
    actions: [{ action: mode, set: sentry }]
  - id: open
    triggers: [{ trigger: voice, sentences: ["unlock the front door"] }]
    actions: [{ action: device, unlock: front }]
`;

/** The same sound at three times the rate, twice side by side. */
function stereo48(samples: Int16Array): Int16Array {
  return Int16Array.from({ length: samples.length * 6 }, (_, i) => samples[Math.floor(i / 6)] ?? 0);
}

describe.skipIf(!canRecognise() || !installed("flite"))(
  "the ears of a Gatehouse for others (needs flite, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let house: House;
    let daemon: Daemon;
    let port = 0;
    let broker = 0;
    const clients: WyomingClient[] = [];
    const client = async (): Promise<WyomingClient> => {
      const one = await WyomingClient.connect(port);
      clients.push(one);
      return one;
    };
    const sound = async (text: string): Promise<Int16Array> =>
      joined(silence(0.5), await spoken("slt", text), silence(1));

    beforeAll(async () => {
      port = await freePort();
      broker = await freePort();
      house = await House.build({
        "gatehouse.yaml": `node: ears
mqtt: { embedded: { port: ${broker} } }
state_dir: state
voice: { wyoming: { listen: "tcp://127.0.0.1:${port}" } }
devices:
  front:
    type: lock
    simulated: true
    state: { topic: lock/state }
    command: { topic: lock/set }
    relock_after: 5s
    guard: { unlock: [{ by: code }] }
`,
        "rules/spoken.yaml": RULES("turn on [the] sentry mode"),
      });
      daemon = new Daemon(house);
      await until(() => (daemon.log.includes("Wyoming clients can connect") ? true : undefined), {
        what: () => `the service; log: ${daemon.log}`,
        withinMs: 40_000,
      });
    }, 60_000);
    afterEach(async () => {
      for (const one of clients.splice(0)) one.close();
      // The service takes a moment to notice.
      await until(
        async () => {
          const next = await WyomingClient.connect(port);
          next.say("ping");
          const answer = await next.hear("pong");
          next.close();
          return answer === null ? undefined : true;
        },
        { what: "there is room for a client" },
      );
    });
    afterAll(async () => {
      expect(await daemon.stop()).toBe(0);
      await house.remove();
    });

    it("say what they are, as the protocol's reference has it, and answer a ping", async () => {
      const hub = await client();
      hub.say("describe");
      const info = (await hub.hear("info"))?.data;
      const artifact = {
        installed: true,
        version: expect.any(String) as string,
        description: expect.any(String) as string,
        attribution: { name: expect.any(String) as string, url: expect.any(String) as string },
      };
      expect(info).toMatchObject({
        asr: [{ ...artifact, name: "Gatehouse ears", models: [{ ...artifact, languages: ["en"] }] }],
        wake: [
          {
            ...artifact,
            models: [{ ...artifact, name: "hey_gatehouse", phrase: "hey gatehouse", languages: ["en"] }],
          },
        ],
        ...{ tts: [], handle: [], intent: [], mic: [], snd: [] },
      });
      hub.say("ping", { text: "still there?" });
      expect(await hub.hear("pong")).toMatchObject({ data: { text: "still there?" } });
    });

    it("hear the wake phrase, and say when", async () => {
      const hub = await client();
      hub.say("detect", { names: ["hey_gatehouse"] });
      hub.sendSound(await sound("hey gatehouse"));
      const detection = await hub.hear("detection", "not-detected");
      expect(detection).toMatchObject({ type: "detection", data: { name: "hey_gatehouse" } });
      expect(detection?.data["timestamp"]).toBeGreaterThan(800);
      expect(detection?.data["timestamp"]).toBeLessThan(2_600);
    });

    it("do not take other speech for the wake phrase, nor hear one that is not theirs", async () => {
      const hub = await client();
      hub.say("detect");
      hub.sendSound(await sound("the weather is nice today, is it not"));
      expect((await hub.hear("detection", "not-detected"))?.type).toBe("not-detected");
      hub.say("detect", { names: ["hey_jarvis"] });
      hub.sendSound(await sound("hey gatehouse"));
      expect((await hub.hear("detection", "not-detected"))?.type).toBe("not-detected");
    });

    it("write down a command, with the wake phrase before it or not, and in other formats", async () => {
      const hub = await client();
      const command = await sound("turn on sentry mode");
      expect(await hub.transcript(command)).toBe("turn on sentry mode");
      expect(await hub.transcript(await sound("hey gatehouse, turn on the sentry mode"))).toBe(
        "turn on the sentry mode",
      );
      expect(await hub.transcript(stereo48(command), { rate: 48_000, channels: 2 })).toBe(
        "turn on sentry mode",
      );
    });

    it("write down what would unlock, and unlock nothing", async () => {
      const bus = await Hub.connect(broker, "ears");
      const hub = await client();
      expect(await hub.transcript(await sound("unlock the front door"))).toBe("unlock the front door");
      // Behind whatever the sentence may have caused.
      await bus.client.publishAsync("gatehouse/ears/mode/set", "away");
      await bus.event("mode.changed");
      expect(bus.events.filter(({ name }) => name.startsWith("voice."))).toEqual([]);
      expect(bus.events.filter(({ device }) => device === "front")).toEqual([]);
      expect(bus.messages.filter(({ topic }) => topic === "lock/set")).toEqual([]);
      await bus.close();
    });

    it("write nothing down of other speech, of silence, or without sound", async () => {
      const hub = await client();
      expect(await hub.transcript(await sound("the weather is nice today"))).toBe("");
      expect(await hub.transcript(silence(1))).toBe("");
      expect(await hub.transcript(new Int16Array(0))).toBe("");
    });

    it("outlive garbage, half messages, and clients that hang up midway", async () => {
      const garbage = await client();
      garbage.socket.write("GET / HTTP/1.1\r\n\r\n");
      expect(await garbage.hear("error")).toMatchObject({ data: { code: "WYOMING_PROTOCOL" } });
      expect(await garbage.hear("info")).toBeNull();

      const half = await client();
      half.socket.end('{"type":"audio-chunk","data_length":20,"payload_length":200}\n{"rate":16');
      expect(await half.hear("info")).toBeNull();

      const odd = await client();
      odd.say("transcribe");
      odd.say("audio-start", { rate: 16_000, width: 4, channels: 1 });
      expect(await odd.hear("error")).toMatchObject({ data: { code: "WYOMING_SOUND" } });

      const gone = await client();
      gone.say("transcribe");
      const format = { rate: 16_000, width: 2, channels: 1 };
      gone.say("audio-start", format);
      for (let i = 0; i < 20; i += 1) gone.say("audio-chunk", format, Buffer.alloc(2_048));
      gone.socket.resetAndDestroy();

      expect(await (await client()).transcript(await sound("turn on sentry mode"))).toBe(
        "turn on sentry mode",
      );
    });

    it("serve eight clients at once and tell the ninth that it is one too many", async () => {
      const eight = await Promise.all(Array.from({ length: 8 }, client));
      const command = await sound("turn on sentry mode");
      const ninth = await client();
      expect(await ninth.hear("error")).toMatchObject({ data: { code: "WYOMING_FULL" } });
      expect(await ninth.hear("info")).toBeNull();
      expect(await Promise.all(eight.map((one) => one.transcript(command)))).toEqual(
        Array.from({ length: 8 }, () => "turn on sentry mode"),
      );
    });

    it("learn a new sentence while a client is connected", async () => {
      const hub = await client();
      const command = await sound("guard the house");
      expect(await hub.transcript(command)).toBe("");
      await house.write("rules/spoken.yaml", RULES("guard the house"));
      await until(async () => ((await hub.transcript(command)) === "guard the house" ? true : undefined), {
        what: () => `the new sentence is understood; log: ${daemon.log}`,
        withinMs: 20_000,
      });
      expect(daemon.log.match(/Wyoming clients can connect/gu)).toHaveLength(1);
    });
  },
);
