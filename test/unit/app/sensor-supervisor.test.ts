import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { SupervisedSensor } from "../../../src/app/sensor-supervisor.ts";
import { superviseSensor } from "../../../src/app/sensor-supervisor.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import type { FakeChild } from "../../fakes/fake-children.ts";
import { fakeChildren } from "../../fakes/fake-children.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

const FromChild = z.discriminatedUnion("type", [
  z.object({ type: z.literal("heartbeat"), counters: z.record(z.string(), z.number()) }),
  z.object({ type: z.literal("health"), ok: z.boolean(), why: z.string() }),
  z.object({ type: z.literal("clip-finished"), clip: z.string() }),
  z.object({ type: z.literal("ended") }),
]);
interface ToChild {
  readonly type: string;
  readonly people?: readonly string[];
  readonly question?: string;
  readonly t?: number;
}

let clock: ManualClock;
let said: string[];
let messages: string[];
let children: FakeChild[];
let sensor: SupervisedSensor<ToChild>;

function supervise(mortal = true): void {
  const fakes = fakeChildren({ mortal });
  children = fakes.children;
  sensor = superviseSensor<ToChild, z.infer<typeof FromChild>>({
    name: "camera:porch",
    entry: new URL("file:///nowhere.js"),
    setup: { type: "setup" },
    incoming: FromChild,
    onMessage: (message) => messages.push(message.type),
    onLost: (why) => said.push(`lost: ${why}`),
    onRecovered: () => said.push("recovered"),
    onExit: (why) => said.push(`exit: ${why}`),
    clock,
    scheduler: clock,
    logger: silentLogger,
    random: () => 0.5,
    startChild: fakes.start,
  });
}

beforeEach(() => {
  clock = new ManualClock();
  said = [];
  messages = [];
  supervise();
});

const newest = (): FakeChild => children[children.length - 1]!;
const well = (): void => newest().say({ type: "health", ok: true, why: "" });
const beat = (): void => newest().say({ type: "heartbeat", counters: {} });

function beatFor(ms: number): void {
  for (let passed = 0; passed < ms; passed += 1_000) {
    beat();
    clock.advance(1_000);
  }
}

test("a child that sends for the first time is said once, so that nobody takes it for lost", () => {
  well();
  well();
  expect(said).toEqual(["recovered"]);
});

test("a child that is killed is lost once, started again, and recovered when pictures flow again", () => {
  well();
  said.length = 0;
  newest().exit("it was ended by SIGKILL");
  expect(said).toEqual([
    "exit: it was ended by SIGKILL",
    "lost: the process of camera:porch is gone: it was ended by SIGKILL",
  ]);
  clock.advance(600);
  expect(children).toHaveLength(2);
  expect(said).toHaveLength(2);
  well();
  expect(said.at(-1)).toBe("recovered");
});

test("each start knows how many there were before it", () => {
  newest().exit("crash");
  clock.advance(1_000);
  expect(children.map(({ args }) => args)).toEqual([
    ["camera:porch", "0"],
    ["camera:porch", "1"],
  ]);
});

test("a child that hangs is killed and started again", () => {
  well();
  beatFor(3_000);
  clock.advance(4_900);
  expect(children[0]?.killed).toEqual(["SIGKILL"]);
  expect(said.at(-1)).toContain("did not answer for 5 s");
  clock.advance(600);
  expect(children).toHaveLength(2);
});

test("a child that dies at every start is tried ever more rarely, and lost is said once", () => {
  const startedAt: number[] = [];
  for (let i = 0; i < 12; i += 1) {
    const seen = children.length;
    newest().exit("crash");
    for (let ms = 0; children.length === seen; ms += 100) clock.advance(100);
    startedAt.push(clock.now().t);
  }
  const gaps = startedAt.slice(1).map((t, i) => t - (startedAt[i] ?? 0));
  expect(gaps[0]).toBeLessThanOrEqual(1_000);
  expect(gaps.at(-1)).toBe(30_000);
  expect(said.filter((line) => line.startsWith("lost"))).toHaveLength(1);
});

