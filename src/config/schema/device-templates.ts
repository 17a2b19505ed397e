import { z } from "zod";

/** Where a device reports, and how it is told; what `via` stands for. */
export interface Wiring<Words extends string> {
  readonly state: { readonly topic: string; readonly value: string };
  readonly command: { readonly topic: string } & Readonly<Record<Words, string>>;
  readonly availability: { readonly topic: string; readonly value: string };
}

const Level = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^+#\0]+$/, "expected a name without + and #");

/** A part of `via`: the name of the software, and what it calls the device. */
const named = (what: string) => Level.describe(what);
const base = (topic: string) =>
  Level.default(topic).describe(`The software's base topic; \`${topic}\` if it was not changed.`);

const Zigbee2Mqtt = z.strictObject({
  zigbee2mqtt: named("Its friendly name in Zigbee2MQTT (or in zigbee2mqtt's successors with the same topics)."),
  base: base("zigbee2mqtt"),
});
const ZwaveJs = z.strictObject({
  zwavejs: named("Its node in Z-Wave JS UI as the topics name it: `front_door`, `hall/front_door` or `nodeID_7`."),
  base: base("zwave"),
});
const EspHome = z.strictObject({
  esphome: named("The node's topic prefix in ESPHome."),
  id: named("The id of the lock, cover or switch in it."),
});
const NukiHub = z.strictObject({
  nuki_hub: named("The MQTT path of Nuki Hub (technyon/nuki_hub), `nukihub` if it was not changed."),
});
const Nuki = z.strictObject({
  nuki: z
    .string()
    .regex(/^[0-9A-F]{6,10}$/i, "expected the Nuki ID, such as 2BB28570")
    .describe("The Nuki ID of a lock with MQTT of its own, in hexadecimal digits."),
});
const Tasmota = z.strictObject({
  tasmota: named("The device's topic in Tasmota."),
  power: z
    .string()
    .regex(/^POWER([1-9][0-9]?)?$/, "expected POWER, POWER1, POWER2 …")
    .default("POWER")
    .describe("Which relay, if it has several."),
});
const Shelly = z.strictObject({
  shelly: named(
    "The MQTT prefix of a Shelly of the second generation or later; generic status updates over MQTT have to be on there.",
  ),
  output: z.int().min(0).max(15).default(0).describe("Which relay, if it has several."),
});

const ShellyCover = z.strictObject({
  shelly: named(
    "The MQTT prefix of a Shelly of the second generation or later with the cover profile; generic status updates over MQTT have to be on there.",
  ),
  cover: z.int().min(0).max(15).default(0).describe("Which cover, if it has several."),
});

const COVERS = [Zigbee2Mqtt, EspHome, ShellyCover] as const;
const LOCKS = [Zigbee2Mqtt, ZwaveJs, EspHome, NukiHub, Nuki] as const;
const SWITCHES = [Zigbee2Mqtt, ZwaveJs, EspHome, Tasmota, Shelly] as const;
const WHAT = "Instead of `state` and `command`: the software that the device is reached through.";

/** `via` of a lock. */
export const LockVia = z
  .union(LOCKS, { error: "expected one of zigbee2mqtt, zwavejs, esphome, nuki_hub and nuki" })
  .describe(WHAT);
/** `via` of a cover. */
export const CoverVia = z.union(COVERS, { error: "expected one of zigbee2mqtt, esphome and shelly" }).describe(WHAT);
/** `via` of a switch. */
export const SwitchVia = z
  .union(SWITCHES, { error: "expected one of zigbee2mqtt, zwavejs, esphome, tasmota and shelly" })
  .describe(WHAT);

/** Zigbee2MQTT says it in JSON or, in older versions, in a word. */
const ONLINE_OR_TEXT = 'payload == "online" || payload == "offline" ? payload : payload.state';
/** Some locks report how far the bolt is, which is more than the last command. */
const ZIGBEE_LOCK =
  "has(payload.lock_state) && payload.lock_state != null ? payload.lock_state : payload.state";
/** Z-Wave JS UI sends values in an object with their time, or bare. */
const ZWAVE_VALUE = "type(payload) == map ? payload.value : payload";

