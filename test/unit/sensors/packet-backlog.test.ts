import { expect, test } from "vitest";
import { PacketBacklog } from "../../../src/sensors/packet-backlog.ts";

test("when it is full, everything up to the next key frame with room goes, and is counted", async () => {
  const released: string[] = [];
  const backlog = new PacketBacklog<string>(3, (packet) => released.push(packet));
  for (const packet of ["K1", "a", "b", "c", "d"]) backlog.push(packet, packet.startsWith("K"));
  expect(await backlog.next()).toBe("K1");
  backlog.push("e", false);
  backlog.push("K2", true);
  backlog.push("f", false);
  expect(released).toEqual(["c", "d", "e", "f"]);
  expect(backlog.dropped).toBe(4);
  expect([await backlog.next(), await backlog.next(), await backlog.next()]).toEqual(["a", "b", "K2"]);
});

test("a source that can wait loses nothing", async () => {
  const backlog = new PacketBacklog<number>(2, () => expect.unreachable());
  const taken: number[] = [];
  const consumer = (async () => {
    for (let packet = await backlog.next(); packet !== null; packet = await backlog.next()) {
      await new Promise((resolve) => setImmediate(resolve));
      taken.push(packet);
    }
  })();
  for (let i = 0; i < 20; i += 1) {
    await backlog.room();
    backlog.push(i, i === 0);
  }
  backlog.end();
  await consumer;
  expect(taken).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test("abandoned, it releases what waits and wakes whoever waits", async () => {
  const released: string[] = [];
  const backlog = new PacketBacklog<string>(1, (packet) => released.push(packet));
  backlog.push("K", true);
  const room = backlog.room();
  backlog.abandon();
  await room;
  expect(await backlog.next()).toBeNull();
  backlog.push("late", true);
  expect(released).toEqual(["K", "late"]);
});
