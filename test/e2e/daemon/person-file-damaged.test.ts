import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, gatehouse, OPEN_FOR_FAMILY } from "../door.ts";

describe.skipIf(!ffmpegInstalled)("a person's file that is damaged", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", rules: OPEN_FOR_FAMILY });
    await house.write("state/people/ben.json", '{"version": 2, "name": "ben"');
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("is reported, and everybody else is recognised as before", async () => {
    expect(await hub.event("face.recognized", { withinMs: 30_000 })).toMatchObject({ person: "anna" });
    expect(daemon.log).toMatch(/ben\.json is damaged/);
    await expect(gatehouse(house, ["people", "list"])).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^anna .*\nben {2}cannot be read, and is not recognised/) as string,
    });
  }, 60_000);
});
