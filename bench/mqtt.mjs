// What docs/decisions/0001-mqtt.md quotes: `npm run build && node bench/mqtt.mjs` (needs Debian's mosquitto; about 15 s).
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectTcp, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import mqtt from "mqtt";
import { SystemClock, SystemScheduler } from "../dist/adapters/clock/system-clock.js";
import { startEmbeddedBroker } from "../dist/adapters/embedded-broker/embedded-broker.js";
import { MqttConnection } from "../dist/adapters/mqtt/connection.js";
import { MqttUnlockWire } from "../dist/adapters/mqtt/unlock-wire.js";
import { silentLogger } from "../dist/runtime/logger.js";

const ports = { clock: new SystemClock(), scheduler: new SystemScheduler(), random: Math.random };
const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
const say = (fact) => console.log(JSON.stringify(fact));

function until(read, what, withinMs = 20_000) {
  const end = performance.now() + withinMs;
  const look = async () => {
    for (;;) {
      if (await read()) return;
      if (performance.now() > end) throw new Error(`${what} did not happen`);
      await delay(10);
    }
  };
  return look();
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}

/** A mosquitto that can be killed, started again, frozen and thawed. */
async function mosquitto() {
  const port = await freePort();
  const file = join(folder, `${port}.conf`);
  const user = userInfo().username;
  writeFileSync(
    file,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nset_tcp_nodelay true\nuser ${user}\n`,
  );
  let child;
  const start = async () => {
    child = spawn("/usr/sbin/mosquitto", ["-c", file], { stdio: "ignore" });
    await until(() => listens(port), "mosquitto");
  };
  const kill = () =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGKILL");
    });
  await start();
  return { port, url: `mqtt://127.0.0.1:${port}`, start, kill, signal: (name) => child.kill(name) };
}

/** Counts what arrives on `lock/set`, on a client of its own. */
async function door(url) {
  const client = await mqtt.connectAsync(url);
  await client.subscribeAsync("lock/set");
  const heard = [];
  client.on("message", (_topic, payload) => heard.push(payload.toString()));
  return { heard, stop: () => client.endAsync(true) };
}

async function started(client, ready) {
  client.start();
  await until(() => ready(), "the connection");
  return client;
}
const connection = (url) => {
  const client = new MqttConnection({ ...ports, access: { url }, clientId: "bench", logger: silentLogger });
  return started(client, () => client.connectedSinceT() !== null);
};
const wire = (url) => {
  const client = new MqttUnlockWire({ ...ports, access: { url }, clientId: "bench", logger: silentLogger });
  return started(client, () => client.ready());
};

async function offline(broker, options) {
  const client = await mqtt.connectAsync(broker.url, { reconnectPeriod: 500, ...options });
  client.on("error", () => undefined);
  await broker.kill();
  await until(() => !client.connected, "the loss");
  for (const qos of [0, 1]) client.publish("lock/set", `UNLOCK at QoS ${qos}`, { qos }, () => undefined);
  await broker.start();
  const listener = await door(broker.url);
  await until(() => client.connected, "the reconnect");
  await delay(500);
  await client.endAsync(true);
  await listener.stop();
  return listener.heard;
}

async function offlineOurs(broker) {
  const client = await connection(broker.url);
  const line = await wire(broker.url);
  await broker.kill();
  await until(() => client.connectedSinceT() === null && !line.ready(), "the loss");
  client.tryPublish("lock/set", "state", { retain: false });
  await client.publish("lock/set", "QoS 1", { qos: 1, retain: false }).catch(() => undefined);
  await line.send("lock/set", "UNLOCK", { deliverWithinMs: 2_000 });
  await broker.start();
  const listener = await door(broker.url);
  await until(() => client.connectedSinceT() !== null && line.ready(), "the reconnect");
  await delay(500);
  await Promise.all([client.stop(), line.stop(), listener.stop()]);
  return listener.heard;
}

const ROUNDS = 500;
function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share) => Number(sorted[Math.floor(share * (sorted.length - 1))].toFixed(2));
  return { p50: at(0.5), p99: at(0.99) };
}

async function roundTrips(url) {
  const sender = await connection(url);
  const listener = await mqtt.connectAsync(url);
  await listener.subscribeAsync("ping/#");
  let arrived = () => undefined;
  listener.on("message", () => arrived());
  const one = async (qos) => {
    const startMs = performance.now();
    const here = new Promise((resolve) => (arrived = resolve));
    await sender.publish("ping/x", "x", { qos, retain: false });
    await here;
    return performance.now() - startMs;
  };
  const result = {};
  for (const qos of [0, 1]) {
    const samples = [];
    for (let round = 0; round < ROUNDS; round++) samples.push(await one(qos));
    result[`qos${qos}Ms`] = spread(samples);
  }
  const line = await wire(url);
  const samples = [];
  for (let round = 0; round < ROUNDS; round++) {
    const delivery = await line.send("ping/lock", "UNLOCK", { deliverWithinMs: 2_000 });
    samples.push(delivery.outcome === "delivered" ? delivery.ms : NaN);
  }
  result.unlockAnsweredMs = spread(samples);
  await Promise.all([sender.stop(), line.stop(), listener.endAsync(true)]);
  return result;
}

/** The broker's machine hangs after its kernel has taken the message: what nobody at this end can call back. */
async function frozenBroker(broker) {
  const listener = await door(broker.url);
  const line = await wire(broker.url);
  broker.signal("SIGSTOP");
  const { outcome } = await line.send("lock/set", "UNLOCK", { deliverWithinMs: 300 });
  broker.signal("SIGCONT");
  await delay(1_000);
  await Promise.all([line.stop(), listener.stop()]);
  return { outcome, arrivedAfterTheThaw: listener.heard.length };
}

const broker = await mosquitto();
const embedded = await startEmbeddedBroker({ port: 0, logger: silentLogger });
try {
  say({ offline: "mqtt.js defaults", arrivedLate: await offline(broker, {}) });
  say({
    offline: "mqtt.js, queueQoSZero false",
    arrivedLate: await offline(broker, { queueQoSZero: false }),
  });
  say({ offline: "Gatehouse", arrivedLate: await offlineOurs(broker) });
  say({ roundTrips: "mosquitto, MQTT 5", ...(await roundTrips(broker.url)) });
  say({ roundTrips: "embedded broker, MQTT 3.1.1", ...(await roundTrips(embedded.url)) });
  say({ frozenBroker: "mosquitto", ...(await frozenBroker(broker)) });
} finally {
  await embedded.close();
  await broker.kill();
  rmSync(folder, { recursive: true, force: true });
}
