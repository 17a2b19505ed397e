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
