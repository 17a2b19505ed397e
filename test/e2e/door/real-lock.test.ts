import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled, OPEN_FOR_FAMILY } from "../door.ts";

describe.skipIf(!ffmpegInstalled)("a film of the family in front of a real lock", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  let door: DoorLock;

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", simulated: false, rules: OPEN_FOR_FAMILY });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
    door = await DoorLock.join(hub);
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("is recognised, and opens nothing", async () => {
    const face = await hub.event("face.recognized", { withinMs: 30_000 });
    expect(face).toMatchObject({ person: "anna" });
    const denied = await hub.event("request.denied");
    expect(denied).toMatchObject({ code: "REPLAY_SOURCE", device: "front_door_lock" });
    await hub.event("person.left", { withinMs: 30_000 });
    expect(door.received).toEqual([]);
  }, 60_000);
});
