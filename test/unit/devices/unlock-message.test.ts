import { expect, it } from "vitest";
import { LockStand } from "../../fakes/lock-stand.ts";

const TEMPLATE = '{"state":"UNLOCK","id":"{{ request }}","until":{{expires_at}}}';

it("tells a lock that asks for it the request's id, and until when it may open", async () => {
  const stand = new LockStand({ command: { topic: "lock/set", lock: "LOCK", unlock: TEMPLATE } });
  const { at } = stand.clock.now();
  await stand.unlock("r1");
  const [sent] = stand.door.sent;
  expect(JSON.parse(sent?.payload ?? "")).toEqual({ state: "UNLOCK", id: "r1", until: at + 2_000 });
  expect(stand.all("device.commanded")[0]?.payload).toBe(sent?.payload);
});

it("leaves other braces as they are", async () => {
  const stand = new LockStand({ command: { topic: "lock/set", lock: "LOCK", unlock: '{"a":{"b":1}}' } });
  await stand.unlock("r1");
  expect(stand.door.sent[0]?.payload).toBe('{"a":{"b":1}}');
});
