import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, until, type AnyEvent, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled } from "../door.ts";

const RULES = `
rules:
  - id: watch-while-saving
    triggers: [{ trigger: power, to: saving }]
    actions:
      - { action: record, camera: front_door, for: 3s }
      - { action: notify, message: "the battery has {{ trigger.volts }} V" }
`;

describe.skipIf(!ffmpegInstalled)("a battery that runs down", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  let door: DoorLock;
  let ended = "";

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", loop: true, rules: RULES });
    ended = house.path("ended");
    await house.write(
      "gatehouse.yaml",
      `${await readFile(house.path("gatehouse.yaml"), "utf8")}
power:
  battery: { topic: car/battery, value: payload.volts }
  for: 1s
  command: [touch, "${ended}"]
`,
    );
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
    door = await DoorLock.join(hub);
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  /** Reports this voltage until the level is reached. */
  const drainTo = async (volts: number, level: string): Promise<AnyEvent> => {
    const before = hub.events.length;
    const timer = setInterval(() => void hub.client.publish("car/battery", JSON.stringify({ volts })), 200);
    try {
      return await hub.event("power.changed", {
        withinMs: 20_000,
        where: (event) => hub.events.indexOf(event) >= before && event.level === level,
      });
    } finally {
      clearInterval(timer);
    }
  };
  const camera = (event: AnyEvent): boolean => event.sensor === "camera:front_door";

  it("lets the models rest, records on, and opens nothing", async () => {
    await hub.event("face.recognized", { withinMs: 60_000 });
    expect(await drainTo(11.8, "saving")).toMatchObject({ from: "normal", volts: 11.8 });
    const why = "it records and does not look, to save power";
    await hub.event("sensor.lost", { where: (event) => camera(event) && event.why === why });
    await hub.client.publishAsync("gatehouse/test/device/front_door_lock/set", "UNLOCK");
    expect(
      await hub.event("request.denied", { where: ({ by }) => (by as { kind: string }).kind === "hub" }),
    ).toMatchObject({ code: "CAMERA_UNHEALTHY", reason: expect.stringContaining(why) as string });
    expect(door.received).toEqual([]);
    const clip = await hub.event("recording.finished", { withinMs: 30_000 });
    expect(clip).toMatchObject({ camera: "front_door" });
    expect(Number(clip.seconds)).toBeGreaterThan(2);
    await until(() => hub.messages.find(({ payload }) => payload.includes("the battery has 11.8 V")), {
      what: "the notification",
    });
  }, 120_000);

  it("goes on when the battery is charged", async () => {
    expect(await drainTo(12.6, "normal")).toMatchObject({ from: "saving", volts: 12.6 });
    const back = await hub.event("sensor.recovered", {
      where: (event) => camera(event) && event.why === "it sends again",
      withinMs: 30_000,
    });
    await hub.event("face.recognized", {
      where: (event) => Number(event.seq) > Number(back.seq),
      withinMs: 60_000,
    });
  }, 120_000);

  it("ends in order before the power goes, and runs what is wanted then", async () => {
    await drainTo(11.4, "empty");
    const stopped = await hub.event("node.stopped", { withinMs: 20_000 });
    expect(stopped).toMatchObject({ why: "the battery is nearly empty" });
    await until(() => (daemon.process.exitCode === null ? undefined : true), { what: "the daemon ends" });
    expect(daemon.process.exitCode).toBe(0);
    expect(existsSync(ended)).toBe(true);
  }, 60_000);
});
