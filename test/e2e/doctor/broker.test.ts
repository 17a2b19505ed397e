import { afterEach, describe, expect, it } from "vitest";
import { SystemClock, SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { checkBroker } from "../../../src/app/doctor/checks/broker.ts";
import type { GatehouseConfig } from "../../../src/config/schema/gatehouse.ts";
import { UNREAD_SECRET } from "../../../src/config/values.ts";
import { freePort } from "../../fakes/free-port.ts";
import { certificate, mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { connectAsync } from "mqtt";

type External = Extract<GatehouseConfig["mqtt"], { broker: "external" }>;
const LOGIN = { name: "gatehouse", password: "correct horse" };
const right = { username: LOGIN.name, password: LOGIN.password };

describe.skipIf(!mosquittoInstalled)("the doctor at a real broker", () => {
  let broker: Mosquitto | null = null;
  afterEach(() => broker?.stop());

  async function look(
    mqtt: Partial<External>,
    isRunning = false,
  ): Promise<{ found: string; advice: string[] }> {
    const external: External = {
      ...{
        broker: "external",
        discovery: true,
        discovery_prefix: "homeassistant",
        follow_mode: [],
        url: broker?.url ?? "",
      },
      ...mqtt,
    };
    const { found, advice } = await checkBroker(
      { mqtt: external, node: "front", configPath: certificate("gatehouse.yaml"), isRunning },
      {
        ...{ clock: new SystemClock(), scheduler: new SystemScheduler() },
        signal: new AbortController().signal,
      },
    );
    return { found, advice: advice.map(({ severity, text }) => `${severity}: ${text}`) };
  }

  it("is let in with the right password, and says why with a wrong one", async () => {
    broker = await startMosquitto({ user: LOGIN });
    const { found, advice } = await look(right);
    expect(found).toMatch(/^connected to localhost:\d+ with MQTT 5 in \d+ ms, not encrypted$/);
    expect(advice).toEqual([]);
    const wrong = await look({ ...right, password: "wrong" });
    expect(wrong.advice).toHaveLength(1);
    expect(wrong.advice[0]).toMatch(/^problem: .*check mqtt.username(, | and )mqtt.password/);
  });

  it("checks the certificate", async () => {
    broker = await startMosquitto({ certificate: "broker" });
    const trusted = await look({ tls: { ca: "authority.pem" } });
    expect(trusted.found).toContain("encrypted, certificate checked");
    expect(trusted.advice).toEqual([]);
    expect((await look({})).advice[0]).toMatch(/^problem: the certificate of/);
    await expect(look({ tls: { ca: "none.pem" } })).rejects.toThrow("mqtt.tls.ca");
  });

  it("sees another Gatehouse of the name, and misses its own", async () => {
    broker = await startMosquitto();
    expect((await look({}, true)).advice[0]).toContain(
      "problem: the Gatehouse that runs here is not connected",
    );
    const other = await connectAsync(broker.url);
    await other.publishAsync("gatehouse/front/status", "online", { retain: true });
    await other.endAsync();
    expect((await look({})).advice[0]).toContain("warning: a Gatehouse called front is connected to it");
    expect((await look({}, true)).advice).toEqual([]);
  });

  it("sees that two daemons have the name, and which of them is silent", async () => {
    broker = await startMosquitto();
    const both = await connectAsync(broker.url);
    await both.subscribeAsync("gatehouse/front/instance");
    both.on("message", (topic, payload) => {
      if (!payload.toString().includes('"asked"')) return;
      for (const [instance, state] of [
        ["one", "alive"],
        ["two", "withdrawn"],
      ] as const)
        both.publish(topic, JSON.stringify({ instance, state, at: 0 }));
    });
    await both.publishAsync("gatehouse/front/status", "online", { retain: true });
    expect((await look({}, true)).advice).toEqual([
      "problem: 2 daemons are called front: the one that came later (two) opens nothing and is silent; give each a name of its own (node:)",
    ]);
    await both.endAsync();
  });

  it("says where nothing listens, and does not try a password that it could not read", async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    expect((await look({ url })).advice[0]).toContain("is the broker running?");
    expect((await look({ url, password: UNREAD_SECRET })).found).toBe("not tried");
  });
});
