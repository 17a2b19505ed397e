import { beforeEach, expect, test } from "vitest";
import type { ClipFacts, ClipWriter } from "../../../src/sensors/camera.ts";
import { ClipDesk } from "../../../src/sensors/clip-desk.ts";
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
    return Promise.resolve({ seconds: this.written.length / 10, bytes: this.written.length, path: "c.mp4" });
  }
}

let clock: ManualClock;
let said: unknown[][];
let writers: FakeWriter[];
let desk: ClipDesk<Packet>;
let ring: PacketRing<Packet>;

beforeEach(() => {
  clock = new ManualClock({ at: 0, t: 0 });
  said = [];
  writers = [];
  ring = new PacketRing<Packet>({ seconds: 10, maxBytes: 1e6, release: () => undefined });
  desk = new ClipDesk<Packet>({
    ring,
    clock,
    scheduler: clock,
    open: (_, first) => {
      const writer = new FakeWriter(first.packet);
      writers.push(writer);
      return writer;
    },
    sink: {
      started: (...what) => said.push(["started", ...what]),
      finished: (...what) => void said.push(["finished", ...what]),
      failed: (...what) => said.push(["failed", ...what]),
    },
  });
});

/** Ten pictures a second, a key frame each second. */
async function film(ms: number, format = "h264"): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    const { t } = clock.now();
    const entry: RingEntry<Packet> = { media: "video", key: t % 1_000 === 0, t, bytes: 1, packet: format };
    ring.push(entry);
    desk.packet(entry);
    await clock.advanceSettled(100);
  }
}

const wish = (fromT: number): { clip: string; path: string; fromT: number } => ({
  clip: "c",
  path: "/c.mp4",
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
    ["started", "c", 2_000],
    ["finished", "c", { seconds: 5.1, bytes: 51, path: "c.mp4" }],
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
  expect(said).toEqual([["started", "c", 1_000]]);
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

test("a camera that comes back with another format ends the clip; the file stays whole", async () => {
  await film(2_000);
  desk.record(wish(0));
  await film(1_000, "hevc");
  expect(said.at(-1)).toEqual(["finished", "c", { seconds: 2, bytes: 20, path: "c.mp4" }]);
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
