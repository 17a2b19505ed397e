import { describe, expect, it } from "vitest";
import { fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rules = (actions: string): string =>
  `rules:\n  - id: one\n    triggers: [{ trigger: voice, sentences: ["switch to {mode}"], slots: { mode: [home, attic] } }]\n    actions: ${actions}\n`;
const said = (house: RuleBench, mode = "home") =>
  house.send(1, "voice.commanded", fields.command("one", { mode }));

describe("actions", () => {
  it("become requests with texts rendered, ids from the event, and who asked", async () => {
    const house = await RuleBench.of(
      rules(
        '[{ action: mode, set: "{{ trigger.slots.mode }}" }, { action: record, camera: garden, for: 30s }, { action: snapshot, camera: garden }, { action: notify, message: "{{ size(people) }} at home" }, { action: mqtt, topic: home/bell, payload: ding, qos: 1 }, { action: lockdown }, { action: listen, microphone: hall }]',
      ),
    );
    const { requests } = said(house);
    expect(requests.map((request) => request.action)).toEqual([
      { kind: "mode", mode: "home" },
      { kind: "record", camera: "garden", until: null, forMs: 30_000 },
      { kind: "snapshot", camera: "garden" },
      { kind: "notify", message: "0 at home", notifier: null },
      { kind: "mqtt", topic: "home/bell", payload: "ding", retain: false, qos: 1 },
      { kind: "lockdown", active: true },
      { kind: "listen", microphone: "hall", forMs: 8_000 },
    ]);
    expect(requests[1]).toMatchObject({
      id: "e1/one/2",
      by: { kind: "rule", rule: "one", ruleRun: "e1/one" },
      cause: "e1",
      t: 1000,
    });
  });

  it("that name what is not there end the run with an error, and nothing after them is asked for", async () => {
    const house = await RuleBench.of(
      rules('[{ action: mode, set: "{{ trigger.slots.mode }}" }, { action: speak, text: done }]'),
    );
    const result = said(house, "attic");
    expect(result.requests).toEqual([]);
    expect(told(result)).toEqual([expect.stringContaining('one error: There is no mode "attic"')]);
  });
});
