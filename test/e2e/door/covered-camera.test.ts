import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { ffmpeg } from "../../fakes/test-video.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled } from "../door.ts";

/** Anna stands there for so many seconds, then a hand is laid over the lens for as long. */
const SEEN_S = 8;

describe.skipIf(!ffmpegInstalled)("a camera whose lens is covered", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  let door: DoorLock;

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", loop: true, rules: "rules: []\n" });
    const film = house.path("film.mp4");
    const covered = house.path("covered.mp4");
    const hand = `drawbox=color=0x1c1210:t=fill:enable='gte(t,${SEEN_S})'`;
    const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p", "-an"];
    await ffmpeg(["-stream_loop", "1", "-i", film, "-t", String(2 * SEEN_S), "-vf", hand, ...codec, covered]);
    const before = await readFile(house.path("gatehouse.yaml"), "utf8");
    await house.write("gatehouse.yaml", before.replace("film.mp4", "covered.mp4"));
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
    door = await DoorLock.join(hub);
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("is told, opens nothing, and counts again when it sees something", async () => {
    await hub.event("face.recognized", { withinMs: 60_000 });
    const lost = await hub.event("sensor.lost", { withinMs: 60_000 });
    expect(lost).toMatchObject({
      sensor: "camera:front_door",
      why: "its picture shows nothing any more: the lens is covered, or the light is out",
    });
    await hub.client.publishAsync("gatehouse/test/device/front_door_lock/set", "UNLOCK");
    const denied = await hub.event("request.denied", {
      where: ({ by }) => (by as { kind: string }).kind === "hub",
    });
    expect(denied).toMatchObject({
      code: "CAMERA_UNHEALTHY",
      reason: expect.stringContaining("the lens is covered") as string,
    });
    expect(door.received).toEqual([]);
    const back = await hub.event("sensor.recovered", {
      withinMs: 60_000,
      where: ({ why }) => why === "it sends again",
    });
    expect(back).toMatchObject({ sensor: "camera:front_door" });
  }, 200_000);
});
