import type { Action } from "../../events/action.ts";
import { setTopic, type Topics } from "./topics.ts";

/** What exists, so that a command for something else can be answered in clear words. */
export interface Inventory {
  readonly modes: readonly string[];
  /** Modes that take evidence to leave, and whether a code may be evidence. */
  readonly alarm?: { readonly guarded: readonly string[]; readonly code: boolean };
  /** Whether the machine's temperature is known. */
  readonly temperature?: boolean;
  /** Whether what is to be said can be heard. */
  readonly speaks?: boolean;
  readonly devices: readonly DeviceEntry[];
  readonly cameras: readonly string[];
  readonly microphones: readonly string[];
  readonly rules: readonly string[];
}

/** A device as the hub sees it. */
export interface DeviceEntry {
  readonly name: string;
  readonly type: "lock" | "cover" | "switch" | "button";
  /** What sort of switch or cover it is: `light`, `siren`, `garage`. */
  readonly kind?: string;
  /** A code may unlock it, alone or beside other evidence. */
  readonly code?: boolean;
}

/** What a message to a `…/set` topic asks for. */
export type Command =
  /** `code`: what was entered with it; null where there is none, or where none is of use. */
  | { readonly kind: "action"; readonly action: Action; readonly code: string | null }
  | { readonly kind: "reload" }
  | { readonly kind: "problem"; readonly problem: string };

/** The commands that a hub may give to each type of device, in the words of MQTT and of requests alike. */
const DEVICE_COMMANDS: Readonly<Record<DeviceEntry["type"], readonly string[]>> = {
  lock: ["lock", "unlock"],
  cover: ["open", "close", "stop"],
  switch: ["on", "off"],
  button: ["press"],
};

const MAX_SPEECH = 500;
const MAX_RECORD_SECONDS = 3_600;
/** How long a microphone listens when a button is pressed, and at most. */
const LISTEN_SECONDS = 8;
const MAX_LISTEN_SECONDS = 60;

/** The topic filters under which commands come in: every `…/set`, so that also a misspelt one gets an answer. */
export function commandFilters({ root }: Topics): readonly string[] {
  return [`${root}/+/set`, `${root}/+/+/set`, `${root}/+/+/+/set`];
}

/** Reads one command. Pure; what cannot be done is a problem, in a sentence that says what could be. */
export function readCommand(
  topic: string,
  payload: string,
  world: { readonly topics: Topics; readonly inventory: Inventory },
): Command {
  const { topics, inventory } = world;
  const text = payload.trim();
  const [, name = ""] = topic.slice(topics.root.length + 1).split("/");
  switch (topic) {
    case setTopic(topics.mode):
      return modeCommand(text, inventory);
    case setTopic(topics.lockdown):
      return lockdownCommand(text);
    case setTopic(topics.reload):
      return text.toUpperCase() === "PRESS"
        ? { kind: "reload" }
        : problem(`The configuration is read again by PRESS, not by ${quoted(text)}.`);
    case topics.say:
      return speech(text);
    case `${topics.root}/device/${name}/set`:
      return deviceCommand(name, text, inventory);
    case `${topics.root}/rule/${name}/set`:
      return ruleCommand(name, text, inventory);
    case `${topics.root}/camera/${name}/recording/set`:
      return recordCommand(name, text, inventory);
    case setTopic(topics.listen(name)):
      return listenCommand(name, text, inventory);
    default:
      return problem(
        `There is nothing to set at ${topic}: mode, lockdown, say, reload, device/NAME, rule/NAME, camera/NAME/recording and microphone/NAME/listen can be set.`,
      );
  }
}

function modeCommand(text: string, { modes }: Inventory): Command {
  const wish = withCode(text, "mode");
  if (wish === null) return problem(UNREADABLE);
  const { wanted: mode, code } = wish;
  return modes.includes(mode)
    ? { kind: "action", action: { kind: "mode", mode }, code }
    : problem(`There is no mode ${named(mode)}; there are ${list(modes)}.`);
}

function lockdownCommand(text: string): Command {
  const wish = withCode(text, "lockdown");
  if (wish === null) return problem(UNREADABLE);
  const state = wish.wanted.toUpperCase();
  if (state !== "ON" && state !== "OFF") {
    return problem(`A lockdown is set to ON or OFF, not to ${named(wish.wanted)}.`);
  }
  const active = state === "ON";
  return action({ kind: "lockdown", active }, active ? null : wish.code);
}

