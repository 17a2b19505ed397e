import { expect, it } from "vitest";
import { LockStand } from "../../fakes/lock-stand.ts";

const AVAILABILITY = "door/availability";

/** A lock whose gateway says whether it can be reached. */
function stand(): LockStand {
  const availability = { topic: AVAILABILITY, value: (payload: unknown) => payload };
  return new LockStand({ availability });
}

const tell = (lock: LockStand, word: string, retained = false): void => {
  const payload = new TextEncoder().encode(word);
  lock.lock.onMessage({ topic: AVAILABILITY, payload, retained, ...lock.clock.now() });
};

it.each([true, false])(
  "unlocks nothing that cannot be reached, also if that was told before it started: %s",
  async (retained) => {
    const lock = stand();
    tell(lock, "offline", retained);
    await lock.unlock("r1");
    expect(lock.door.commands).toEqual([]);
    expect(lock.all("request.denied")).toMatchObject([{ code: "DEVICE_OFFLINE", request: "r1" }]);
    expect(lock.all("device.changed")).toMatchObject([
      { device: "front_door_lock.availability", state: "OFFLINE" },
    ]);
  },
);

it("unlocks when it can be reached again, and as long as nobody says anything", async () => {
  const lock = stand();
  tell(lock, "offline");
  tell(lock, "online");
  tell(lock, "a word that says neither");
  await lock.unlock("r1");
  expect(lock.door.commands).toEqual(["UNLOCK"]);
});

it("locks all the same: that can only help", async () => {
  const lock = stand();
  await lock.unlock("r1");
  tell(lock, "offline");
  await lock.clock.advanceSettled(60_000);
  expect(lock.door.commands.slice(0, 2)).toEqual(["UNLOCK", "LOCK"]);
});
