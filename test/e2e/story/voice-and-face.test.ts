import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { canRecognise, installed, silence, spoken, wav } from "../../fakes/voice-tools.ts";
import { Daemon, Hub, type AnyEvent, type House } from "../daemon.ts";
import { DoorLock, doorHouse, gatehouse } from "../door.ts";

const FACE_AND_VOICE =
  "[{ all: [{ by: face, group: family, cameras: [front_door], alone: true }, { by: voice }] }]";

const RULES = `
rules:
  - id: open-when-asked
    triggers: [{ trigger: voice, sentences: ["(open|unlock) the front door"] }]
    actions: [{ action: device, unlock: front_door_lock }]
  - id: open-when-seen
    triggers: [{ trigger: face, group: family, camera: front_door }]
    actions: [{ action: device, unlock: front_door_lock }]
`;

const EXTRA = `
microphones: { hall: { source: command.wav, near: [front_door] } }
`;

describe.skipIf(!canRecognise() || !installed("ffmpeg", "flite"))(
  "a lock that wants a face and a voice (needs ffmpeg, flite, PocketSphinx and the fetched models)",
  () => {
    let house: House;
    let daemon: Daemon;
    let hub: Hub;
    let door: DoorLock;
    let denied: AnyEvent[];

    beforeAll(async () => {
      const port = await freePort();
      const mqtt = `{ embedded: { port: ${String(port)} } }`;
      // An empty porch for eight seconds, then Anna, who is gone after twenty-one.
      const visit = { from: 7, to: 29 };
      house = await doorHouse({ mqtt, visit, unlock: FACE_AND_VOICE, rules: RULES, extra: EXTRA });
      const command = await spoken("rms", "hey gatehouse, open the front door");
      const seconds = command.length / 16_000;
      // Said once while nobody is there, and once while Anna stands at the door.
      writeFileSync(
        house.path("command.wav"),
        wav(silence(3), command, silence(11 - seconds), command, silence(1)),
      );
      daemon = new Daemon(house);
      hub = await Hub.connect(port, "test");
      door = await DoorLock.join(hub);
      await hub.event("request.completed", {
        where: ({ action }) => action === "unlock",
        withinMs: 40_000,
      });
      denied = hub.events.filter(({ name }) => name === "request.denied");
    }, 120_000);

    afterAll(async () => {
      await daemon.stop();
      await hub.close();
      await house.remove();
    });

    const ruleOf = (event: AnyEvent | undefined): unknown =>
      (event?.by as { rule: string } | undefined)?.rule;

    it("stays locked for a voice without the face", () => {
      expect(ruleOf(denied[0])).toBe("open-when-asked");
      expect(denied[0]).toMatchObject({
        code: "NO_FACE",
        reason: "Nobody of group family has been recognised at front_door.",
      });
    });

    it("stays locked for the face without a voice", () => {
      expect(ruleOf(denied[1])).toBe("open-when-seen");
      expect(denied[1]).toMatchObject({
        code: "NO_VOICE",
        reason: "The policy also wants a spoken command that asks for this; none did.",
      });
      expect(denied).toHaveLength(2);
    });

    it("opens for both together, and can say so", async () => {
      const allowed = hub.events.filter(
        ({ name, action }) => name === "request.allowed" && action === "unlock",
      );
      expect(allowed.map(ruleOf)).toEqual(["open-when-asked"]);
      expect(door.received).toEqual(["UNLOCK"]);
      const why = await gatehouse(house, ["why", "last"]);
      expect(why).toMatch(/heard +heard “open the front door” at hall: .*, there: anna$/m);
      expect(why).toMatch(/^ +face: camera front_door, .*person anna/m);
      expect(why).toMatch(/^ +voice: microphone hall, sentence open the front door/m);
    });
  },
);
