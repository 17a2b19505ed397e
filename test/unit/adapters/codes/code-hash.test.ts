import { expect, it } from "vitest";
import { hashCode, isCodeOf } from "../../../../src/adapters/codes/code-hash.ts";
import { ScryptChecker } from "../../../../src/adapters/codes/scrypt-checker.ts";
import { Code } from "../../../../src/config/schema/codes.ts";

it("knows a code by its hash, and no other; each hash has a salt of its own", async () => {
  const [one, other] = [await hashCode("739201"), await hashCode("739201")];
  expect(one).not.toBe(other);
  expect(await isCodeOf(one, "739201")).toBe(true);
  expect(await isCodeOf(other, "739201")).toBe(true);
  expect(await isCodeOf(one, "739202")).toBe(false);
  expect(one).not.toContain("739201");
  expect(Code.parse({ hash: one })).toEqual({ hash: one });
});

it("takes two ways to write a letter for one", async () => {
  expect(await isCodeOf(await hashCode("caf\u00e9s"), "cafe\u0301s")).toBe(true);
});

it.each([
  ["nothing", ""],
  ["a plain code", "739201"],
  ["one that costs nothing", `$scrypt$ln=4,r=8,p=1$${"A".repeat(22)}$${"A".repeat(43)}`],
  ["one that costs all memory", `$scrypt$ln=30,r=8,p=1$${"A".repeat(22)}$${"A".repeat(43)}`],
])("refuses %s for a hash", async (_, hash) => {
  await expect(isCodeOf(hash, "739201")).rejects.toThrow("gatehouse code hash");
});

it("leaves the event loop alone meanwhile, and names every code that reads so", async () => {
  const hash = await hashCode("739201");
  const other = { name: "b", person: null, duress: false, hash: await hashCode("1") };
  const checker = new ScryptChecker(() => [{ name: "a", person: "anna", duress: false, hash }, other]);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const found = await checker.matches("739201");
  clearInterval(timer);
  expect(found).toEqual([{ name: "a", person: "anna", duress: false }]);
  expect(turns).toBeGreaterThan(2);
});
