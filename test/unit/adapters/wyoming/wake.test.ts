import type { Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WyomingWake } from "../../../../src/adapters/wyoming/wake.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { say, wyomingService, type Heard, type WyomingService } from "../../../fakes/wyoming-service.ts";

const FRAME_MS = 32;
let service: WyomingService;
let wake: WyomingWake;
let told: string[] = [];
let clock: ManualClock;
afterEach(async () => {
  await wake.close();
  await service.close();
});

/** A service that answers so, and somebody who is connected to it. */
async function stand(
  answer: (message: Heard, socket: Socket) => void,
  word: string | null = null,
): Promise<void> {
  service = await wyomingService(answer);
  begin(service.port, word);
  await eventually(() => told.includes("there"));
}

function begin(port: number, word: string | null = null): void {
  told = [];
  clock = new ManualClock();
  wake = new WyomingWake({
    ...{ address: { host: "127.0.0.1", port }, word, scheduler: clock, random: () => 0.5 },
    tell: (ok, why) => told.push(ok ? "there" : why),
  });
}

const frame = (t: number) => ({ samples: new Int16Array(512).fill(7), t, speech: 0 });
const heard = (type: string): Heard[] => service.heard.filter((message) => message.type === type);

/** Pushes frames from `t` on until the phrase is heard in one of them. */
async function pushUntilHeard(t: number) {
  for (let i = 0; i < 200; i += 1) {
    const spotted = await wake.push(frame(t + i * FRAME_MS));
    if (spotted !== null) return spotted;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("nothing was heard");
}

test("it is asked for its word, gets every frame, and says when the phrase was heard", async () => {
  await stand(({ type, data }, socket) => {
    if (type === "audio-chunk" && data["timestamp"] === 1_064)
      say(socket, { type: "detection", data: { name: "okay_nabu", timestamp: 1_032 } });
  }, "okay_nabu");
  expect(await pushUntilHeard(1_000)).toEqual({ t: 1_032, score: null, checked: null });
  const [detect, start, ...chunks] = service.heard;
  expect([detect?.type, detect?.data]).toEqual(["detect", { names: ["okay_nabu"] }]);
  expect([start?.type, start?.data["timestamp"]]).toEqual(["audio-start", 1_000]);
  const first = chunks[0];
  expect(first?.data).toMatchObject({ rate: 16_000, width: 2, channels: 1, timestamp: 1_000 });
  expect(first?.payload.equals(Buffer.from(frame(0).samples.buffer))).toBe(true);
});

test.each([
  ["none", {}],
  ["one of another clock", { timestamp: 7 }],
  ["one of the future", { timestamp: 900_000 }],
  ["none that is a number", { timestamp: "soon" }],
])("a detection with no time of ours is of now: %s", async (_, data) => {
  await stand(({ type }, socket) => {
    if (type === "audio-start") say(socket, { type: "detection", data: { name: "any", ...data } });
  });
  const spotted = await pushUntilHeard(50_000);
  expect(spotted.t).toBeGreaterThanOrEqual(50_000);
  expect(spotted.t).toBeLessThan(57_000);
});

test("behind a detection a new stream begins, and a second word about the old one wakes nobody", async () => {
  await stand(({ type }, socket) => {
    if (type !== "audio-start") return;
    say(socket, { type: "detection", data: {} });
    say(socket, { type: "detection", data: {} });
  });
  await pushUntilHeard(1_000);
  expect(await wake.push(frame(3_000))).toBeNull();
  await eventually(() => heard("audio-start").length === 2);
  expect(service.heard.map(({ type }) => type).filter((type) => type !== "audio-chunk")).toEqual([
    "detect",
    "audio-start",
    "audio-stop",
    "detect",
    "audio-start",
  ]);
});

test("sound that does not continue is another stream, and what was heard before does not count", async () => {
  await stand(({ type }, socket) => {
    if (type === "audio-stop") say(socket, { type: "detection", data: {} });
  });
  await wake.push(frame(1_000));
  wake.reset();
  await eventually(() => heard("audio-stop").length === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await wake.push(frame(9_000))).toBeNull();
  await eventually(() => heard("audio-start").length === 2);
});

test("a service that is not there is tried again, later each time, and used when it is", async () => {
  service = await wyomingService(() => undefined);
  const { port } = service;
  await service.close();
  begin(port);
  await eventually(() => told.length === 1);
  expect(told[0]).toMatch(/^the wake word service at 127\.0\.0\.1:\d+ is not there: .*ECONNREFUSED/u);
  expect(await wake.push(frame(1_000))).toBeNull();
  expect(wake.dropped).toBe(1);
  expect(clock.due).toEqual([500]);
  clock.advance(500);
  await eventually(() => told.length === 2);
  expect(clock.due).toEqual([1_000]);
  service = await wyomingService(() => undefined, port);
  clock.advance(1_000);
  await eventually(() => told.at(-1) === "there");
  await wake.push(frame(2_000));
  await eventually(() => heard("audio-chunk").length === 1);
});

test.each<[string, (socket: Socket) => void]>([
  ["hangs up", (socket) => void socket.destroy()],
  ["talks nonsense", (socket) => void socket.write("HTTP/1.1 400 Bad Request\n")],
])("one that %s is left and tried again", async (_, answer) => {
  await stand(({ type }, socket) => {
    if (type === "audio-start") answer(socket);
  });
  await wake.push(frame(1_000));
  await eventually(() => told.length === 2);
  expect(clock.pending).toBe(1);
});

test("one that does not read makes nothing wait, and memory does not grow", async () => {
  await stand(({ type }, socket) => {
    if (type === "detect") socket.pause();
  });
  for (let i = 0; i < 40_000; i += 1) {
    await wake.push(frame(i * FRAME_MS));
    if (i % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(wake.dropped).toBeGreaterThan(1_000);
});

test("one that hangs up each time is tried ever more seldom, one that stays soon again", async () => {
  await stand((_, socket) => socket.destroy());
  const hangUp = async (): Promise<void> => {
    const before = told.length;
    await wake.push(frame(1_000));
    await eventually(() => told.length > before && told.at(-1) !== "there");
  };
  await hangUp();
  expect(clock.due).toEqual([500]);
  clock.advance(500);
  await eventually(() => told.at(-1) === "there");
  await hangUp();
  expect(clock.due).toEqual([1_000]);
  clock.advance(1_000);
  await eventually(() => told.at(-1) === "there");
  clock.advance(10_000);
  await hangUp();
  expect(clock.due).toEqual([500]);
});
