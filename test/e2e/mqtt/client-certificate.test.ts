import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { brokerAccess } from "../../../src/app/brain/broker.ts";
import { Mqtt } from "../../../src/config/schema/mqtt.ts";
import { CertificateMaker, opensslInstalled } from "../../fakes/certificate-maker.ts";
import { eventually } from "../../fakes/eventually.ts";
import { startConnection } from "../../fakes/mqtt-clients.ts";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { startWebSocketGateway } from "../../fakes/websocket-gateway.ts";

/** The broker's own reason, or what is left of it if the connection was cut before it came. */
const WANTS_ONE = /wants? a client certificate.*mqtt\.tls\.cert/;
const WANTS_ANOTHER =
  /does not know the authority that signed mqtt\.tls\.cert|or another one \(mqtt\.tls\.cert/;
const OURS = { cert: "ours.pem", key: "ours.key" };

describe.skipIf(!mosquittoInstalled || !opensslInstalled)("a broker that wants a client certificate", () => {
  let made: CertificateMaker;
  let broker: Mosquitto;
  let gateway: Awaited<ReturnType<typeof startWebSocketGateway>>;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    made = new CertificateMaker();
    for (const authority of ["authority", "stranger"]) made.authority(authority);
    for (const name of ["broker", "ours"]) made.signed(name, "authority");
    made.signed("foreign", "stranger");
    broker = await startMosquitto({
      extra: [
        ...["cert", "key"].map(
          (what) => `${what}file ${made.path(what === "cert" ? "broker.pem" : "broker.key")}`,
        ),
        `cafile ${made.path("authority.pem")}`,
        "require_certificate true",
      ],
    });
    const plain = await startMosquitto();
    gateway = await startWebSocketGateway(plain.port, {
      cert: readFileSync(made.path("broker.pem")),
      key: readFileSync(made.path("broker.key")),
      ca: readFileSync(made.path("authority.pem")),
      requestCert: true,
      rejectUnauthorized: true,
    });
    stops.push(() => plain.stop());
  }, 60_000);
  let ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends) await end();
    ends = [];
  });
  afterAll(async () => {
    await gateway.stop();
    await broker.stop();
    for (const stop of stops) await stop();
    made.remove();
  });

  /** How the first try of a connection ends that is made as the configuration says. */
  async function tried(scheme: "mqtts" | "wss", tls: object): Promise<{ connected: boolean; why: string }> {
    const url = scheme === "mqtts" ? `mqtts://localhost:${String(broker.port)}` : gateway.url;
    const mqtt = Mqtt.parse({ url, tls: { ca: "authority.pem", ...tls } });
    const { connection, states } = startConnection(await brokerAccess(mqtt, made.path("gatehouse.yaml")));
    ends.push(() => connection.stop());
    await eventually(() => states.length > 0);
    return states[0] ?? { connected: false, why: "" };
  }

  it.each(["mqtts", "wss"] as const)("lets in who has one, over %s", async (scheme) => {
    expect(await tried(scheme, OURS)).toMatchObject({ connected: true });
  });

  it.each(["mqtts", "wss"] as const)(
    "does not let in who has none, over %s, and is told in words",
    async (scheme) => {
      expect(await tried(scheme, {})).toEqual({
        connected: false,
        why: expect.stringMatching(WANTS_ONE) as string,
      });
    },
  );

  it("does not let in who has one of another authority", async () => {
    expect(await tried("mqtts", { cert: "foreign.pem", key: "foreign.key" })).toEqual({
      connected: false,
      why: expect.stringMatching(WANTS_ANOTHER) as string,
    });
  });

  it("is not asked where the key belongs to another certificate", async () => {
    expect(await tried("mqtts", { cert: "ours.pem", key: "foreign.key" })).toEqual({
      connected: false,
      why: "mqtt.tls.key is not the key of mqtt.tls.cert",
    });
  });
});
