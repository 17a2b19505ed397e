import { beforeEach, expect, it } from "vitest";
import type { Request } from "../../../src/events/action.ts";
import { Executor, type ExecutorParts } from "../../../src/devices/executor.ts";
import { ModeHolder } from "../../../src/devices/mode.ts";
import { MqttNotifier } from "../../../src/devices/mqtt-notifier.ts";
import type { RecordWish } from "../../../src/devices/ports.ts";
import { Switch } from "../../../src/devices/switch.ts";
import { denied, type Allowed } from "../../../src/guard/decision.ts";
import { request } from "../../fakes/guard-world.ts";
import { LockStand } from "../../fakes/lock-stand.ts";
import { settled } from "../../fakes/manual-clock.ts";

let stand: LockStand;
let said: string[];
let recorded: RecordWish[];
let switchedOff: string[];
let mode: ModeHolder;

beforeEach(() => {
  stand = new LockStand();
  said = [];
  recorded = [];
  switchedOff = [];
  mode = new ModeHolder({ initial: "home", clock: stand.clock });
});

function executor(changes: Partial<ExecutorParts> = {}): Executor {
  const lamp = new Switch(
    "lamp",
    {
      command: { topic: "lamp/set", on: "ON", off: "OFF" },
      state: { topic: "lamp", value: (payload) => payload },
      availability: null,
      deliverWithinMs: 2_000,
      confirmWithinMs: 5_000,
    },
    stand.parts,
  );
  return new Executor({
    common: stand.parts,
    devices: new Map<string, Switch | typeof stand.lock>([
      ["front_door_lock", stand.lock],
      ["lamp", lamp],
    ]),
    mode,
    notifiers: new Map([
      ["phone", new MqttNotifier({ ...stand.parts, topic: "home/notify", format: "text", keepMs: 0 })],
    ]),
    speaker: {
      speak: async (text) => {
        said.push(text);
        return { durationMs: 1_200 };
      },
    },
    recorder: {
      record: async (wish) => {
        recorded.push(wish);
        return { clip: "clip-1" };
      },
      snapshot: () => Promise.reject(new Error("the camera has no picture yet")),
      switchOff: (camera) => {
        switchedOff.push(camera);
        return null;
      },
    },
    reasonOf: () => "rule record-strangers",
    aboutT: (asked) => asked.t,
    ...changes,
  });
}

const free = (): Allowed => ({
  ...stand.allowed("free"),
  guarded: false,
  debt: null,
  spends: [],
  reason: "Free.",
});

async function done(action: Request["action"], by = executor(), decision = free()): Promise<string[]> {
  const asked = request(action);
  by.dispatch(asked, decision);
  await settled();
  return stand.names(asked.id);
}

it("writes a denial down and does nothing", async () => {
  const asked = request({ kind: "speak", text: "Hello" });
  executor().dispatch(asked, denied("GUARD_ERROR", "No."));
  await settled();
  expect(stand.names(asked.id)).toEqual(["request.denied"]);
  expect(said).toEqual([]);
});

it("ends what was to be recorded until it is switched off, and begins nothing", async () => {
  const off = { kind: "record", camera: "front_door", until: null, forMs: 0 } as const;
  expect(await done(off)).toEqual(["request.allowed", "request.completed"]);
  expect(switchedOff).toEqual(["front_door"]);
  expect(recorded).toEqual([]);
});

it("speaks, notifies, publishes and records, and says that it did", async () => {
  const ends = ["request.allowed", "request.completed"];
  expect(await done({ kind: "speak", text: "Hello" })).toEqual(ends);
  expect(await done({ kind: "notify", message: "Somebody came", notifier: null })).toEqual(ends);
  expect(await done({ kind: "mqtt", topic: "home/lamp", payload: "1", retain: false, qos: 0 })).toEqual(ends);
  expect(await done({ kind: "record", camera: "front_door", until: "person.left", forMs: null })).toEqual(
    ends,
  );
  expect(said).toEqual(["Hello"]);
  expect(stand.door.sent.map((one) => [one.topic, one.payload])).toEqual([
    ["home/notify", "Somebody came"],
    ["home/lamp", "1"],
  ]);
  expect(recorded).toMatchObject([
    { camera: "front_door", until: "person.left", reason: "rule record-strangers" },
  ]);
});

