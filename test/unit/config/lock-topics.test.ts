import { expect, it } from "vitest";
import { headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const heads = async (config: string): Promise<string[]> => (await problemsOf({ config })).map(headOf);
const withCommand = (command: string): string => HOUSE.replace("{ topic: lock/set }", command);
const back = (command: string): string =>
  HOUSE.replace(
    "  lamp:",
    `  back_lock:
    type: lock
    simulated: true
    state: { topic: back/state }
    command: { topic: ${command} }
    relock_after: 10s
    guard: { unlock: [{ by: face, group: family, accepts: replay }] }
  lamp:`,
  );

it.each(["lock/set", "lock/set/state", "lock/state"])("lets no switch write to %s", async (topic) => {
  expect(await heads(HOUSE.replace("lamp/set", topic))).toEqual([
    expect.stringContaining(`gatehouse.yaml:16:43: ${topic} belongs to the guarded front_lock`),
  ]);
});

it.each(["lock/set", "lock/state/x"])("lets no notifier write to %s", async (topic) => {
  expect(await heads(HOUSE.replace("home/notify", topic))).toEqual([
    expect.stringContaining(`${topic} belongs to the guarded front_lock`),
  ]);
});

it("lets neither command Gatehouse", async () => {
  const topic = "gatehouse/test/device/front_lock/set";
  for (const place of ["lamp/set", "home/notify"]) {
    expect(await heads(HOUSE.replace(place, topic))).toEqual([
      expect.stringContaining("a command topic of Gatehouse itself"),
    ]);
  }
});

it("refuses outputs below a lock's topic", async () => {
  expect(await heads(HOUSE.replace("home/bell", "lock/set/state"))).toEqual([
    expect.stringContaining("a topic of the guarded front_lock"),
  ]);
});

it("refuses a second policy for the same lock", async () => {
  expect(await heads(back("back/set"))).toEqual([]);
  expect(await heads(back("lock/set"))).toEqual([
    expect.stringContaining("lock/set is also a topic of back_lock"),
    expect.stringContaining("lock/set is also a topic of front_lock"),
  ]);
});

it("refuses one message for both: locking needs no leave", async () => {
  expect(await heads(withCommand("{ topic: lock/set, lock: TOGGLE, unlock: TOGGLE }"))).toEqual([
    expect.stringContaining("the message that locks and the one that unlocks are the same"),
  ]);
});

it("refuses to read the lock's state where the lock is commanded", async () => {
  expect(await heads(withCommand("{ topic: lock/state }"))).toEqual([
    expect.stringContaining("Gatehouse would take its own command for the lock's answer"),
  ]);
});

it("refuses to command a lock by a topic of Gatehouse", async () => {
  expect(await heads(withCommand("{ topic: gatehouse/back/device/lock/set }"))).toEqual([
    expect.stringContaining("is a command topic of Gatehouse itself, not of a lock"),
  ]);
});

it("takes no placeholder in the unlock's message that it does not know", async () => {
  const known =
    '{ topic: lock/set, unlock: \'{"state":{"x":"UNLOCK"},"id":"{{ request }}","until":{{expires_at}}}\' }';
  expect(await heads(withCommand(known))).toEqual([]);
  expect(await heads(withCommand("{ topic: lock/set, unlock: '{{ code }}' }"))).toEqual([
    expect.stringContaining("expected no {{ … }} but {{ request }} and {{ expires_at }}"),
  ]);
});
