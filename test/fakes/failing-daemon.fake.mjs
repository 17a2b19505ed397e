/**
 * The real brain as a process of its own, with a camera that is played by this file: Ana stands at the door and looks at it.
 * It dies by kill -9 at the point that FAILPOINT names. Made for tests alone: no configuration of the real program leads here.
 *
 * Arguments: the configuration, and the state directory. It says on its output what it does, one word a line.
 */
import { SystemClock, SystemScheduler } from "../../dist/adapters/clock/system-clock.js";
import { MqttConnection } from "../../dist/adapters/mqtt/connection.js";
import { MqttUnlockWire } from "../../dist/adapters/mqtt/unlock-wire.js";
import { SqliteGuardStore } from "../../dist/adapters/sqlite/sqlite-guard-store.js";
import { Sensors } from "../../dist/app/brain/sensors.js";
import { startBrain } from "../../dist/app/brain/brain.js";
import { readConfiguration } from "../../dist/app/configuration.js";
import { Lock } from "../../dist/devices/lock.js";
import { Gatekeeper } from "../../dist/guard/gatekeeper.js";
import { silentLogger } from "../../dist/runtime/logger.js";

const FAILPOINT = process.env.FAILPOINT ?? "";
/** The broker has to stand for 2 s before anything is opened. */
const READY_AFTER_MS = 2_100;
const LOOK_EVERY_MS = 100;

const [configPath, stateDirectory] = process.argv.slice(2);
const clock = new SystemClock();
/** Parts of the brain, as soon as something happens to them. */
const parts = { gatekeeper: null, lock: null };

/** Dies here if this is the point. */
function failpoint(name) {
  if (name === FAILPOINT) process.kill(process.pid, "SIGKILL");
}

/** Puts failpoints before a method, behind it, and behind its answer. */
function around(type, method, name) {
  const original = type.prototype[method];
  type.prototype[method] = function (...given) {
    const point = typeof name === "function" ? name(given) : name;
    if (point === null) return original.apply(this, given);
    failpoint(`before ${point}`);
    const answer = original.apply(this, given);
    failpoint(`behind ${point}`);
    if (!(answer instanceof Promise)) return answer;
    return answer.then((value) => {
      failpoint(`answered ${point}`);
      return value;
    });
  };
}

const stateOf = (payload) => JSON.parse(Buffer.from(payload).toString()).state;
around(SqliteGuardStore, "commit", "commit");
around(SqliteGuardStore, "settle", "settle");
around(MqttUnlockWire, "send", "unlock");
around(MqttConnection, "publish", ([, payload]) => (String(payload).includes("LOCK") ? "lock" : null));
around(Lock, "onMessage", ([{ payload, retained }]) => (retained ? null : `report ${stateOf(payload)}`));

const observe = Gatekeeper.prototype.observe;
Gatekeeper.prototype.observe = function (input) {
  parts.gatekeeper = this;
  observe.call(this, input);
};
const onBroker = Lock.prototype.onBroker;
Lock.prototype.onBroker = function (since) {
  parts.lock = this;
  onBroker.call(this, since);
};
// This file is the camera.
Sensors.prototype.start = () => Promise.resolve();

const configuration = await readConfiguration(configPath);
const brain = await startBrain({
  clock,
  scheduler: new SystemScheduler(),
  random: Math.random,
  logger: silentLogger,
  configuration,
  stateDirectory,
});

const ana = { person: "Ana", group: "family", similarity: 0.7, margin: 0.3, live: 0.9, frames: 4 };
const place = { camera: "front_door", box: [0.4, 0.2, 0.2, 0.4], zones: [] };
let lookedFromT = null;
let quiet = 0;

const looking = setInterval(() => {
  const { at, t } = clock.now();
  const sinceT = parts.gatekeeper.state.brokerSinceT;
  if (sinceT === null || t - sinceT < READY_AFTER_MS) return;
  const track = { ...ana, track: 1, box: place.box, zones: [], identity: "recognized", faceWidthPx: 120 };
  const pose = { yaw: 0, mouthOpening: 0, lastLookT: t, steadySinceT: t };
  brain.kernel.sighting({
    camera: "front_door",
    at,
    t,
    lagMs: 20,
    frozen: false,
    tracks: [{ ...track, ...pose }],
  });
  if (lookedFromT === null) {
    lookedFromT = t;
    const source = "camera:front_door";
    brain.kernel.emit({
      name: "face.recognized",
      source,
      at,
      t,
      ...place,
      ...ana,
      track: 1,
      quality: 0.9,
      media: [],
    });
    console.log("looking");
  }
  const { duty, unlocking } = parts.lock.state;
  const isBusy = duty.debt !== null || unlocking !== null || duty.wishes.length > 0;
  // Whatever this start would open it has opened by then.
  quiet = isBusy || t - lookedFromT < 600 ? 0 : quiet + 1;
  if (quiet === 3) console.log("quiet");
}, LOOK_EVERY_MS);

process.once("SIGTERM", () => {
  clearInterval(looking);
  void brain.stop("asked to end").then(() => process.exit(0));
});
console.log("started");
