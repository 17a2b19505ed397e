import { describe, expect, it } from "vitest";
import { houseWith } from "../../fakes/checked-house.ts";
import { asked, fields, NOON, RuleBench, told } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: lock-again
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - wait: 10s
      - { action: device, lock: front_lock }
`;
const waiting = async (): Promise<RuleBench> => {
  const house = await RuleBench.of(RULES);
  house.send(100, "message.received", fields.message("go", ""));
  return house;
};

describe("a wait", () => {
  it("ends at its time and says when to wake", async () => {
    const house = await waiting();
    expect(house.wakeAtT).toBe(110_000);
    expect(asked(house.timer(109))).toEqual([]);
    expect(asked(house.timer(110))).toEqual(["device:front_lock:lock"]);
  });

  it("ends at any event that is late enough, timer or not", async () => {
    const house = await waiting();
    expect(asked(house.send(111, "person.appeared", fields.appeared()))).toEqual(["device:front_lock:lock"]);
  });

  it("goes on by ms since boot after a restart in the same boot, whatever the wall clock says", async () => {
    const house = await waiting();
    house.startAt = NOON - 86_400_000;
    expect(asked(house.restart(105))).toEqual([]);
    expect(house.wakeAtT).toBe(110_000);
    expect(asked(house.timer(110))).toEqual(["device:front_lock:lock"]);
  });

  it("that ended while Gatehouse was down is done at once, and said to be late", async () => {
    const house = await waiting();
    const result = house.restart(160);
    expect(asked(result)).toEqual(["device:front_lock:lock"]);
    expect(result.traces[0]?.steps.map((step) => step.detail)).toContain(
      "waited; 50 s late, Gatehouse was not running",
    );
  });

  it("goes on by wall clock after a reboot", async () => {
    const house = await waiting();
    expect(asked(house.restart(2, { boot: "boot-2", startAt: NOON + 104_000 }))).toEqual([]);
    expect(house.wakeAtT).toBe(6000);
    expect(asked(house.timer(6))).toEqual(["device:front_lock:lock"]);
  });

  it("that ended during a power cut is done at once", async () => {
    const house = await waiting();
    expect(asked(house.restart(2, { boot: "boot-2", startAt: NOON + 3_600_000 }))).toEqual([
      "device:front_lock:lock",
    ]);
  });

  it("is missed after a reboot with a clock that is behind the journal, and says so", async () => {
    const house = await waiting();
    const result = house.restart(2, { boot: "boot-2", startAt: 0 });
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual([
      expect.stringContaining("lock-again stopped: missed: after the reboot the clock is behind"),
    ]);
    expect(house.wakeAtT).toBeNull();
  });

  it("ends when its rule is changed or gone", async () => {
    const changed = await waiting();
    changed.program = (await houseWith(RULES.replace("10s", "11s"))).program;
    expect(told(changed.timer(105))).toEqual(["lock-again stopped: the rule was changed meanwhile"]);
    const gone = await waiting();
    gone.program = (await houseWith("rules: []\n")).program;
    expect(told(gone.timer(105))).toEqual(["lock-again stopped: the rule is gone or switched off"]);
  });
});
