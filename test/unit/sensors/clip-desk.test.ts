import { beforeEach, describe, expect, test } from "vitest";
import type { ClipFacts, ClipWriter } from "../../../src/sensors/camera.ts";
import type { ClipTruth } from "../../../src/sensors/clip-log.ts";
import { ClipDesk, type ClipWish } from "../../../src/sensors/clip-desk.ts";
import type { RingEntry } from "../../../src/sensors/packet-ring.ts";
import { PacketRing } from "../../../src/sensors/packet-ring.ts";
import { ManualClock, settled } from "../../fakes/manual-clock.ts";

/** A packet is its format here. */
type Packet = string;

class FakeWriter implements ClipWriter<Packet> {
  readonly written: number[] = [];
  readonly failed: Promise<never>;
  fail: (error: Error) => void = () => undefined;
  closed = false;
  readonly #format: Packet;

  constructor(format: Packet) {
    this.#format = format;
    this.failed = new Promise<never>((_, reject) => (this.fail = reject));
  }

  accepts(entry: RingEntry<Packet>): boolean {
    return entry.packet === this.#format;
  }

  write(entry: RingEntry<Packet>): void {
    this.written.push(entry.t);
  }

  close(): Promise<ClipFacts> {
    this.closed = true;
    const bytes = this.written.length;
    return Promise.resolve({ seconds: bytes / 10, bytes, dropped: 0, path: "c.mp4" });
  }
}

let clock: ManualClock;
let said: unknown[][];
let truths: Map<string, ClipTruth>;
let opened: string[];
let writers: FakeWriter[];
let desk: ClipDesk<Packet>;
let ring: PacketRing<Packet>;

beforeEach(() => {
  clock = new ManualClock({ at: 0, t: 0 });
  said = [];
  truths = new Map();
  writers = [];
  ring = new PacketRing<Packet>({ seconds: 10, maxBytes: 1e6, release: () => undefined });
  opened = [];
  desk = deskOn(ring);
});

function deskOn(ring: PacketRing<Packet>): ClipDesk<Packet> {
  return new ClipDesk<Packet>({
    ring,
    clock,
    scheduler: clock,
    open: (path, first) => {
      opened.push(path);
      const writer = new FakeWriter(first.packet);
      writers.push(writer);
      return writer;
    },
    sink: {
      started: (clip, { startT, continues }) => said.push(["started", clip, startT, continues]),
      finished: (clip, facts, truth) => {
        said.push(["finished", clip, facts.seconds]);
        truths.set(clip, truth);
      },
      failed: (...what) => said.push(["failed", ...what]),
    },
  });
}

/** Ten pictures a second, a key frame each second. */
async function film(ms: number, format = "h264", everyMs = 1_000): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    const { t } = clock.now();
    const entry: RingEntry<Packet> = {
      media: "video",
      key: t % everyMs === 0,
      t,
      sourceT: t,
      bytes: 1,
      packet: format,
    };
    ring.push(entry);
    desk.packet(entry);
    await clock.advanceSettled(100);
  }
}

const wish = (fromT: number): ClipWish => ({
  clip: "c",
  path: "/c.mp4",
  reason: "a test",
  fromT,
});

test("a clip begins in the past and ends when it was told to", async () => {
  await film(5_000);
  desk.record(wish(2_500));
  desk.recordUntil("c", 7_000);
  await film(4_000);
  expect(writers[0]?.written[0]).toBe(2_000);
  expect(writers[0]?.written.at(-1)).toBe(7_000);
  expect(said).toEqual([
    ["started", "c", 2_000, null],
    ["finished", "c", 5.1],
  ]);
  expect(desk.open).toBe(0);
});

test("a later end replaces an earlier one", async () => {
  await film(2_000);
  desk.record(wish(0));
  desk.recordUntil("c", 3_000);
  await film(500);
  desk.recordUntil("c", 5_000);
  await film(5_000);
  expect(writers[0]?.written.at(-1)).toBe(5_000);
});

test("without any past it begins with the next key frame", async () => {
  clock.advance(300);
  desk.record(wish(-5_000));
  await film(2_000);
  expect(said).toEqual([["started", "c", 1_000, null]]);
});

test("a camera that sends nothing fails the clip in time for whoever waits for it", async () => {
  desk.record(wish(0));
  await clock.advanceSettled(5_000);
  expect(said).toEqual([["failed", "c", "the camera sends no pictures"]]);
});

test("a camera that falls silent does not keep the clip open", async () => {
  await film(2_000);
  desk.record(wish(0));
  desk.recordUntil("c", 4_000);
  await clock.advanceSettled(3_500);
  expect(said.at(-1)?.[0]).toBe("finished");
});