/** How a lock is reached through that software; sources in `docs/devices.md`. */
export function lockWiring(via: z.output<typeof LockVia>): Wiring<"lock" | "unlock"> {
  if ("zigbee2mqtt" in via) {
    const topic = `${via.base}/${via.zigbee2mqtt}`;
    return {
      state: { topic, value: ZIGBEE_LOCK },
      command: { topic: `${topic}/set`, lock: '{"state":"LOCK"}', unlock: '{"state":"UNLOCK"}' },
      availability: { topic: `${topic}/availability`, value: ONLINE_OR_TEXT },
    };
  }
  if ("zwavejs" in via) {
    const topic = `${via.base}/${via.zwavejs}`;
    // Command class 98, Door Lock: 255 is secured; every other known mode is some way of being open.
    const value = `(${ZWAVE_VALUE}) == 255 ? "LOCKED" : (${ZWAVE_VALUE}) == 254 ? "unknown" : "UNLOCKED"`;
    return {
      state: { topic: `${topic}/98/0/currentMode`, value },
      command: { topic: `${topic}/98/0/targetMode/set`, lock: "255", unlock: "0" },
      availability: zwaveAvailability(topic),
    };
  }
  if ("esphome" in via) {
    const topic = `${via.esphome}/lock/${via.id}`;
    return {
      state: { topic: `${topic}/state`, value: "payload" },
      command: { topic: `${topic}/command`, lock: "LOCK", unlock: "UNLOCK" },
      availability: { topic: `${via.esphome}/status`, value: "payload" },
    };
  }
  if ("nuki_hub" in via) {
    return {
      state: { topic: `${via.nuki_hub}/lock/state`, value: "payload" },
      command: { topic: `${via.nuki_hub}/lock/action`, lock: "lock", unlock: "unlock" },
      availability: { topic: `${via.nuki_hub}/maintenance/mqttConnectionState`, value: "payload" },
    };
  }
  const topic = `nuki/${via.nuki.toUpperCase()}`;
  return {
    state: { topic: `${topic}/state`, value: NUKI_STATE },
    command: { topic: `${topic}/lockAction`, lock: "2", unlock: "1" },
    availability: { topic: `${topic}/connected`, value: "payload" },
  };
}

/** Lock states of the Nuki API: 1 locked, 2 unlocking, 3 and 6 unlocked, 4 locking, 5 and 7 unlatched, 254 motor blocked. */
const NUKI_STATE =
  'payload == 1 ? "LOCKED" : payload == 2 ? "UNLOCKING" : payload == 4 ? "LOCKING" : payload == 254 ? "JAMMED" : ' +
  'payload == 3 || payload == 5 || payload == 6 || payload == 7 ? "UNLOCKED" : "unknown"';

/** How a switch is reached through that software. */
export function switchWiring(via: z.output<typeof SwitchVia>): Wiring<"on" | "off"> {
  if ("zigbee2mqtt" in via) {
    const topic = `${via.base}/${via.zigbee2mqtt}`;
    return {
      state: { topic, value: "payload.state" },
      command: { topic: `${topic}/set`, on: '{"state":"ON"}', off: '{"state":"OFF"}' },
      availability: { topic: `${topic}/availability`, value: ONLINE_OR_TEXT },
    };
  }
  if ("zwavejs" in via) {
    const topic = `${via.base}/${via.zwavejs}`;
    // Command class 37, Binary Switch.
    return {
      state: { topic: `${topic}/37/0/currentValue`, value: ZWAVE_VALUE },
      command: { topic: `${topic}/37/0/targetValue/set`, on: "true", off: "false" },
      availability: zwaveAvailability(topic),
    };
  }
  if ("esphome" in via) {
    const topic = `${via.esphome}/switch/${via.id}`;
    return {
      state: { topic: `${topic}/state`, value: "payload" },
      command: { topic: `${topic}/command`, on: "ON", off: "OFF" },
      availability: { topic: `${via.esphome}/status`, value: "payload" },
    };
  }
  if ("tasmota" in via) {
    return {
      state: { topic: `stat/${via.tasmota}/${via.power}`, value: "payload" },
      command: { topic: `cmnd/${via.tasmota}/${via.power}`, on: "ON", off: "OFF" },
      availability: { topic: `tele/${via.tasmota}/LWT`, value: "payload" },
    };
  }
  const output = `switch:${via.output}`;
  return {
    state: { topic: `${via.shelly}/status/${output}`, value: "payload.output" },
    command: { topic: `${via.shelly}/command/${output}`, on: "on", off: "off" },
    availability: { topic: `${via.shelly}/online`, value: "payload" },
  };
}

/** False where the node is dead; asleep counts as reachable. */
function zwaveAvailability(topic: string): Wiring<never>["availability"] {
  return { topic: `${topic}/status`, value: ZWAVE_VALUE };
}

/** How a cover is reached through that software. */
export function coverWiring(via: z.output<typeof CoverVia>): Wiring<"open" | "close" | "stop"> {
  if ("zigbee2mqtt" in via) {
    const topic = `${via.base}/${via.zigbee2mqtt}`;
    return {
      state: { topic, value: "payload.state" },
      command: {
        topic: `${topic}/set`,
        open: '{"state":"OPEN"}',
        close: '{"state":"CLOSE"}',
        stop: '{"state":"STOP"}',
      },
      availability: { topic: `${topic}/availability`, value: ONLINE_OR_TEXT },
    };
  }
  if ("esphome" in via) {
    const topic = `${via.esphome}/cover/${via.id}`;
    return {
      state: { topic: `${topic}/state`, value: "payload" },
      command: { topic: `${topic}/command`, open: "OPEN", close: "CLOSE", stop: "STOP" },
      availability: { topic: `${via.esphome}/status`, value: "payload" },
    };
  }
  const cover = `cover:${via.cover}`;
  return {
    state: { topic: `${via.shelly}/status/${cover}`, value: "payload.state" },
    command: { topic: `${via.shelly}/command/${cover}`, open: "open", close: "close", stop: "stop" },
    availability: { topic: `${via.shelly}/online`, value: "payload" },
  };
}
