import fc from "fast-check";
import { expect, test } from "vitest";
import type { RingEntry } from "../../src/sensors/packet-ring.ts";
import { PacketRing } from "../../src/sensors/packet-ring.ts";

const SECONDS = 4;
const MAX_BYTES = 4_000;

interface Step {
  readonly gapMs: number;
  readonly key: boolean;
  readonly audio: boolean;
  readonly bytes: number;
}

const steps = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 0, max: 700 }),
    key: fc.boolean(),
    audio: fc.boolean(),
    bytes: fc.integer({ min: 1, max: 900 }),
  }),
  { minLength: 1, maxLength: 200 },
);

function toEntries(list: readonly Step[]): RingEntry<number>[] {
  let t = 1_000;
  return list.map(({ gapMs, key, audio, bytes }, packet) => {
    t += gapMs;
    return { media: audio ? "audio" : "video", key: key && !audio, t, sourceT: t, bytes, packet };
  });
}

test("whatever comes: bounds hold, every packet is held or released once, every recording starts with a key frame at or before the wish", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: SECONDS * 1_000 }), (list, agoMs) => {
      const released = new Set<number>();
      const ring = new PacketRing<number>({
        seconds: SECONDS,
        maxBytes: MAX_BYTES,
        release: (packet) => {
          expect(released.has(packet)).toBe(false);
          released.add(packet);
        },
      });
      const entries = toEntries(list);
      entries.forEach((entry, i) => {
        ring.push(entry);
        const held = entries.slice(0, i + 1).filter(({ packet }) => !released.has(packet));
        expect(ring.bytes).toBe(held.reduce((sum, { bytes }) => sum + bytes, 0));
        expect(ring.bytes).toBeLessThanOrEqual(MAX_BYTES);
        expect(ring.from(-Infinity)).toEqual(held);
        if (held.length > 0)
          checkStart(ring, { held, seen: entries.slice(0, i + 1), wishT: entry.t - agoMs });
      });
    }),
    { numRuns: 300 },
  );
});

function checkStart(
  ring: PacketRing<number>,
  { held, seen, wishT }: { held: RingEntry<number>[]; seen: RingEntry<number>[]; wishT: number },
): void {
  const start = ring.from(wishT)[0];
  expect(start?.key).toBe(true);
  const keysAtOrBefore = held.filter(({ key, t }) => key && t <= wishT);
  if (keysAtOrBefore.length > 0) expect(start).toEqual(keysAtOrBefore.at(-1));
  else expect(start).toEqual(held[0]);
  // Whatever begins late though there had been pictures does so for want of room, and that is known.
  const firstKeyT = seen.find(({ key }) => key)?.t ?? Infinity;
  if (start !== undefined && start.t > wishT && firstKeyT <= wishT)
    expect(ring.lostToBytes(wishT)).toBe(true);
  // Time alone never costs the wished start: only bytes may.
  const droppedForBytes = seen.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_BYTES;
  if (!droppedForBytes) expect(ring.lostToBytes(wishT)).toBe(false);
  const everKey = seen.find(({ key }) => key);
  if (!droppedForBytes && everKey !== undefined && everKey.t <= wishT)
    expect(start?.t).toBeLessThanOrEqual(wishT);
}