describe("pictures that get another format in the middle of a clip", () => {
  test("go on in a file of their own, which ends when the clip was to end", async () => {
    await film(2_000);
    desk.record(wish(0));
    desk.recordUntil("c", 10_000);
    await film(3_000, "hevc");
    desk.recordUntil("c", 4_400);
    await film(2_000, "hevc");
    expect(said).toEqual([
      ["started", "c", 0, null],
      ["started", "c_2", 2_000, "c"],
      ["finished", "c", 2],
      ["finished", "c_2", expect.closeTo(3, 5)],
    ]);
    expect(opened).toEqual(["/c.mp4", "/c_2.mp4"]);
    expect(desk.open).toBe(0);
  });

  test("do so in the past of a clip as well", async () => {
    await film(2_000);
    await film(2_000, "hevc");
    desk.record(wish(500));
    desk.recordUntil("c", 3_500);
    await settled();
    expect(said.filter(([what]) => what === "started")).toEqual([
      ["started", "c", 0, null],
      ["started", "c_2", 2_000, "c"],
    ]);
    expect(writers[1]?.written.at(-1)).toBe(3_900);
  });

  test("and never come again are no clip, and nothing is said of one", async () => {
    await film(1_000);
    desk.record(wish(0));
    desk.recordUntil("c", 5_000);
    const sound: RingEntry<Packet> = {
      ...{ media: "audio", key: false, t: 1_000, sourceT: 1_000, bytes: 1, packet: "hevc" },
    };
    desk.packet(sound);
    await clock.advanceSettled(6_000);
    expect(said).toEqual([
      ["started", "c", 0, null],
      ["finished", "c", 1],
    ]);
    expect(desk.open).toBe(0);
  });

  test("again and again make no more than fifty files", async () => {
    await film(1_000);
    desk.record(wish(0));
    for (let i = 0; i < 60; i += 1) await film(1_000, `format ${i}`);
    await desk.closeAll();
    expect(opened).toHaveLength(50);
  });
});

describe("a clip that begins later than wished says so and why", () => {
  test("if the camera had just been connected", async () => {
    await clock.advanceSettled(5_000);
    await film(2_000);
    desk.record(wish(3_500));
    await desk.closeAll();
    expect(truths.get("c")).toMatchObject({
      wishedT: 3_500,
      lateMs: 1_500,
      lateWhy: expect.stringContaining("just been connected") as string,
    });
  });

  test("if the past did not fit the memory", async () => {
    ring = new PacketRing<Packet>({ seconds: 10, maxBytes: 25, release: () => undefined });
    desk = deskOn(ring);
    await film(5_000);
    desk.record(wish(1_000));
    await desk.closeAll();
    expect(truths.get("c")).toMatchObject({
      lateMs: 2_000,
      lateWhy: expect.stringContaining("memory") as string,
    });
  });

  test("if not one group of pictures fits the memory; it waits for the next key frame then", async () => {
    ring = new PacketRing<Packet>({ seconds: 10, maxBytes: 50, release: () => undefined });
    desk = deskOn(ring);
    await film(7_000, "long", 10_000);
    desk.record(wish(5_000));
    await film(5_000, "long", 10_000);
    await desk.closeAll();
    expect(said[0]).toEqual(["started", "c", 10_000, null]);
    expect(truths.get("c")).toMatchObject({
      lateMs: 5_000,
      lateWhy: expect.stringContaining("memory") as string,
    });
  });

  test("and one that begins in time has no reason", async () => {
    await film(2_000);
    desk.record(wish(1_500));
    await desk.closeAll();
    expect(truths.get("c")).toMatchObject({ lateMs: 0, lateWhy: null });
  });
});

test("pictures none of which can be decoded alone fail the clip, with that reason", async () => {
  desk.record(wish(0));
  for (let t = 100; t < 16_000; t += 100) {
    desk.packet({ media: "video", key: false, t, sourceT: t, bytes: 1, packet: "h264" });
    await clock.advanceSettled(100);
  }
  expect(said).toEqual([["failed", "c", expect.stringContaining("no key frame")]]);
});

test("what cannot be recorded is said at once", () => {
  desk.unrecordable("raw pictures");
  desk.record(wish(0));
  expect(said).toEqual([["failed", "c", "raw pictures"]]);
});

test("a disk that fails ends the clip with its reason, once, and frees the file", async () => {
  await film(1_000);
  desk.record(wish(0));
  writers[0]?.fail(new Error("no space left"));
  await settled();
  desk.recordUntil("c", 0);
  await film(2_000);
  await desk.closeAll();
  expect(said.slice(1)).toEqual([["failed", "c", "no space left"]]);
  expect(writers[0]?.closed).toBe(true);
});

test("a clip that nobody ends is ended after an hour", async () => {
  await film(1_000);
  desk.record(wish(0));
  await clock.advanceSettled(3_605_000);
  expect(said.at(-1)?.[0]).toBe("finished");
});

test("the same clip is not begun twice", async () => {
  await film(1_000);
  desk.record(wish(0));
  desk.record(wish(0));
  expect(writers).toHaveLength(1);
  await desk.closeAll();
});