test("after ten good seconds a crash is followed by a quick start again", () => {
  for (let i = 0; i < 6; i += 1) {
    newest().exit("crash");
    clock.advance(31_000);
  }
  beatFor(11_000);
  const before = children.length;
  newest().exit("crash");
  clock.advance(600);
  expect(children).toHaveLength(before + 1);
});

test("ill health is an outage too, said once until it is over", () => {
  well();
  said.length = 0;
  newest().say({ type: "health", ok: false, why: "the cable is out" });
  newest().say({ type: "health", ok: false, why: "the connection was refused" });
  well();
  well();
  expect(said).toEqual(["lost: the cable is out", "recovered"]);
});

test("a camera that never says anything about pictures is lost", () => {
  beatFor(16_000);
  expect(said).toEqual(["lost: nothing came within 15 s after the start"]);
});

test("the open question, and until when not to listen, are sent again after each start, also after a new setup", () => {
  sensor.send({ type: "deaf-until", t: 1 });
  sensor.send({ type: "question", question: "one" });
  sensor.send({ type: "deaf-until", t: 2 });
  sensor.send({ type: "setup" });
  sensor.send({ type: "question", question: "two" });
  sensor.send({ type: "audio" });
  newest().exit("it ended with code 1");
  clock.advance(1_000);
  expect(children).toHaveLength(2);
  expect(newest().received).toEqual([
    { type: "setup" },
    { type: "deaf-until", t: 2 },
    { type: "question", question: "two" },
  ]);
});

test("setup and the latest people are sent again after each start", () => {
  sensor.send({ type: "people", people: ["ann"] });
  sensor.send({ type: "people", people: ["ann", "ben"] });
  sensor.send({ type: "snapshot" });
  newest().exit("crash");
  clock.advance(1_000);
  expect(newest().received).toEqual([{ type: "setup" }, { type: "people", people: ["ann", "ben"] }]);
});

test("a new setup replaces the old one and what came after it", () => {
  sensor.send({ type: "people", people: ["ann"] });
  sensor.send({ type: "setup", people: ["cid"] });
  newest().exit("crash");
  clock.advance(1_000);
  expect(newest().received).toEqual([{ type: "setup", people: ["cid"] }]);
});

test("messages that do not fit are dropped and are no sign of life", () => {
  well();
  for (let i = 0; i < 6; i += 1) {
    newest().say({ type: "heartbeat", counters: "many" });
    clock.advance(1_000);
  }
  expect(messages).toEqual(["health"]);
  expect(children[0]?.killed).toEqual(["SIGKILL"]);
});

test("asked to stop, it lets the child close its clips, and says nothing of its end", async () => {
  const stopped = sensor.stop();
  expect(newest().received.at(-1)).toEqual({ type: "stop" });
  newest().say({ type: "health", ok: false, why: "closing" });
  newest().say({ type: "clip-finished", clip: "c" });
  newest().exit("it ended with code 0");
  await stopped;
  expect(messages).toEqual(["clip-finished"]);
  expect(said).toEqual([]);
  clock.advance(60_000);
  expect(children).toHaveLength(1);
});

test("a child that does not want to end gets SIGTERM after 2 s and SIGKILL after 3 s", async () => {
  supervise(false);
  const stopped = sensor.stop();
  clock.advance(1_999);
  expect(newest().killed).toEqual([]);
  clock.advance(1);
  expect(newest().killed).toEqual(["SIGTERM"]);
  clock.advance(1_000);
  expect(newest().killed).toEqual(["SIGTERM", "SIGKILL"]);
  await stopped;
});

test("stopped while the child is down, nothing starts again", async () => {
  newest().exit("crash");
  await sensor.stop();
  clock.advance(60_000);
  expect(children).toHaveLength(1);
  expect(sensor.pid()).toBeNull();
  expect(sensor.send({ type: "snapshot" })).toBe(false);
});
