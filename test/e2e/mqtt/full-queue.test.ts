import { connectAsync } from "mqtt";
import { describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { accessTo, connectTo } from "../../fakes/mqtt-clients.ts";
import { mosquittoInstalled, startMosquitto } from "../../fakes/mosquitto.ts";

describe.skipIf(!mosquittoInstalled)("a broker whose queue is full", () => {
  it("keeps nothing of ours back: a subscriber that sleeps is the broker's own matter", async () => {
    const broker = await startMosquitto({
      extra: ["max_queued_messages 5", "max_inflight_messages 1", "max_queued_bytes 2000"],
    });
    const sleeper = { clientId: "sleeper", clean: false, protocolVersion: 5 as const };
    const expiry = { properties: { sessionExpiryInterval: 600 } };
    const hub = await connectAsync(broker.url, { ...sleeper, ...expiry });
    await hub.subscribeAsync("gatehouse/#", { qos: 1 });
    await hub.endAsync();
    const ours = await connectTo(accessTo(broker.url));
    const heard: string[] = [];
    ours.subscribe("gatehouse/front/mode/set", ({ payload }) => heard.push(Buffer.from(payload).toString()));
    try {
      for (let count = 0; count < 500; count += 1)
        await ours.publish("gatehouse/front/event", `event ${count}`, { qos: 1, retain: false });
      const asker = await connectTo(accessTo(broker.url));
      await asker.publish("gatehouse/front/mode/set", "away", { qos: 1, retain: false });
      await eventually(() => heard.length > 0);
      expect([heard, ours.dropped]).toEqual([["away"], 0]);
      await asker.stop();
    } finally {
      await ours.stop();
      await broker.stop();
    }
  }, 30_000);
});
