import { expect, test } from "vitest";
import type { RingEntry } from "../../../src/sensors/packet-ring.ts";
import { PacketRing } from "../../../src/sensors/packet-ring.ts";

function entry(t: number, key: boolean, bytes = 10): RingEntry<number> {
  return { media: "video", key, t, sourceT: t, bytes, packet: t };
}

function ringOf(seconds: number, maxBytes: number): { ring: PacketRing<number>; released: number[] } {
  const released: number[] = [];
  return {
    released,
    ring: new PacketRing({ seconds, maxBytes, release: (packet) => released.push(packet) }),
  };
}

test("a group of pictures longer than the ring is kept: a recording starts earlier, never later", () => {
  const { ring } = ringOf(3, 1_000_000);
  for (let t = 0; t <= 14_000; t += 500) ring.push(entry(t, t % 10_000 === 0));
  expect(ring.from(11_000)[0]).toMatchObject({ t: 10_000, key: true });
  expect(ring.oldestT).toBe(10_000);
  expect(ring.from(5_000)[0]?.t).toBe(10_000);
});

test("what comes before the first key frame is of no use and goes at once", () => {
  const { ring, released } = ringOf(3, 1_000_000);
  ring.push(entry(0, false));
  ring.push(entry(1, true));
  expect(released).toEqual([0]);
  expect(ring.from(0).map(({ t }) => t)).toEqual([1]);
});

test("a single group that is too large empties the ring until the next key frame", () => {
  const { ring, released } = ringOf(10, 100);
  ring.push(entry(0, true, 60));
  ring.push(entry(1, false, 60));
  ring.push(entry(2, false, 60));
  expect(ring.bytes).toBe(0);
  expect(ring.overflows).toBe(1);
  expect(ring.lostToBytes(2)).toBe(true);
  expect(ring.from(0)).toEqual([]);
  ring.push(entry(3, true, 60));
  expect([2.9, 3].map((t) => ring.lostToBytes(t))).toEqual([true, false]);
  expect(ring.from(0).map(({ t }) => t)).toEqual([3]);
  expect(released).toEqual([0, 1, 2]);
});

test("cleared, it has released every packet once", () => {
  const { ring, released } = ringOf(10, 1_000);
  for (let t = 0; t < 10; t += 1) ring.push(entry(t, t % 3 === 0));
  ring.clear();
  expect(released).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(ring.bytes).toBe(0);
});
