import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { childOf, Daemon, Hub, until, type AnyEvent, type House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled } from "../door.ts";

const RULES = `
rules:
  - id: tell
    triggers: [{ trigger: sensor, camera: front_door }]
    actions: [{ action: notify, message: The camera is gone }]
`;

describe.skipIf(!ffmpegInstalled)("a camera process that is killed", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    const port = await freePort();
    const extra = "microphones: { hall: { source: camera:front_door } }\n";
    const visit = { from: 0, to: 5 };
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit, loop: true, extra, rules: RULES });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("is lost, then recovered, and nothing else stops", async () => {
    const camera = await until(() => childOf(daemon, "camera:front_door"), {
      what: "the camera process runs",
    });
    const microphone = await until(() => childOf(daemon, "microphone:hall"), {
      what: "the microphone process runs",
    });
    const online = (payload: string): boolean =>
      hub.messages.some(
        ({ topic, payload: said }) => topic === "gatehouse/test/camera/front_door/status" && said === payload,
      );
    await until(() => (online("online") ? true : undefined), { what: "the camera is online" });
    process.kill(camera, "SIGKILL");
    const ofCamera = { where: (event: AnyEvent) => event.sensor === "camera:front_door" };
    const lost = await hub.event("sensor.lost", ofCamera);
    await hub.event("sensor.recovered", {
      where: (event) => ofCamera.where(event) && Number(event.seq) > Number(lost.seq),
    });
    const again = await childOf(daemon, "camera:front_door");
    expect(again).not.toBe(camera);
    expect(await childOf(daemon, "microphone:hall")).toBe(microphone);
    expect(daemon.process.exitCode).toBeNull();
    expect(hub.messages.filter(({ topic }) => topic === "test/phone").map(({ payload }) => payload)).toEqual([
      "The camera is gone",
    ]);
  }, 60_000);
});
