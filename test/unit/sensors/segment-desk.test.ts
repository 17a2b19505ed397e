import { beforeEach, describe, expect, test } from "vitest";
import type { ClipFacts, ClipWriter } from "../../../src/sensors/camera.ts";
import type { RingEntry } from "../../../src/sensors/packet-ring.ts";
import { SegmentDesk } from "../../../src/sensors/segment-desk.ts";
import { ManualClock, settled } from "../../fakes/manual-clock.ts";

class FakeWriter implements ClipWriter<string> {
  readonly written: RingEntry<string>[] = [];
  readonly failed: Promise<never>;
  fail: (error: Error) => void = () => undefined;
  /** Lets `close` resolve; it does at once unless a test holds it back. */
  closing: Promise<void> = Promise.resolve();
  isBroken = false;
  readonly #format: string;
  readonly startAt: number;

  constructor(format: string, startAt: number) {
    this.#format = format;
    this.startAt = startAt;
    this.failed = new Promise<never>((_, reject) => {
      this.fail = (error) => {
        this.isBroken = true;
        reject(error);
      };
    });
    this.failed.catch(() => undefined);
  }

  accepts(entry: RingEntry<string>): boolean {
    return entry.packet === this.#format;
  }

  write(entry: RingEntry<string>): void {
    this.written.push(entry);
  }

  async close(): Promise<ClipFacts> {
    await this.closing;
    if (this.isBroken) return this.failed;
    return { seconds: this.written.length / 10, bytes: 1, dropped: 0, path: "s.mp4" };
  }

  get times(): [first: number | undefined, last: number | undefined] {
    return [this.written[0]?.t, this.written.at(-1)?.t];
  }
}

const MINUTE = 60_000;
let clock: ManualClock;
let writers: FakeWriter[];
let finished: [startT: number, endT: number][];
let said: (string | null)[];
let refuse: Error | null;
let desk: SegmentDesk<string>;

beforeEach(() => {
  // 30 s after a full minute of the wall clock.
  clock = new ManualClock({ at: Date.UTC(2026, 10, 23, 18, 42, 30), t: 0 });
  [writers, finished, said, refuse] = [[], [], [], null];
  desk = new SegmentDesk<string>({
    segmentMs: MINUTE,
    open: (first, startAt) => {
      if (refuse !== null) throw refuse;
      const writer = new FakeWriter(first.packet, startAt);
      writers.push(writer);
      return writer;
    },
    finished: ({ startT, endT }) => finished.push([startT, endT]),
    stopped: (why) => said.push(why),
    clock,
    scheduler: clock,
  });
});

/** Ten pictures a second, a key frame every two seconds. */
async function film(ms: number, format = "h264"): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    const { t } = clock.now();
    const about = { key: t % 2_000 === 0, t, sourceT: t, bytes: 1, packet: format };
    desk.packet({ media: "video", ...about });
    desk.packet({ media: "audio", ...about, key: false });
    clock.advance(100);
    await settled();
  }
}

test("each packet is in one segment, each begins with a key frame, at the full minute", async () => {
  clock.advance(100);
  await film(3 * MINUTE);
  await desk.close();
  expect(writers.map(({ times }) => times)).toEqual([
    [2_000, 29_900],
    [30_000, 89_900],
    [90_000, 149_900],
    [150_000, 180_000],
  ]);
  expect(writers.every(({ written }) => written[0]?.key === true)).toBe(true);
  expect(writers[1]?.startAt).toBe(Date.UTC(2026, 10, 23, 18, 43));
  expect(finished).toEqual(writers.map(({ times }) => times));
  expect(said).toEqual([]);
});

test("where pictures are missing a segment ends, also if none come any more", async () => {
  await film(10_000);
  clock.advance(20_000);
  await settled();
  expect(finished).toEqual([[0, 9_900]]);
  await film(4_000);
  expect(writers.map(({ times }) => times[0])).toEqual([0, 30_000]);
});

test("another format is another segment", async () => {
  await film(10_000);
  await film(4_000, "hevc");
  await desk.close();
  expect(finished).toEqual([
    [0, 9_900],
    [10_000, 13_900],
  ]);
});

test("a wall clock that is set does not make one segment overwrite or swallow others", async () => {
  await film(10_000);
  clock.jumpWallClock(-3_600_000);
  await film(4_000);
  expect(writers.map(({ startAt }) => new Date(startAt).toISOString().slice(11, 19))).toEqual([
    "18:42:30",
    "17:42:40",
  ]);
});

describe("a disk that fails", () => {
  test("stops it with the reason, and it goes on by itself", async () => {
    await film(4_000);
    writers[0]?.fail(new Error("the disk is full"));
    await film(10_000);
    expect(said).toEqual(["the disk is full"]);
    expect(writers).toHaveLength(1);
    expect(desk.lost).toBeGreaterThan(190);
    await film(8_000);
    expect(writers).toHaveLength(2);
    // Whether it holds is known when a segment is closed.
    expect(said).toEqual(["the disk is full"]);
    await film(MINUTE);
    expect(said).toEqual(["the disk is full", null]);
  });

  test("is left alone for longer each time", async () => {
    refuse = new Error("no");
    const tries: number[] = [];
    Object.defineProperty(refuse, "message", {
      get: () => {
        if (tries.at(-1) !== clock.now().t) tries.push(clock.now().t);
        return "no";
      },
    });
    await film(4 * MINUTE);
    const waits = tries.slice(1).map((t, i) => t - (tries[i] ?? 0));
    expect(waits.slice(0, 3)).toEqual([16_000, 32_000, 62_000]);
    expect(said).toEqual(["no"]);
  });

  test("and hangs is not joined by a second write", async () => {
    await film(4_000);
    let release: () => void = () => undefined;
    writers[0]!.closing = new Promise((resolve) => (release = resolve));
    writers[0]?.fail(new Error("the disk is too slow"));
    await film(2 * MINUTE);
    expect(writers).toHaveLength(1);
    release();
    await film(20_000);
    expect(writers).toHaveLength(2);
  });

  test("and is slow to close gets longer files, not more", async () => {
    await film(20_000);
    let release: () => void = () => undefined;
    writers[0]!.closing = new Promise((resolve) => (release = resolve));
    await film(3 * MINUTE);
    expect(writers).toHaveLength(2);
    release();
    await settled();
    await film(2_000);
    expect(writers).toHaveLength(3);
  });
});

test("held back it closes what is open and says why; then it goes on", async () => {
  await film(4_000);
  desk.hold("the disk is nearly full");
  await film(4_000);
  expect(finished).toEqual([[0, 3_900]]);
  desk.hold(null);
  await film(4_000);
  expect(writers).toHaveLength(2);
  expect(said).toEqual(["the disk is nearly full", null]);
});

test("of a camera that cannot be recorded nothing is", async () => {
  desk.unrecordable("it sends raw pictures");
  desk.hold("the disk is nearly full");
  desk.hold(null);
  await film(4_000);
  expect(writers).toEqual([]);
  expect(said).toEqual(["it sends raw pictures", "the disk is nearly full", "it sends raw pictures"]);
});
