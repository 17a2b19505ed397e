import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled } from "../door.ts";

describe.skipIf(!ffmpegInstalled)("a house that wants its models on a graphics processor", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    const extra = "vision: { providers: [tensorrt, cuda] }\n";
    house = await doorHouse({ mqtt, visit: { from: 0, to: 5 }, loop: true, extra, rules: "rules: []\n" });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("starts, with or without one, and says what runs them and why", async () => {
    const recovered = await hub.event("sensor.recovered", { withinMs: 60_000 });
    expect(recovered.sensor).toBe("camera:front_door");
    expect(recovered.why).toMatch(/^it has started; the vision models run on /);
    if (!String(recovered.why).includes("run on cpu")) return;
    for (const provider of ["tensorrt", "cuda"])
      expect(recovered.why).toMatch(new RegExp(`${provider} (cannot|is not)`));
    expect(daemon.log).toMatch(/the vision models do not all run where they were asked to/);
  }, 90_000);
});
