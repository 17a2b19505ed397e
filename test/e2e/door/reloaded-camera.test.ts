import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled, OPEN_FOR_FAMILY } from "../door.ts";

describe.skipIf(!ffmpegInstalled)("a film whose camera is made a real one while it runs", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  let door: DoorLock;

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", loop: true, simulated: false, rules: OPEN_FOR_FAMILY });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
    door = await DoorLock.join(hub);
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("counts for nothing from then on", async () => {
    await hub.event("face.recognized", { withinMs: 30_000 });
    const before = await readFile(house.path("gatehouse.yaml"), "utf8");
    await house.write(
      "gatehouse.yaml",
      before.replace(/source: "?film\.mp4"?/, "source: rtsp://127.0.0.1:1/porch"),
    );
    await hub.event("config.reloaded", { withinMs: 30_000 });
    const lost = await hub.event("sensor.lost");
    expect(lost).toMatchObject({ sensor: "camera:front_door", why: "its configuration was changed" });
    await hub.client.publishAsync("gatehouse/test/device/front_door_lock/set", "UNLOCK");
    const denied = await hub.event("request.denied", {
      where: ({ by }) => (by as { kind: string }).kind === "hub",
    });
    expect(denied).toMatchObject({ code: "CAMERA_UNHEALTHY" });
    expect(door.received).toEqual([]);
  }, 90_000);
});
