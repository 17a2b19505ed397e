import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { startRtspCamera, type RtspCamera } from "../../fakes/rtsp-camera.ts";
import { Daemon, Hub, until, type AnyEvent, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled, gatehouse, OPEN_FOR_FAMILY } from "../door.ts";

const USER = "porchcam";
const PASSWORD = "k33p-0ut";

/** Whether the RTSP server of these tests can run. */
const canServe =
  spawnSync("/usr/bin/python3", ["-c", "import gi; gi.require_version('GstRtspServer', '1.0')"]).status === 0;

describe.skipIf(!mosquittoInstalled || !ffmpegInstalled || !canServe)(
  "a live camera at a real lock (needs mosquitto, ffmpeg, python3-gi, gir1.2-gst-rtsp-server-1.0)",
  () => {
    let broker: Mosquitto;
    let server: RtspCamera;
    let house: House;
    let daemon: Daemon;
    let hub: Hub;
    let door: DoorLock;
    let serve: () => Promise<RtspCamera>;

    beforeAll(async () => {
      broker = await startMosquitto();
      const port = await freePort();
      house = await doorHouse({
        mqtt: `{ url: "mqtt://127.0.0.1:${String(broker.port)}" }`,
        visit: { from: 10, to: 32 },
        source: `rtsp://${USER}:${PASSWORD}@127.0.0.1:${String(port)}/live`,
        simulated: false,
        relockAfter: "3s",
        rules: OPEN_FOR_FAMILY,
        extra: "logging: { level: debug }\n",
      });
      const login = ["--user", USER, "--password", PASSWORD, "--film", house.path("film.mp4")];
      serve = () => startRtspCamera(port, login);
      server = await serve();
      hub = await Hub.connect(broker.port, "test");
      door = await DoorLock.join(hub);
      daemon = new Daemon(house);
    }, 180_000);

    afterAll(async () => {
      await daemon.stop();
      await hub.close();
      await server.kill();
      await broker.stop();
      await house.remove();
    });

    it("opens for the family, and locks again", async () => {
      await hub.event("face.recognized", { where: ({ person }) => person === "anna", withinMs: 30_000 });
      await hub.event("request.completed", { where: ({ action }) => action === "unlock" });
      await hub.event("device.changed", {
        where: ({ state, from }) => state === "LOCKED" && from === "LOCKING",
      });
      expect(door.received).toEqual(["UNLOCK", "LOCK"]);
    }, 60_000);

    it("opens nothing while it is lost, and says that the camera is lost", async () => {
      await server.kill();
      const lost = await hub.event("sensor.lost", ofCamera(0));
      await hub.client.publishAsync("gatehouse/test/device/front_door_lock/set", "UNLOCK");
      const denied = await hub.event("request.denied", { where: after(lost) });
      expect(denied).toMatchObject({ code: "CAMERA_UNHEALTHY", device: "front_door_lock" });
      expect(denied.reason).toMatch(/^Camera front_door does not see anything right now: /);
      expect(latest("gatehouse/test/camera/front_door/status")).toBe("offline");
    }, 30_000);

    it("recovers by itself when it is back", async () => {
      const [lost] = hub.events.filter(({ name }) => name === "sensor.lost");
      server = await serve();
      await hub.event("sensor.recovered", { ...ofCamera(Number(lost?.seq)), withinMs: 30_000 });
      await until(() => latest("gatehouse/test/camera/front_door/status") === "online" || undefined, {
        what: "the camera is online",
      });
      // Whoever waits in front of the door while the camera is away does not get in by that alone.
      expect(door.received).toEqual(["UNLOCK", "LOCK"]);
    }, 40_000);

    it("keeps the camera's name and password to itself", async () => {
      const pid = String(daemon.process.pid);
      const { stdout: processes } = await promisify(execFile)("ps", [
        "-ww",
        "-o",
        "args=",
        "--pid",
        pid,
        "--ppid",
        pid,
      ]);
      expect(processes).toContain("camera:front_door");
      const said = {
        log: daemon.log,
        messages: hub.messages.map(({ topic, payload }) => `${topic} ${payload}`).join("\n"),
        journal: await gatehouse(house, ["events", "--json", "--limit", "1000"]),
        processes,
      };
      expect(said.log).toContain("127.0.0.1");
      for (const text of Object.values(said)) {
        expect(text).not.toContain(PASSWORD);
        expect(text).not.toContain(USER);
      }
    });

    const latest = (wanted: string): string | undefined =>
      hub.messages.findLast(({ topic }) => topic === wanted)?.payload;
    const after =
      (earlier: AnyEvent) =>
      (event: AnyEvent): boolean =>
        Number(event.seq) > Number(earlier.seq);
    const ofCamera = (afterSeq: number): { where: (event: AnyEvent) => boolean; withinMs: number } => ({
      where: (event) => event.sensor === "camera:front_door" && Number(event.seq) > afterSeq,
      withinMs: 20_000,
    });
  },
);
