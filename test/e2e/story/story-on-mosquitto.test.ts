import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { mosquittoSub, mosquittoSubInstalled, type MosquittoSub } from "../../fakes/mosquitto-sub.ts";
import { canRecognise, installed, silence, spoken, wav } from "../../fakes/voice-tools.ts";
import { Daemon, Hub, type AnyEvent, type House } from "../daemon.ts";
import { DoorLock, doorHouse, gatehouse } from "../door.ts";

const LOGIN = { name: "gatehouse", password: "well-kept" };
const run = promisify(execFile);
const ready =
  mosquittoInstalled && mosquittoSubInstalled && canRecognise() && installed("ffmpeg", "ffprobe", "flite");

const RULES = `
rules:
  - id: sentry-on
    triggers: [{ trigger: voice, sentences: ["(turn|switch) on [the] sentry mode"] }]
    actions: [{ action: mode, set: sentry }, { action: speak, text: Sentry mode is on. }]
  - id: open-for-family
    triggers: [{ trigger: face, group: family, camera: front_door }]
    conditions: ['mode == "sentry"']
    actions: [{ action: device, unlock: front_door_lock }, { action: speak, text: Welcome home. }]
  - id: record-strangers
    triggers: [{ trigger: face, unknown: true }]
    conditions: ['mode == "sentry"']
    actions:
      - { action: record, camera: "{{ trigger.camera }}", until: person.left }
      - { action: notify, message: Somebody is at the front door }
`;

const EXTRA = `
microphones: { hall: { source: command.wav, near: [front_door] } }
`;

/** Seconds that are recorded from before an event, as `doorHouse` configures them. */
const BEFORE_S = 3;