function speech(text: string): Command {
  if (text === "") return problem("There is nothing to say.");
  if (text.length > MAX_SPEECH) return problem(`At most ${MAX_SPEECH} characters are said at once.`);
  return action({ kind: "speak", text });
}

function deviceCommand(name: string, text: string, { devices }: Inventory): Command {
  const device = devices.find((entry) => entry.name === name);
  if (device === undefined) {
    return problem(
      `There is no device ${quoted(name)}; there are ${list(devices.map((entry) => entry.name))}.`,
    );
  }
  const commands = DEVICE_COMMANDS[device.type];
  const wish = withCode(text, "command");
  if (wish === null) return problem(UNREADABLE);
  const command = wish.wanted.toLowerCase();
  if (!commands.includes(command)) {
    return problem(`${name} does not know ${named(wish.wanted)}; it knows ${list(commands)}.`);
  }
  // Shutting never needs leave: a code that comes with it is none of our business.
  const opens = command === "unlock" || command === "open";
  return action({ kind: "device", device: name, command }, opens ? wish.code : null);
}

function recordCommand(camera: string, text: string, { cameras }: Inventory): Command {
  if (!cameras.includes(camera)) {
    return problem(`There is no camera ${quoted(camera)}; there are ${list(cameras)}.`);
  }
  const record = (forMs: number | null, until: "switched-off" | null = null): Command =>
    action({ kind: "record", camera, until, forMs });
  const wish = text.toUpperCase();
  if (wish === "PRESS") return record(null);
  if (wish === "ON") return record(null, "switched-off");
  if (wish === "OFF") return record(0);
  const seconds = /^\d{1,4}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= MAX_RECORD_SECONDS) return record(seconds * 1000);
  return problem(
    `${quoted(text)} starts no recording: send ON (until OFF), PRESS (as long as one by a rule), or how many seconds (at most ${MAX_RECORD_SECONDS}).`,
  );
}

function listenCommand(microphone: string, text: string, { microphones }: Inventory): Command {
  if (!microphones.includes(microphone)) {
    return problem(`There is no microphone ${quoted(microphone)}; there are ${list(microphones)}.`);
  }
  const listen = (seconds: number): Command => action({ kind: "listen", microphone, forMs: seconds * 1000 });
  const wish = text.toUpperCase();
  if (wish === "ON" || wish === "PRESS") return listen(LISTEN_SECONDS);
  if (wish === "OFF") return listen(0);
  const seconds = /^\d{1,2}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= MAX_LISTEN_SECONDS) return listen(seconds);
  return problem(
    `${quoted(text)} makes no microphone listen: send PRESS or ON (${LISTEN_SECONDS} s), OFF, or how many seconds (at most ${MAX_LISTEN_SECONDS}).`,
  );
}

function ruleCommand(rule: string, text: string, { rules }: Inventory): Command {
  if (!rules.includes(rule)) return problem(`There is no rule ${quoted(rule)}; there are ${list(rules)}.`);
  const wish = withCode(text, "rule");
  if (wish === null) return problem(UNREADABLE);
  const state = wish.wanted.toUpperCase();
  if (state !== "ON" && state !== "OFF")
    return problem(`A rule is set to ON or OFF, not to ${named(wish.wanted)}.`);
  const enabled = state === "ON";
  return action({ kind: "rule", rule, enabled }, enabled ? null : wish.code);
}

const UNREADABLE =
  'This is neither a word nor JSON such as {"command": "UNLOCK", "code": "…"} with texts in it.';

/** A word, or a JSON object with the word under `key` and a code beside it. Null: it cannot be read. */
function withCode(
  text: string,
  key: "command" | "mode" | "lockdown" | "rule",
): { wanted: string; code: string | null } | null {
  if (!text.startsWith("{")) return { wanted: text, code: null };
  const fields = fieldsOf(text);
  const wanted = fields?.[key];
  // A number would lose the zeros at its beginning.
  const code = fields?.["code"] ?? "";
  if (typeof wanted !== "string" || typeof code !== "string") return null;
  return { wanted: wanted.trim(), code: code === "" ? null : code };
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

function action(wish: Action, code: string | null = null): Command {
  return { kind: "action", action: wish, code };
}

/** A word as it was found. Anything else may be a code that was sent to the wrong place, and is not repeated. */
function named(word: string): string {
  return /^[a-z][a-z_ -]{0,39}$/i.test(word) ? quoted(word) : "this";
}

function problem(text: string): Command {
  return { kind: "problem", problem: text };
}

/** What was found, short enough for a log. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.slice(0, 20).join(", ");
}
