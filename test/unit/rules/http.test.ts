import { describe, expect, it } from "vitest";
import { check, headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const CONFIG = HOUSE.replace(
  "allow: [home/bell]",
  'allow: [home/bell, "https://hub.local/hook/"], keys: { hub: !env HUB_KEY }',
);
const rules = (action: string): string => `rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: http, ${action} }]
`;
const problems = async (action: string): Promise<string[]> =>
  (await problemsOf({ config: CONFIG, rules: rules(action) }, { HUB_KEY: "0123456789abcdef" })).map(headOf);

describe("the action http", () => {
  it("asks for a request with everything rendered", async () => {
    const action = `url: "https://hub.local/hook/{{ trigger.payload }}", headers: { X-Mode: "{{ mode }}" }, body: '{"m":"{{ mode }}"}', sign: hub, timeout: 5s`;
    const result = await check({ config: CONFIG, rules: rules(action) }, { HUB_KEY: "0123456789abcdef" });
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("\n"));
    const house = new RuleBench(result.program);
    const { requests } = house.send(1, "message.received", fields.message("go", "door"));
    expect(requests[0]?.action).toEqual({
      ...{ kind: "http", method: "POST", url: "https://hub.local/hook/door", headers: { "X-Mode": "home" } },
      ...{ body: '{"m":"home"}', timeoutMs: 5000, sign: "hub" },
    });
  });

  it("may only name addresses and keys that the configuration lists", async () => {
    expect(await problems('url: "https://hub.local/hook/a"')).toEqual([]);
    expect(await problems('url: "https://hub.local/{{ mode }}"')).toEqual([]);
    expect(await problems('url: "https://hub.local/other/{{ mode }}"')).toEqual([
      expect.stringContaining("https://hub.local/other/ is not among the addresses that outputs.allow lists"),
    ]);
    expect(await problems("url: hub.local/hook/a")).toEqual([
      expect.stringContaining("expected an address such as"),
    ]);
    expect(await problems('url: "https://hub.local/hook/a", sign: hup')).toEqual([
      expect.stringContaining('there is no key "hup" (declared: hub); did you mean "hub"?'),
    ]);
    expect(await problems('url: "https://hub.local/hook/a", method: GET, body: x')).toEqual([
      expect.stringContaining("expected no body with GET"),
    ]);
  });
});
