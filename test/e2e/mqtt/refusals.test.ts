import { connect, createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { startEmbeddedBroker } from "../../../src/adapters/embedded-broker/embedded-broker.ts";
import type { BrokerAccess } from "../../../src/adapters/mqtt/broker-access.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import { accessTo, startConnection } from "../../fakes/mqtt-clients.ts";
import { mosquittoInstalled, startMosquitto } from "../../fakes/mosquitto.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** The reason why a connection cannot be made. */
async function problemOf(access: BrokerAccess): Promise<string> {
  const { connection, states } = startConnection(access);
  stops.push(() => connection.stop());
  await eventually(() => states.length > 0);
  expect(states[0]?.connected).toBe(false);
  return states[0]?.why ?? "";
}

async function tcpServer(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  stops.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("why there is no connection, in words", () => {
  it("nothing listens", async () => {
    const port = await freePort();
    expect(await problemOf(accessTo(`mqtt://127.0.0.1:${String(port)}`))).toBe(
      `nothing listens at 127.0.0.1:${String(port)} (connection refused): is the broker running?`,
    );
  });

  it("the name is unknown", async () => {
    expect(await problemOf(accessTo("mqtt://no-such-host.invalid"))).toContain("cannot be resolved");
  });

  it("what listens hangs up", async () => {
    const port = await tcpServer(createServer((socket) => socket.destroy()));
    expect(await problemOf(accessTo(`mqtt://127.0.0.1:${String(port)}`))).toMatch(
      /closed|cut the connection/,
    );
  });

  it("the embedded broker wants another password", async () => {
    const broker = await startEmbeddedBroker({
      port: 0,
      credentials: { username: "gate", password: "right" },
      logger: silentLogger,
    });
    stops.push(() => broker.close());
    const why = await problemOf(accessTo(broker.url, { username: "gate", password: "wrong" }));
    expect(why).toContain("check mqtt.username, mqtt.password");
  });

  describe.skipIf(!mosquittoInstalled)("with mosquitto", () => {
    it("the password is wrong", async () => {
      const broker = await startMosquitto({ user: { name: "gate", password: "right" } });
      stops.push(() => broker.stop());
      const wrong = await problemOf(accessTo(broker.url, { username: "gate", password: "wrong" }));
      expect(wrong).toMatch(/check mqtt.username/);
      const { connection } = startConnection(accessTo(broker.url, { username: "gate", password: "right" }));
      stops.push(() => connection.stop());
      await eventually(() => connection.connectedSinceT() !== null);
    });

    it("the certificate has expired", async () => {
      const broker = await startMosquitto({ certificate: "expired" });
      stops.push(() => broker.stop());
      expect(await problemOf(accessTo(broker.url))).toContain("has expired");
    });

    it("the certificate's authority is unknown", async () => {
      const broker = await startMosquitto({ certificate: "broker" });
      stops.push(() => broker.stop());
      expect(await problemOf({ url: broker.url })).toContain("mqtt.tls.ca");
    });

    it("TLS is spoken to a plain port", async () => {
      const broker = await startMosquitto();
      stops.push(() => broker.stop());
      const why = await problemOf(accessTo(broker.url.replace("mqtt:", "mqtts:")));
      expect(why).toMatch(/closed|cut|TLS/);
    });

    it("the certificate was made for another name", async () => {
      const broker = await startMosquitto({ certificate: "broker" });
      stops.push(() => broker.stop());
      const access = accessTo(broker.url);
      const why = await problemOf({ ...access, tls: { ...access.tls, serverName: "elsewhere.example" } });
      expect(why).toContain("made for another name");
    });
  });
});

describe("the embedded broker", () => {
  it("does not listen beyond this machine without a password", async () => {
    await expect(
      startEmbeddedBroker({ host: "0.0.0.0", port: 0, logger: silentLogger }),
    ).rejects.toMatchObject({
      code: "BROKER_OPEN",
      kind: "usage",
    });
  });

  it("does so with one", async () => {
    const credentials = { username: "gate", password: "secret" };
    const broker = await startEmbeddedBroker({ host: "0.0.0.0", port: 0, credentials, logger: silentLogger });
    stops.push(() => broker.close());
    const { connection } = startConnection(accessTo(broker.url, credentials));
    stops.push(() => connection.stop());
    await eventually(() => connection.connectedSinceT() !== null);
  });

  it("says when its port is taken", async () => {
    const first = await startEmbeddedBroker({ port: 0, logger: silentLogger });
    stops.push(() => first.close());
    await expect(startEmbeddedBroker({ port: first.port, logger: silentLogger })).rejects.toMatchObject({
      code: "BROKER_PORT",
      message: expect.stringContaining("is taken") as string,
    });
  });

  it("closes with clients connected, twice, and leaves the port free", async () => {
    const broker = await startEmbeddedBroker({ port: 0, logger: silentLogger });
    const { connection } = startConnection(accessTo(broker.url));
    stops.push(() => connection.stop());
    await eventually(() => connection.connectedSinceT() !== null);
    const mute = connect(broker.port, "127.0.0.1");
    mute.on("error", () => undefined);
    await Promise.all([broker.close(), broker.close()]);
    const again = await startEmbeddedBroker({ port: broker.port, logger: silentLogger });
    await again.close();
    mute.destroy();
  });

  it("outlives bytes that are no MQTT", async () => {
    const broker = await startEmbeddedBroker({ port: 0, logger: silentLogger });
    stops.push(() => broker.close());
    const socket = connect(broker.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    await new Promise((resolve) => socket.once("close", resolve));
    const { connection } = startConnection(accessTo(broker.url));
    stops.push(() => connection.stop());
    await eventually(() => connection.connectedSinceT() !== null);
  });
});
