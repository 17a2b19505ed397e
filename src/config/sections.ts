import type { z } from "zod";
import { isRecord } from "./schema-shape.ts";
import { addressesOf, type Addresses } from "./addresses.ts";
import { policiesOf, type Policy } from "./policies.ts";
import { Code } from "./schema/codes.ts";
import { Device, Notifier } from "./schema/devices.ts";
import { Right } from "./schema/rights.ts";
import { Camera, Microphone } from "./schema/sensors.ts";

/** The sections that the checks across sections look at: entries that are wrong by themselves are left out. */
export interface Sections {
  readonly cameras: ReadonlyMap<string, z.output<typeof Camera>>;
  readonly microphones: ReadonlyMap<string, z.output<typeof Microphone>>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly notifiers: ReadonlyMap<string, z.output<typeof Notifier>>;
  readonly codes: ReadonlyMap<string, z.output<typeof Code>>;
  /** `people.rights`, with their index in the file. */
  readonly rights: readonly ({ readonly index: number } & z.output<typeof Right>)[];
  readonly lockdownEndedBy: readonly string[];
  /** The file says how much room recordings may take. */
  readonly hasMaxSize: boolean;
  /** Groups of which `recordings.faces` says what is shown. */
  readonly faceGroups: readonly string[];
  readonly policies: readonly Policy[];
  readonly outputs: readonly string[];
  /** The expression that takes the volts from a message; null if there is none. */
  readonly batteryValue: string | null;
  readonly hasBroker: boolean;
  /** Addresses of `voice:` and `mqtt:`. */
  readonly addresses: Addresses;
  /** What Gatehouse says can be heard by people. */
  readonly canBeHeard: boolean;
}

/** Reads every entry on its own, so that one mistake does not hide the others. */
export function sectionsOf(data: unknown): Sections {
  const root = isRecord(data) ? data : {};
  const outputs = isRecord(root.outputs) && Array.isArray(root.outputs.allow) ? root.outputs.allow : [];
  const reply = isRecord(root.voice) && isRecord(root.voice.reply) ? root.voice.reply : {};
  const speaker = typeof reply.speaker === "string" ? reply.speaker : "none";
  return {
    cameras: entries(root.cameras, Camera),
    microphones: entries(root.microphones, Microphone),
    codes: entries(root.codes, Code),
    rights: rightsOf(root.people),
    lockdownEndedBy: textsOf(isRecord(root.lockdown) ? root.lockdown.ended_by : []),
    hasMaxSize: isRecord(root.recordings) && root.recordings.max_size !== undefined,
    faceGroups: faceGroupsOf(root.recordings),
    // Policies are read alternative by alternative (see `policiesOf`), so that one mistake hides nothing else.
    devices: entries(withoutGuard(root.devices), Device),
    notifiers: entries(root.notifiers, Notifier),
    policies: policiesOf(root),
    outputs: outputs.map((topic) => (typeof topic === "string" ? topic : "")),
    batteryValue: batteryValueOf(root.power),
    hasBroker: root.mqtt !== undefined,
    addresses: addressesOf(root),
    canBeHeard: reply.command !== undefined || /^(alsa|pulse):/.test(speaker),
  };
}

function batteryValueOf(power: unknown): string | null {
  const battery = isRecord(power) && isRecord(power.battery) ? power.battery : {};
  return typeof battery.topic === "string" && typeof battery.value === "string" ? battery.value : null;
}

function rightsOf(people: unknown): Sections["rights"] {
  const list = isRecord(people) && Array.isArray(people.rights) ? people.rights : [];
  return list.flatMap((entry: unknown, index) => {
    const result = Right.safeParse(entry);
    return result.success ? [{ index, ...result.data }] : [];
  });
}

function faceGroupsOf(recordings: unknown): string[] {
  const faces = isRecord(recordings) ? recordings.faces : undefined;
  return isRecord(faces) ? Object.keys(faces) : [];
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map((item) => (typeof item === "string" ? item : "")) : [];
}

function entries<Schema extends z.ZodType>(section: unknown, schema: Schema): Map<string, z.output<Schema>> {
  const valid = new Map<string, z.output<Schema>>();
  for (const [name, entry] of Object.entries(isRecord(section) ? section : {})) {
    const result = schema.safeParse(entry);
    if (result.success) valid.set(name, result.data);
  }
  return valid;
}

function withoutGuard(devices: unknown): unknown {
  if (!isRecord(devices)) return devices;
  return Object.fromEntries(
    Object.entries(devices).map(([name, device]) => [
      name,
      isRecord(device) && "guard" in device ? { ...device, guard: {} } : device,
    ]),
  );
}
