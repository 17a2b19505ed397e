import { describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { accessTo, wireTo } from "../../fakes/mqtt-clients.ts";
import { mosquittoInstalled, startMosquitto } from "../../fakes/mosquitto.ts";

describe.skipIf(!mosquittoInstalled)("an unlock to a broker that hangs", () => {
  it("expires in the window, and the wire comes back with the broker", async () => {
    const broker = await startMosquitto();
    const wire = await wireTo(accessTo(broker.url));
    broker.freeze();
    const startMs = performance.now();
    const delivery = await wire.send("lock/set", "UNLOCK", { deliverWithinMs: 300 });
    expect(delivery).toMatchObject({ outcome: "expired", why: "the broker did not answer within 0.3 s" });
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect(wire.ready()).toBe(false);
    broker.thaw();
    await eventually(() => wire.ready());
    expect(await wire.send("lock/set", "UNLOCK", { deliverWithinMs: 2_000 })).toMatchObject({
      outcome: "delivered",
    });
    await wire.stop();
    await broker.stop();
  });
});
