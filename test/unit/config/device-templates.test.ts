import { expect, test } from "vitest";
import { CelLanguage } from "../../../src/adapters/cel/cel-language.ts";
import { PAYLOAD } from "../../../src/app/check-configuration.ts";
import { coverWiring, lockWiring, switchWiring } from "../../../src/config/schema/device-templates.ts";
import { toCoverValue } from "../../../src/devices/cover-value.ts";
import { toLockValue } from "../../../src/devices/lock-value.ts";
import { toOnline } from "../../../src/devices/reachability.ts";
import { readValue } from "../../../src/devices/reading.ts";

const language = new CelLanguage();

/** What Gatehouse reads of a message, as it would of the broker's bytes. */
function read({ topic, value }: { topic: string; value: string }, text: string): unknown {
  const compiled = language.compile(value, { variables: PAYLOAD, expected: "any" });
  if (!compiled.ok) throw new Error(`${value}: ${compiled.problem.message}`);
  const reading = {
    topic,
    value: (payload: unknown) => compiled.expression.evaluate({ payload: payload as never }),
  };
  const message = { topic, payload: new TextEncoder().encode(text), retained: false, at: 0, t: 0 };
  return readValue(reading, message);
}

const zigbee = lockWiring({ zigbee2mqtt: "front", base: "zigbee2mqtt" });
const zwave = lockWiring({ zwavejs: "hall/front", base: "zwave" });
const esphome = lockWiring({ esphome: "porch", id: "bolt" });
const hub = lockWiring({ nuki_hub: "nukihub" });
const nuki = lockWiring({ nuki: "2bb28570" });

test.each([
  [zigbee, "zigbee2mqtt/front", "zigbee2mqtt/front/set", '{"state":"UNLOCK"}'],
  [zwave, "zwave/hall/front/98/0/currentMode", "zwave/hall/front/98/0/targetMode/set", "0"],
  [esphome, "porch/lock/bolt/state", "porch/lock/bolt/command", "UNLOCK"],
  [hub, "nukihub/lock/state", "nukihub/lock/action", "unlock"],
  [nuki, "nuki/2BB28570/state", "nuki/2BB28570/lockAction", "1"],
])("a lock is told and asked where the software has it: $state.topic", (wiring, state, command, unlock) => {
  expect(wiring).toMatchObject({ state: { topic: state }, command: { topic: command, unlock } });
  expect(wiring.command.lock).not.toBe(wiring.command.unlock);
});

test.each([
  [zigbee, '{"state":"LOCK","lock_state":"locked","battery":80}', "LOCKED"],
  [zigbee, '{"state":"UNLOCK"}', "UNLOCKED"],
  [zigbee, '{"state":"LOCK","lock_state":null}', "LOCKED"],
  [zigbee, '{"state":"LOCK","lock_state":"not_fully_locked"}', "JAMMED"],
  [zigbee, '{"battery":80}', null],
  [zwave, '{"time":1718595363115,"value":255}', "LOCKED"],
  [zwave, "255", "LOCKED"],
  [zwave, '{"time":1,"value":0}', "UNLOCKED"],
  [zwave, "32", "UNLOCKED"],
  [zwave, '{"time":1,"value":254}', null],
  [esphome, "LOCKED", "LOCKED"],
  [esphome, "JAMMED", "JAMMED"],
  [hub, "locked", "LOCKED"],
  [hub, "unlatched", "UNLOCKED"],
  [hub, "motorBlocked", "JAMMED"],
  [nuki, "1", "LOCKED"],
  [nuki, "2", "UNLOCKING"],
  [nuki, "3", "UNLOCKED"],
  [nuki, "4", "LOCKING"],
  [nuki, "254", "JAMMED"],
  [nuki, "0", null],
])("a lock's own words are understood: %#", ({ state }, text, value) => {
  expect(toLockValue(read(state, text))).toBe(value);
});

test.each([
  [zigbee, '{"state":"offline"}', false],
  [zigbee, "online", true],
  [zwave, '{"time":1,"value":false,"status":"Dead","nodeId":7}', false],
  [zwave, "true", true],
  [esphome, "offline", false],
  [hub, "online", true],
  [nuki, "false", false],
])("a lock that cannot be reached is known: %#", ({ availability }, text, online) => {
  expect(toOnline(read(availability, text))).toBe(online);
});

const switches = [
  {
    wiring: switchWiring({ zigbee2mqtt: "lamp", base: "z2m" }),
    told: { topic: "z2m/lamp/set", on: '{"state":"ON"}' },
    says: '{"state":"ON"}',
  },
  {
    wiring: switchWiring({ zwavejs: "lamp", base: "zwave" }),
    told: { topic: "zwave/lamp/37/0/targetValue/set", on: "true" },
    says: '{"value":true}',
  },
  {
    wiring: switchWiring({ esphome: "porch", id: "lamp" }),
    told: { topic: "porch/switch/lamp/command", on: "ON" },
    says: "ON",
  },
  {
    wiring: switchWiring({ tasmota: "lamp", power: "POWER2" }),
    told: { topic: "cmnd/lamp/POWER2", on: "ON" },
    says: "ON",
  },
  {
    wiring: switchWiring({ shelly: "shellyplus1-a8", output: 1 }),
    told: { topic: "shellyplus1-a8/command/switch:1", on: "on" },
    says: '{"id":1,"output":true}',
  },
];

test.each(switches)("a switch is told and understood: $told.topic", ({ wiring, told, says }) => {
  expect([true, "ON"]).toContain(read(wiring.state, says));
  expect(wiring.command).toMatchObject(told);
});

test("Tasmota's and Shelly's last wills are known", () => {
  const tasmota = switchWiring({ tasmota: "lamp", power: "POWER" }).availability;
  expect(tasmota.topic).toBe("tele/lamp/LWT");
  expect(toOnline(read(tasmota, "Offline"))).toBe(false);
  const shelly = switchWiring({ shelly: "s1", output: 0 }).availability;
  expect(toOnline(read(shelly, "true"))).toBe(true);
});

const covers = {
  zigbee: coverWiring({ zigbee2mqtt: "gate", base: "zigbee2mqtt" }),
  esphome: coverWiring({ esphome: "garage", id: "door" }),
  shelly: coverWiring({ shelly: "shelly-1", cover: 0 }),
};

test.each([
  [covers.zigbee, '{"state":"OPEN","position":100}', "OPEN"],
  [covers.zigbee, '{"state":"CLOSE"}', "CLOSED"],
  [covers.zigbee, '{"battery":80}', null],
  [covers.esphome, "opening", "OPENING"],
  [covers.esphome, "closed", "CLOSED"],
  [covers.shelly, '{"id":0,"state":"stopped"}', "STOPPED"],
  [covers.shelly, '{"id":0,"state":"calibrating"}', null],
] as const)("what a cover reports is understood: %j %s", (wiring, text, state) => {
  expect(toCoverValue(read(wiring.state, text))).toBe(state);
});

test("a cover is told where the software has it", () => {
  expect(covers.zigbee.command).toMatchObject({ topic: "zigbee2mqtt/gate/set", open: '{"state":"OPEN"}' });
  expect(covers.esphome.command).toMatchObject({ topic: "garage/cover/door/command", stop: "STOP" });
  expect(covers.shelly.command).toMatchObject({ topic: "shelly-1/command/cover:0", close: "close" });
});
