import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { ffmpeg } from "../../fakes/test-video.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled, gatehouse, OPEN_FOR_FAMILY } from "../door.ts";

/** What the liveness check does not let through: the same visit as a print in black and white. */
async function printed(house: House): Promise<string> {
  const path = house.path("printed.mp4");
  await ffmpeg(["-i", house.path("film.mp4"), "-vf", "hue=s=0", "-an", path]);
  return path;
}

describe.skipIf(!ffmpegInstalled)("a door that its household has fooled", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  let door: DoorLock;

  const attackWith = (photo: string): Promise<string> =>
    gatehouse(house, [
      ...["doctor", "--spoof", "--camera", "front_door"],
      ...["--live", house.path("film.mp4"), "--photo", photo],
    ]);

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", loop: true, rules: OPEN_FOR_FAMILY });
    await expect(attackWith(house.path("film.mp4"))).rejects.toMatchObject({ code: 1 });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
    door = await DoorLock.join(hub);
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("stays shut for a face alone and says why, until the attack fails", async () => {
    const denied = await hub.event("request.denied", { withinMs: 60_000 });
    expect(denied).toMatchObject({ code: "SPOOF_TEST_FAILED" });
    expect(denied["reason"]).toContain("a printed photo passed for a living face");
    expect(door.received).not.toContain("UNLOCK");

    await attackWith(await printed(house));
    await hub.event("request.allowed", { withinMs: 60_000 });
    await hub.event("request.completed", { withinMs: 10_000 });
    expect(door.received).toContain("UNLOCK");
  }, 180_000);
});
