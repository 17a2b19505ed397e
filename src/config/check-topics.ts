import { filtersOverlap } from "../runtime/topic-filter.ts";
import { isWebAddress } from "../runtime/web-address.ts";
import type { Finding } from "./problem.ts";
import type { Device } from "./schema/devices.ts";
import type { Sections } from "./sections.ts";

/** What the guard alone may open. */
type Guarded = Extract<Device, { type: "lock" | "cover" }>;

/** Nothing but the guard may write to a lock: finds every other way that the configuration opens to its topics. */
export function checkTopics(sections: Sections): Finding[] {
  return [...checkOutputs(sections), ...checkNotifiers(sections), ...checkDevices(sections)];
}

/** The topics through which Gatehouse itself is commanded: `gatehouse/NODE/…/set`. */
const OWN_COMMANDS = [1, 2, 3, 4, 5, 6].map((levels) => `gatehouse/${"+/".repeat(levels)}set`);

function isOwnCommand(filter: string): boolean {
  return OWN_COMMANDS.some((own) => filtersOverlap(filter, own));
}

function checkOutputs(sections: Sections): Finding[] {
  return sections.outputs.flatMap((filter, index): Finding[] => {
    if (isWebAddress(filter)) return [];
    const path = ["outputs", "allow", index];
    const reached = reachedLock(filter, sections);
    if (reached !== null) {
      const message = `"${filter}" covers ${reached.topic}, a topic of the guarded ${reached.lock}: rules could go around the guard`;
      return [error(path, message)];
    }
    if (!isOwnCommand(filter)) return [];
    return [
      error(path, `"${filter}" covers topics by which Gatehouse itself is commanded (gatehouse/…/set)`),
    ];
  });
}

function checkNotifiers(sections: Sections): Finding[] {
  return [...sections.notifiers].flatMap(([name, { mqtt }]) =>
    foreign(mqtt, { path: ["notifiers", name, "mqtt"], what: "a notifier", sections }),
  );
}

function checkDevices(sections: Sections): Finding[] {
  return [...sections.devices].flatMap(([name, device]) => {
    const path = ["devices", name, "command", "topic"];
    if (!isGuarded(device)) {
      return foreign(device.command.topic, { path, what: `the ${device.type} ${name}`, sections });
    }
    return [...checkGuarded(name, device), ...checkShared(name, device, sections)];
  });
}

function checkGuarded(name: string, device: Guarded): Finding[] {
  const { command, state } = device;
  const contact = device.type === "lock" ? device.contact : undefined;
  const path = ["devices", name];
  const findings: Finding[] = [...sameMessages(name, device)];
  if (state.topic === command.topic) {
    const message = `${state.topic} is where ${name} is commanded: Gatehouse would take its own command for the lock's answer`;
    findings.push(error([...path, "state", "topic"], message));
  }
  if (contact?.topic === command.topic) {
    const message = `${contact.topic} is where ${name} is commanded, not where the door's contact reports`;
    findings.push(error([...path, "contact", "topic"], message));
  }
  if (isOwnCommand(command.topic)) {
    const message = `${command.topic} is a command topic of Gatehouse itself, not of a lock`;
    findings.push(error([...path, "command", "topic"], message));
  }
  return findings;
}

/** Shutting needs no leave: its message must not open. */
function sameMessages(name: string, device: Guarded): Finding[] {
  if (device.type === "lock") {
    if (device.command.lock !== device.command.unlock) return [];
    const message = `the message that locks and the one that unlocks are the same: whoever locks ${name}, which needs no leave, would open it`;
    return [error(["devices", name, "command", "unlock"], message)];
  }
  const { open, close, stop } = device.command;
  const same = [open === close ? "closes" : null, open === stop ? "stops" : null].filter(
    (one) => one !== null,
  );
  if (same.length === 0) return [];
  const message = `the message that opens ${name} is also the one that ${same.join(" and the one that ")} it, which needs no leave: a drive that knows one button alone cannot be guarded this way`;
  return [error(["devices", name, "command", "open"], message)];
}

/** Two devices for one lock would each have a policy of its own, and the weaker one would count. */
function checkShared(name: string, { command }: Guarded, sections: Sections): Finding[] {
  return [...sections.devices].flatMap(([other, device]) => {
    if (other === name || !isGuarded(device) || !topicsOf(device).includes(command.topic)) return [];
    const message = `${command.topic} is also a topic of ${other}: one policy would open what the other guards`;
    return [error(["devices", name, "command", "topic"], message)];
  });
}

function foreign(
  topic: string,
  { path, what, sections }: { path: Finding["path"]; what: string; sections: Sections },
): Finding[] {
  const reached = reachedLock(topic, sections);
  if (reached !== null) {
    return [error(path, `${topic} belongs to the guarded ${reached.lock}; ${what} may not write there`)];
  }
  if (!isOwnCommand(topic)) return [];
  return [error(path, `${topic} is a command topic of Gatehouse itself; ${what} may not write there`)];
}

/** The lock that a message to `filter` could reach, and by which of its topics. */
function reachedLock(filter: string, sections: Sections): { lock: string; topic: string } | null {
  for (const [lock, device] of sections.devices) {
    if (!isGuarded(device)) continue;
    // What lies below a lock's topic may reach it too: Zigbee2MQTT takes LOCK/set/state.
    const topic = topicsOf(device).find((own) => filtersOverlap(filter, `${own}/#`));
    if (topic !== undefined) return { lock, topic };
  }
  return null;
}

function isGuarded(device: Device): device is Guarded {
  return device.type === "lock" || device.type === "cover";
}

function topicsOf(device: Guarded): string[] {
  const { command, state, availability } = device;
  const third = device.type === "lock" ? device.contact : device.obstruction;
  const more = [third, availability].flatMap((reading) => (reading === undefined ? [] : [reading.topic]));
  return [command.topic, state.topic, ...more];
}

function error(path: Finding["path"], message: string): Finding {
  return { severity: "error", path, message };
}
