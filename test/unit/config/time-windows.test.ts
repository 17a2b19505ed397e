import { expect, it } from "vitest";
import { overWindows } from "../../../src/app/over-windows.ts";
import { check, headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const withUnlock = (alternatives: string, more = "") =>
  HOUSE.replace("[{ all: [{ by: face, group: family }, { by: voice }] }]", alternatives) +
  `codes: { anna: { person: anna }, bob: { person: bob }, guest: {} }\n${more}`;
const heads = async (alternatives: string, more?: string) =>
  (await problemsOf({ config: withUnlock(alternatives, more) })).map(headOf);
const window = (when: string) => heads(`[{ by: code, when: ${when} }]`);

it("takes windows on alternatives, codes and people", async () => {
  expect(await window('{ days: [mon, fri], from: "09:00", to: "12:00", until: 2026-12-24 }')).toEqual([]);
  expect(await heads("[{ all: [{ by: code }, { by: hub }], when: { since: 2026-01-01 } }]")).toEqual([]);
  const rights =
    'people: { rights: [{ group: staff, when: { to: "12:00" } }, { person: tom, when: { days: [sat] } }] }\n';
  expect(await heads("[{ by: code }]", rights)).toEqual([]);
});

it.each([
  ['{ from: "09:00", to: "09:00" }', /is no time at all/],
  ["{ since: 2026-12-02, until: 2026-12-01 }", /is before 2026-12-02: it is never open/],
  ["{ days: [sun], since: 2026-11-30, until: 2026-12-02 }", /none of these weekdays \(sun\) lies between/],
  ["{ until: 2026-02-30 }", /expected a day such as/],
  ["{ days: [monday] }", /mon/],
  ["{}", /at least one of/],
])("refuses a window that is never open: %s", async (when, why) => {
  const [first, ...others] = await window(when);
  expect(first).toMatch(why);
  expect(others).toEqual([]);
});

it("refuses it on codes and people too", async () => {
  const never = '{ from: "09:00", to: "09:00" }';
  expect(await heads("[{ by: code }]", `people: { rights: [{ person: tom, when: ${never} }] }\n`)).toEqual([
    expect.stringContaining("is no time at all"),
  ]);
});

it("refuses rights of nobody, of both, and of an unknown group", async () => {
  const rights = (who: string) =>
    heads("[{ by: code }]", `people: { rights: [{ ${who} when: { to: "12:00" } }] }\n`);
  expect(await rights("")).toEqual([expect.stringContaining("either a person or a group")]);
  expect(await rights("person: tom, group: staff,")).toEqual([
    expect.stringContaining("either a person or a group"),
  ]);
  expect(await rights("group: stuff,")).toEqual([expect.stringContaining('did you mean "staff"?')]);
});

it("refuses more people than can ever stand there", async () => {
  const faces = (one: string, other: string) =>
    `[{ all: [{ by: face, accepts: replay, ${one} }, { by: face, accepts: replay, ${other} }], people: 2 }]`;
  expect(await heads(faces("group: family", "group: family"))).toEqual([]);
  expect(await heads(faces("person: anna", "person: anna"))).toEqual([
    expect.stringContaining("there twice"),
  ]);
  const withCode = (code: string) =>
    `[{ all: [{ by: face, person: anna }, { by: code, ${code} }], people: 2 }]`;
  expect(await heads(withCode("codes: [bob]"))).toEqual([]);
  expect(await heads(withCode("codes: [anna]"))).toEqual([
    expect.stringContaining("at most 1 different person"),
  ]);
  expect(await heads(withCode("codes: [guest]"))).toEqual([
    expect.stringContaining("at most 1 different person"),
  ]);
});

it("warns of what is over for good", async () => {
  const config = withUnlock(
    "[{ by: code, when: { until: 2026-11-29 } }, { by: code, when: { until: 2026-11-30 } }]",
  );
  const checked = await check({ config });
  if (!checked.ok) throw new Error("it should hold");
  expect(overWindows(checked.config, "2026-11-30")).toEqual([
    expect.objectContaining({
      severity: "warning",
      path: ["devices", "front_lock", "guard", "unlock", 0, "when", "until"],
    }),
  ]);
});
