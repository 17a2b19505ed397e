import { expect, it } from "vitest";
import type { Action, Request } from "../../../src/events/action.ts";
import { obeyed } from "../../../src/rules/obeyed.ts";

const by = { kind: "rule", rule: "one", ruleRun: "e1/one" } as const;
const request = (action: Action): Request => ({ id: "e1/one/1", action, by, cause: "e1", at: 50, t: 5 });
const house = { mode: "home", guardedModes: ["away"], boot: "b", run: "r" };

it("a mode that a rule asks for is taken, where nobody has to be asked", () => {
  expect(obeyed(request({ kind: "mode", mode: "away" }), house)).toEqual({
    ...{ name: "mode.changed", id: "e1/one/1/obeyed", v: 1, seq: 0, source: "guard", boot: "b", run: "r" },
    ...{ at: 50, t: 5, from: "home", to: "away", by },
  });
});

it.each<[string, Action, string]>([
  ["it is the mode already", { kind: "mode", mode: "home" }, "home"],
  ["leaving the mode is guarded", { kind: "mode", mode: "home" }, "away"],
  ["it is no mode", { kind: "lockdown", active: true }, "home"],
])("nothing changes where %s", (_, action, mode) => {
  expect(obeyed(request(action), { ...house, mode })).toBeNull();
});
