import { expect, it } from "vitest";
import { headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const heads = async (alternatives: string, codes = "{ anna: { person: anna }, guest: {} }") =>
  (
    await problemsOf({
      config: `${HOUSE.replace("[{ all: [{ by: face, group: family }, { by: voice }] }]", alternatives)}codes: ${codes}\n`,
    })
  ).map(headOf);

it("takes a code alone, some codes, and the codes of a person", async () => {
  expect(await heads("[{ by: code }]")).toEqual([]);
  expect(await heads("[{ by: code, codes: [guest] }]")).toEqual([]);
  expect(await heads("[{ by: code, person: anna }]")).toEqual([]);
});

it("warns where there is no code at all", async () => {
  expect(await heads("[{ by: code }]", "{}")).toEqual([
    expect.stringMatching(/warning: nobody can satisfy this.*gatehouse code set/),
  ]);
});

it("refuses a code that is not declared, and names the nearest", async () => {
  expect(await heads("[{ by: code, codes: [gest] }]")).toEqual([
    expect.stringContaining('there is no code "gest" (declared: anna, guest); did you mean "guest"?'),
  ]);
});

it("refuses a person who has none of the codes", async () => {
  expect(await heads("[{ by: code, person: ana }]")).toEqual([
    expect.stringMatching(/none of these codes is one of ana.*did you mean "anna"\?/),
  ]);
  expect(await heads("[{ by: code, codes: [guest], person: anna }]")).toEqual([
    expect.stringContaining("nobody can ever satisfy this"),
  ]);
});

it("refuses a hash that is none, and does not repeat it", async () => {
  expect(await heads("[{ by: code }]", '{ anna: { hash: "739201" } }')).toEqual([
    expect.stringMatching(/warning: nobody can satisfy this/),
    expect.stringMatching(/found something else, expected a hash as `gatehouse code hash` prints it/),
  ]);
});

it("refuses a voice beside a code, where no face says who stands there", async () => {
  expect(await heads("[{ all: [{ by: code }, { by: voice }] }]")).toEqual([
    expect.stringContaining("a voice counts only beside the face"),
  ]);
});

it("warns that by: hub alone opens to whoever may publish", async () => {
  expect(await heads("[{ by: hub }]")).toEqual([
    expect.stringMatching(/warning: whoever may publish.*may unlock front_lock/),
  ]);
  expect(await heads("[{ all: [{ by: hub }, { by: code }] }]")).toEqual([]);
});

const duress = (more: string, house = HOUSE) =>
  problemsOf({
    config: `${house.replace("[{ all: [{ by: face, group: family }, { by: voice }] }]", "[{ by: code }]")}${more}`,
  });

it("takes a code for duress, and one that ends a lockdown", async () => {
  expect(
    await duress(
      "codes: { anna: {}, help: { duress: { notify: phone } } }\nlockdown: { ended_by: [anna] }\n",
    ),
  ).toEqual([]);
});

it.each([
  ["codes: { help: { duress: {} } }", /nobody can satisfy this/],
  ["codes: { anna: {}, help: { duress: { notify: fone } } }", /no notifier "fone"/],
  [
    "codes: { anna: {}, help: { duress: {} } }\nlockdown: { ended_by: [help] }",
    /is a code for duress: it ends nothing/,
  ],
  ["codes: { anna: {} }\nlockdown: { ended_by: [ana] }", /no code "ana".*did you mean "anna"/],
])("says what is wrong: %s", async (more, why) => {
  expect((await duress(`${more}\n`)).join()).toMatch(why);
});

it("refuses a code for duress where codes open", async () => {
  expect(await heads("[{ by: code, codes: [help] }]", "{ anna: {}, help: { duress: {} } }")).toContainEqual(
    expect.stringContaining("help is a code for duress: it opens nothing"),
  );
});

it("refuses a code for duress of which nobody would learn", async () => {
  const alone = HOUSE.replace(/notifiers:.*\n/, "");
  expect((await duress("codes: { anna: {}, help: { duress: {} } }\n", alone)).join()).toContain(
    "there is no notifier",
  );
});