it("makes a microphone listen, if there are any", async () => {
  const listened: string[] = [];
  const ears = {
    ask: () => Promise.resolve("The answer was: yes."),
    listen: (microphone: string, forMs: number) => listened.push(`${microphone} ${forMs}`),
  };
  const listen = { kind: "listen", microphone: "hall", forMs: 8_000 } as const;
  expect(await done(listen, executor({ ears }))).toEqual(["request.allowed", "request.completed"]);
  expect(listened).toEqual(["hall 8000"]);
  expect(await done(listen)).toEqual(["request.allowed", "device.failed"]);
});

it("says what failed", async () => {
  expect(await done({ kind: "snapshot", camera: "front_door" })).toEqual([
    "request.allowed",
    "device.failed",
  ]);
  expect(await done({ kind: "speak", text: "Hello" }, executor({ speaker: null }))).toEqual([
    "request.allowed",
    "device.failed",
  ]);
  stand.disconnect();
  expect(await done({ kind: "notify", message: "x", notifier: "phone" })).toEqual([
    "request.allowed",
    "device.failed",
  ]);
  expect(stand.all("device.failed").map((event) => event.device)).toEqual([
    "camera:front_door",
    "speaker",
    "notifier:phone",
  ]);
});

it("does not wait for ever", async () => {
  const slow = executor({ speaker: { speak: () => new Promise(() => undefined) } });
  const asked = request({ kind: "speak", text: "Hello" });
  slow.dispatch(asked, free());
  await stand.clock.advanceSettled(60_000);
  expect(stand.names(asked.id)).toEqual(["request.allowed", "device.failed"]);
  await slow.idle();
});

it("changes the mode, says so once, and is content if it is that already", async () => {
  expect(await done({ kind: "mode", mode: "sentry" })).toEqual(["request.allowed", "request.completed"]);
  expect(mode.current).toBe("sentry");
  await done({ kind: "mode", mode: "sentry" });
  expect(stand.all("mode.changed")).toMatchObject([{ from: "home", to: "sentry", by: { kind: "rule" } }]);
});

it("leaves a guarded mode only when that is written down and the person is still there", async () => {
  const guarded = { ...stand.allowed("g"), debt: null };
  expect(await done({ kind: "mode", mode: "a" }, executor(), guarded)).toEqual([
    "request.allowed",
    "request.completed",
  ]);
  stand.standing = { ok: false, code: "NOT_IN_VIEW", reason: "Ana has gone." };
  expect(await done({ kind: "mode", mode: "b" }, executor(), guarded)).toEqual([
    "request.allowed",
    "request.expired",
  ]);
  stand.journal.failure = new Error("disk full");
  expect(await done({ kind: "mode", mode: "c" }, executor(), guarded)).toEqual(["request.denied"]);
  expect(mode.current).toBe("a");
});

it("switches a lamp, and is done when the lamp says so", async () => {
  const by = executor();
  const asked = request({ kind: "device", device: "lamp", command: "on" });
  by.dispatch(asked, free());
  await settled();
  const { at, t } = stand.clock.now();
  const report = (payload: string, retained: boolean) =>
    by.onMessage({ topic: "lamp", payload: new TextEncoder().encode(payload), retained, at, t });
  report("ON", true);
  expect(stand.names(asked.id)).not.toContain("request.completed");
  report("ON", false);
  expect(stand.names(asked.id)).toEqual([
    "request.allowed",
    "device.commanded",
    "device.changed",
    "request.completed",
  ]);
  await by.idle();
});

it("says so when the lamp does not answer", async () => {
  const asked = request({ kind: "device", device: "lamp", command: "off" });
  executor().dispatch(asked, free());
  await stand.clock.advanceSettled(5_000);
  expect(stand.names(asked.id)).toEqual(["request.allowed", "device.commanded", "device.failed"]);
});

it("turns away what is too much, but never a lock", async () => {
  const busy = executor({ speaker: { speak: () => new Promise(() => undefined) } });
  for (let n = 0; n < 64; n += 1) busy.dispatch(request({ kind: "speak", text: "x" }), free());
  expect(await done({ kind: "speak", text: "one more" }, busy)).toEqual(["request.expired"]);
  expect(busy.refused).toBe(1);
  expect(await done({ kind: "device", device: "front_door_lock", command: "lock" }, busy)).toContain(
    "device.commanded",
  );
});
