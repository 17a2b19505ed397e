import { describe, expect, it } from "vitest";
import { accessTo, startConnection } from "../../fakes/mqtt-clients.ts";
import { mosquittoInstalled, startMosquitto } from "../../fakes/mosquitto.ts";
import { eventually } from "../../fakes/eventually.ts";

describe.skipIf(!mosquittoInstalled)("two daemons with one client id", () => {
  it("are told why, and do not throw each other out in a storm", async () => {
    const broker = await startMosquitto();
    const [one, two] = [1, 2].map(() => startConnection(accessTo(broker.url), { clientId: "front" }));
    try {
      await eventually(() => [one, two].every((each) => each?.states.some(({ connected }) => !connected)));
      const whys = [one, two].flatMap((each) => each?.states ?? []).filter(({ connected }) => !connected);
      for (const { why } of whys) expect(why).toMatch(/took over this client's id|closed the connection/);
      const changes = (): number => (one?.states.length ?? 0) + (two?.states.length ?? 0);
      const before = changes();
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      // The pauses grow while no connection lasts: without them there would be hundreds.
      expect(changes() - before).toBeLessThan(30);
    } finally {
      await one?.connection.stop();
      await two?.connection.stop();
      await broker.stop();
    }
  }, 30_000);
});
