import { connectAsync } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  startEmbeddedBroker,
  type EmbeddedBroker,
} from "../../src/adapters/embedded-broker/embedded-broker.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { eventually } from "../fakes/eventually.ts";

let broker: EmbeddedBroker;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ port: 0, logger: silentLogger });
});

afterAll(() => broker.close());

it("gives a subscriber of everything each message once, retained and acknowledged ones among others", async () => {
  const [hears, speaks] = await Promise.all([connectAsync(broker.url), connectAsync(broker.url)]);
  const heard: string[] = [];
  hears.on("message", (topic) => heard.push(topic));
  await hears.subscribeAsync(["#", "house/+"]);
  speaks.publish("house/event", "1");
  speaks.publish("house/mode", "sentry", { retain: true });
  speaks.publish("house/phone", "hello", { qos: 1 });
  speaks.publish("house/event", "2");
  speaks.publish("house/last", "3");
  await eventually(
    () => heard.includes("house/last") && heard.includes("house/phone") && heard.includes("house/mode"),
    {
      what: "everything arrives",
    },
  );
  expect(heard.toSorted()).toEqual(["house/event", "house/event", "house/last", "house/mode", "house/phone"]);
  await Promise.all([hears.endAsync(), speaks.endAsync()]);
});
