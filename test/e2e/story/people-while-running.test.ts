import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, type AnyEvent, type House } from "../daemon.ts";
import { doorHouse, enrolAnna, ffmpegInstalled, gatehouse } from "../door.ts";

describe.skipIf(!ffmpegInstalled)(
  "people who are added and removed while the daemon runs (needs ffmpeg)",
  () => {
    let house: House;
    let daemon: Daemon;
    let hub: Hub;

    beforeAll(async () => {
      const port = await freePort();
      const mqtt = `{ embedded: { port: ${String(port)} } }`;
      // Two empty seconds, then Anna comes and stands there; over and over.
      const visit = { from: 14, to: 23 };
      house = await doorHouse({ mqtt, visit, loop: true, enrolled: false, rules: "rules: []\n" });
      daemon = new Daemon(house);
      hub = await Hub.connect(port, "test");
    }, 180_000);

    afterAll(async () => {
      await hub.close();
      await daemon.stop();
      await house.remove();
    });

    it("are known, and forgotten, at the next look, without a restart", async () => {
      const stranger = await hub.event("face.unknown", { withinMs: 30_000 });
      expect(stranger.nearest).toBeNull();
      await enrolAnna(house);
      const known = await hub.event("face.recognized", { where: after(stranger), withinMs: 30_000 });
      expect(known).toMatchObject({ person: "anna", group: "family" });
      await gatehouse(house, ["people", "remove", "anna"]);
      await hub.event("face.unknown", { where: after(known), withinMs: 30_000 });
      const started = hub.events.filter(
        ({ name, sensor }) => name === "sensor.recovered" && sensor === "camera:front_door",
      );
      expect(started.length).toBeLessThanOrEqual(1);
      expect(hub.events.filter(({ name }) => name === "sensor.lost")).toEqual([]);
    }, 100_000);

    const after =
      (earlier: AnyEvent) =>
      (event: AnyEvent): boolean =>
        Number(event.seq) > Number(earlier.seq);
  },
);