describe.skipIf(!ready)(
  "the whole story on Debian's mosquitto (needs mosquitto, mosquitto-clients, ffmpeg, flite, PocketSphinx and the fetched models)",
  () => {
    let broker: Mosquitto;
    let house: House;
    let daemon: Daemon;
    let hub: Hub;
    let door: DoorLock;
    let onlooker: MosquittoSub;

    beforeAll(async () => {
      broker = await startMosquitto({ user: LOGIN });
      const { name: username, password } = LOGIN;
      const mqtt = `{ url: "mqtt://127.0.0.1:${String(broker.port)}", username: ${username}, password: ${password} }`;
      // The family's visit and the stranger's, with time for the command before them.
      house = await doorHouse({ mqtt, visit: { from: 8, to: 51 }, rules: RULES, extra: EXTRA });
      const command = await spoken("slt", "hey gatehouse, turn on sentry mode");
      writeFileSync(house.path("command.wav"), wav(silence(1), command, silence(1)));
      onlooker = mosquittoSub(broker.port, LOGIN, ["gatehouse/#"]);
      hub = await Hub.connect(broker.port, "test", { username, password });
      door = await DoorLock.join(hub);
      daemon = new Daemon(house);
      await hub.event("recording.finished", { withinMs: 90_000 });
    }, 180_000);

    afterAll(async () => {
      await daemon.stop();
      await hub.close();
      await onlooker.stop();
      await broker.stop();
      await house.remove();
    });

    it("happens in its order", () => {
      const found = [
        namedEvent("voice.commanded", { sentence: "turn on sentry mode" }),
        namedEvent("mode.changed", { from: "home", to: "sentry" }),
        namedEvent("face.recognized", { person: "anna", group: "family" }),
        namedEvent("request.allowed", { action: "unlock", device: "front_door_lock" }),
        namedEvent("device.commanded", { command: "unlock" }),
        namedEvent("device.changed", { state: "UNLOCKED" }),
        namedEvent("request.completed", { action: "unlock" }),
        namedEvent("device.commanded", { command: "lock" }),
        namedEvent("device.changed", { state: "LOCKED", from: "LOCKING" }),
        namedEvent("face.unknown", { camera: "front_door" }),
        namedEvent("recording.started", { camera: "front_door" }),
        namedEvent("recording.finished", { camera: "front_door" }),
      ];
      const order = found.map((event) => Number(event.seq));
      expect(order).toEqual(order.toSorted((one, other) => one - other));
      expect(door.received).toEqual(["UNLOCK", "LOCK"]);
      expect(
        hub.messages.filter(({ topic }) => topic === "test/phone").map(({ payload }) => payload),
      ).toEqual(["Somebody is at the front door"]);
    });

    it("reaches the hub in the journal's order", () => {
      const order = hub.events.map((event) => Number(event.seq));
      expect(order.length).toBeGreaterThan(20);
      expect(order).toEqual(order.toSorted((one, other) => one - other));
    });

    it("leaves a clip that begins before the stranger was noticed, and that any player can play", async () => {
      const stranger = namedEvent("face.unknown", {});
      const clip = namedEvent("recording.finished", {}) as unknown as {
        startT: number;
        preRollMs: number;
        seconds: number;
        t: number;
        media: { kind: string; path: string }[];
      };
      expect(clip.preRollMs).toBeGreaterThanOrEqual(BEFORE_S * 1000);
      expect(Number(stranger.t) - clip.startT).toBeGreaterThanOrEqual(BEFORE_S * 1000);
      const path = house.path(`state/${clip.media.find(({ kind }) => kind === "clip")?.path ?? "no clip"}`);
      const probe = ["-v", "error", "-select_streams", "v:0", "-count_packets"];
      const show = [
        "-show_entries",
        "packet=pts_time,flags:stream=codec_name:format=duration",
        "-of",
        "json",
      ];
      const { stdout, stderr } = await run("ffprobe", [...probe, ...show, path]);
      expect(stderr).toBe("");
      const facts = JSON.parse(stdout) as { packets: { flags: string }[]; format: { duration: string } };
      expect(facts.packets[0]?.flags).toMatch(/^K/);
      expect(Math.abs(Number(facts.format.duration) - clip.seconds)).toBeLessThan(0.5);
      // It ends when the stranger has gone, not much earlier or later.
      expect(clip.seconds).toBeGreaterThan(10);
      expect(clip.seconds).toBeLessThan(30);
      const decoded = await run("ffmpeg", ["-v", "error", "-xerror", "-i", path, "-f", "null", "-"]);
      expect(decoded.stderr).toBe("");
    });

    it("leaves that clip as it was recorded, which can be verified and protected", async () => {
      expect(await gatehouse(house, ["clips", "verify"])).toMatch(/^1 intact\nmanifest: \d+ lines/);
      const [clip] = (await gatehouse(house, ["clips", "list", "--json"])).trim().split("\n");
      const { clip: name } = JSON.parse(clip ?? "{}") as { clip: string };
      expect(await gatehouse(house, ["clips", "protect", name])).toContain("is kept until you unprotect it");
      expect(await gatehouse(house, ["clips", "list"])).toContain(`${name} (protected)`);
      await gatehouse(house, ["clips", "unprotect", name]);
      expect(await gatehouse(house, ["clips", "list"])).not.toContain("protected");
    });

    it("can be asked why the door opened", async () => {
      const why = await gatehouse(house, ["why", "last"]);
      const inOrder = [
        /^unlock front_door_lock: done$/m,
        /seen +anna \(family\) recognised at front_door/,
        /rule +open-for-family/,
        /conditions\/0 true: mode == "sentry"/,
        /allowed +anna was recognised at front_door/,
        /similarity 0\.\d+ \(at least 0\.58\)/,
        /sent +unlock front_door_lock: \{"state":"UNLOCK"\} to demo\/front_door_lock\/set/,
        /answered +front_door_lock: .*UNLOCKED/,
        /sent +lock front_door_lock/,
        /answered +front_door_lock: .*LOCKED/,
      ];
      let rest = why;
      for (const part of inOrder) {
        expect(rest).toMatch(part);
        rest = rest.slice(rest.search(part));
      }
      expect(why).not.toMatch(/by itself or by hand/);
    });

    it("can be looked on with mosquitto_sub", () => {
      const lines = onlooker.lines();
      const first = (line: string): number => lines.findIndex((each) => each.startsWith(line));
      const inOrder = [
        "gatehouse/test/status online",
        "gatehouse/test/mode home",
        "gatehouse/test/event/voice.commanded {",
        "gatehouse/test/mode sentry",
        "gatehouse/test/camera/front_door/person_count 1",
        'gatehouse/test/person/anna {"person":"anna","group":"family"',
        "gatehouse/test/device/front_door_lock UNLOCKED",
        "gatehouse/test/event/face.unknown {",
        "gatehouse/test/camera/front_door/recording ON",
      ];
      const found = inOrder.map(first);
      expect(found).not.toContain(-1);
      expect(found).toEqual(found.toSorted((one, other) => one - other));
      expect(lines).toContain("gatehouse/test/camera/front_door/status online");
      expect(lines.filter((line) => line === "gatehouse/test/device/front_door_lock LOCKED")).toHaveLength(2);
      expect(lines.lastIndexOf("gatehouse/test/camera/front_door/recording OFF")).toBeGreaterThan(
        found.at(-1) ?? 0,
      );
      expect(lines.join("\n")).not.toContain(LOGIN.password);
    });

    /** The first event of that name with these values. */
    function namedEvent(name: string, values: Readonly<Record<string, unknown>>): AnyEvent {
      const fits = (event: AnyEvent): boolean =>
        Object.entries(values).every(([key, value]) => event[key] === value);
      const found = hub.events.find((event) => event.name === name && fits(event));
      if (found === undefined) throw new Error(`no event ${name} ${JSON.stringify(values)}`);
      return found;
    }
  },
);
