import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { seeded } from "../../src/perception/voice/wake/training/random.ts";
import { CommandInbox } from "../../src/surfaces/mqtt/command-inbox.ts";
import type { HubConnection, HubMessage } from "../../src/surfaces/mqtt/ports.ts";
import { topicsOf } from "../../src/surfaces/mqtt/topics.ts";
import { inventory } from "../fakes/hub-inventory.ts";

const MESSAGES = 1_000_000;
const EVERY_MS = 60;

const random = seeded(7);
const below = (limit: number): number => Math.floor(random() * limit);
const any = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value;

const TOPICS = [
  ...[
    "mode/set",
    "say/set",
    "lockdown/set",
    "reload/set",
    "device/front_door_lock/set",
    "device/porch_light/set",
    "device/set",
  ],
  ...["rule/open-for-family/set", "camera/front_door/recording/set", "microphone/hall/listen/set"],
  ...["mode/mode/set", "device/front_door_lock/unlock/set", "device//set", "device/__proto__/set", "//set"],
].map((path) => `gatehouse/front/${path}`);

const KEYS = ["command", "mode", "code", "__proto__", "constructor", "toString", "", "action"];
/** Nothing that is a wish: no word of these is a mode or a command of anything. */
const VALUES = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "UNLOCKED",
  "opn",
  "🔓",
  "\u0000",
  [],
  ["unlock"],
  {},
  "a".repeat(300),
];

function nested(depth: number): string {
  return `${'{"command":'.repeat(depth)}"x"${"}".repeat(depth)}`;
}

function object(): string {
  const fields = Array.from({ length: 1 + below(4) }, () => [any(KEYS), any(VALUES)]);
  return JSON.stringify(Object.fromEntries(fields));
}

function bytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => below(256)));
}

/** One malformed payload of the kinds that programs and attackers send. */
function payload(): Buffer {
  const kind = below(8);
  if (kind === 0) return Buffer.concat([Buffer.from([0xff]), bytes(below(64))]);
  if (kind === 1) return Buffer.from(object().slice(0, -1));
  if (kind === 2) return Buffer.from(nested(1 + below(200)));
  if (kind === 3) return Buffer.alloc(4_097 + below(2_000), "[");
  if (kind === 4) return Buffer.from(`{"command": ${JSON.stringify(any(VALUES))}, "code": ${below(9_999)}}`);
  if (kind === 5) return Buffer.from("x".repeat(501 + below(500)));
  if (kind === 6) return Buffer.from(String(any([-1, 1e9, Number.NaN, "+5", "0x10", "9999999"])));
  return Buffer.from(object());
}

/** Bytes that this process still holds when what nobody needs is gone. */
function held(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

test(`of ${MESSAGES} malformed messages none opens, crashes or stays anything, and each refusal is counted`, () => {
  let sent = 0;
  let answered = 0;
  let unanswered = 0;
  const asked: string[] = [];
  const handlers: ((message: HubMessage) => void)[] = [];
  const hub = {
    subscribe: (_: string, handler: (message: HubMessage) => void) => {
      handlers.push(handler);
      return () => undefined;
    },
    tryPublish: (_: string, text: string) => {
      answered += 1;
      unanswered += (JSON.parse(text) as { unanswered?: number }).unanswered ?? 0;
      return true;
    },
  };
  const inbox = new CommandInbox({
    hub: hub as unknown as HubConnection,
    topics: topicsOf("front"),
    inventory: () => inventory,
    onRequest: (_, topic) => asked.push(topic),
    onProblem: () => undefined,
  });
  inbox.open();
  const take = handlers[0];
  const send = (count: number): void => {
    for (let i = 0; i < count; i += 1, sent += 1) {
      const t = sent * EVERY_MS;
      const topic = any(TOPICS);
      // What may be said is anything that is no longer than allowed: that topic gets what is too long.
      const body = topic.endsWith("/say/set") ? Buffer.alloc(4_097, "a") : payload();
      take?.({ topic, payload: body, retained: below(10) === 0, at: t, t });
    }
  };
  send(MESSAGES / 10);
  const before = held();
  send((9 * MESSAGES) / 10);
  expect(held() - before).toBeLessThan(2_000_000);
  expect(asked).toEqual([]);
  expect(inbox.refused).toBe(sent);
  // What is left was refused after the last answer.
  expect(sent - answered - unanswered).toBeLessThan(1_000 / EVERY_MS);
}, 60_000);
