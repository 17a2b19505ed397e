// A house with the real daemon in it: configuration, rules, somebody enrolled, and a hub with a lock that answers at once.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import mqtt from "mqtt";
import { SystemClock } from "../../dist/adapters/clock/system-clock.js";
import { freePort, runGatehouse } from "../../dist/adapters/demo-house/daemon-process.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
const LOCK = "bench/lock";
const clock = new SystemClock();

const DOOR = `
devices:
  lock:
    type: lock
    simulated: true
    state: { topic: ${LOCK}, value: payload.state }
    command: { topic: ${LOCK}/set, lock: '{"state":"LOCK"}', unlock: '{"state":"UNLOCK"}' }
    relock_after: 5s
    guard:
      unlock: [{ by: face, group: family, cameras: [door], live: true, alone: true, within: 3s, accepts: replay }]
`;
const OPEN = `
  - id: open
    triggers: [{ trigger: face, group: family, camera: door }]
    actions: [{ action: device, unlock: lock }]
  - id: strangers
    triggers: [{ trigger: face, unknown: true }]
    actions: [{ action: record, camera: door, until: person.left }]
`;
const SENTRY = `
  - id: sentry
    triggers: [{ trigger: voice, sentences: ["(turn|switch) on [the] sentry mode"] }]
    actions: [{ action: mode, set: sentry }]
`;

/** Writes a configuration with a camera that shows `film` and a microphone that hears `sound`, where given; its path. */
async function settle(directory, { port, film, sound, loop }) {
  await mkdir(join(directory, "rules"), { recursive: true });
  await mkdir(join(directory, "state"), { recursive: true, mode: 0o700 });
  const camera = film && `cameras: { door: { source: ${film}, loop: ${loop} } }\n${DOOR}`;
  const microphone =
    sound &&
    `microphones: { hall: { source: ${sound}, loop: ${loop} } }\nvoice: { wake: { phrase: hey gatehouse } }`;
  const sections = [
    `node: bench\nmqtt: { embedded: { host: 127.0.0.1, port: ${port} } }\nstate_dir: state`,
    ...[camera, microphone].filter(Boolean),
    "modes: { home: {}, sentry: {} }\nrecordings: { before: 5s, after: 3s }\n",
  ];
  await writeFile(join(directory, "gatehouse.yaml"), sections.join("\n"));
  await writeFile(
    join(directory, "rules", "rules.yaml"),
    `rules:${camera ? OPEN : ""}${microphone ? SENTRY : ""}`,
  );
  return join(directory, "gatehouse.yaml");
}

/** Enrols the demo's family member; the state directory, from which `startHouse` copies. */
export async function enrol(folder, { portrait, visit }) {
  const directory = join(folder, "enrolled");
  const config = await settle(directory, { port: await freePort(), film: visit, loop: false });
  const words = ["people", "add", "anna", "--group", "family", portrait];
  const { ok, err } = await runGatehouse(config, words, AbortSignal.timeout(60_000));
  if (!ok) throw new Error(err);
  return join(directory, "state");
}

/** Starts the daemon in a folder of its own; what it publishes is kept with the moment at which it came, ms since boot. */
export async function startHouse(directory, { enrolled, ...options }) {
  const port = await freePort();
  const config = await settle(directory, { ...options, port });
  if (enrolled !== undefined) await cp(enrolled, join(directory, "state"), { recursive: true });
  const startedT = clock.now().t;
  const log = join(directory, "daemon.log");
  const file = openSync(log, "w");
  const daemon = spawn(process.execPath, [MAIN, "run", "--config", config], {
    stdio: ["ignore", file, file],
  });
  const complain = (what) =>
    new Error(`${what}; the daemon says:\n${readFileSync(log, "utf8").slice(-2_000)}`);
  const hub = await connect(`mqtt://127.0.0.1:${port}`, complain);
  const onlineT = clock.now().t;
  const seen = [];
  hub.on("message", (topic, payload) => {
    const t = clock.now().t;
    const event = JSON.parse(payload.toString());
    seen.push({ name: topic === `${LOCK}/set` ? event.state : event.name, t, event });
    if (topic === `${LOCK}/set`)
      hub.publish(LOCK, JSON.stringify({ state: `${event.state}ED` }), { retain: true });
  });
  await hub.subscribeAsync(["gatehouse/bench/event", `${LOCK}/set`]);
  await hub.publishAsync(LOCK, '{"state":"LOCKED"}', { retain: true });
  return {
    pid: daemon.pid,
    /** From the start of the process until its broker answered, ms. */
    onlineMs: onlineT - startedT,
    /** The first message of that name, an event's or LOCK and UNLOCK: come already or yet to come. */
    seen: async (name, where = () => true) => {
      const end = performance.now() + 40_000;
      for (;;) {
        const found = seen.find((one) => one.name === name && where(one.event));
        if (found !== undefined) return found;
        if (performance.now() > end || daemon.exitCode !== null) throw complain(`${name} did not come`);
        await delay(20);
      }
    },
    /** How many messages of each name have come. */
    counts: () => {
      const counts = {};
      for (const { name } of seen) counts[name] = (counts[name] ?? 0) + 1;
      return counts;
    },
    stop: async () => {
      await hub.endAsync(true);
      const ended = daemon.exitCode === null ? once(daemon, "exit") : null;
      daemon.kill("SIGTERM");
      await ended;
    },
  };
}

async function connect(url, complain) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await mqtt.connectAsync(url, { connectTimeout: 2_000 }, false);
    } catch {
      if (tries > 400) throw complain("its broker does not answer");
      await delay(50);
    }
  }
}
