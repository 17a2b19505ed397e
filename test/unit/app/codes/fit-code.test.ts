import { expect, it } from "vitest";
import { whyUnfit } from "../../../../src/app/codes/fit-code.ts";

it.each(["739201", "1235", "correct horse", "äöü?"])("takes %s", (code) => {
  expect(whyUnfit(code)).toBeNull();
});

it.each([
  ["", /4 to 64/],
  ["739", /4 to 64/],
  ["7".repeat(65), /4 to 64/],
  [" 7392", /blanks/],
  ["73\t92", /keypad/],
  ["0000", /tried first/],
  ["1234", /tried first/],
  ["987654", /tried first/],
  ["abcd", /tried first/],
])("does not take %j", (code, why) => {
  expect(whyUnfit(code)).toMatch(why);
});
