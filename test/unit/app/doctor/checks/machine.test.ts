import { expect, test } from "vitest";
import { checkMachine } from "../../../../../src/app/doctor/checks/machine.ts";

const machine = { node: "v20.20.2", platform: "linux", arch: "x64" };
const advice = (changes: Partial<typeof machine>): string[] =>
  checkMachine({ ...machine, ...changes }).advice.map(({ severity, text }) => `${severity}: ${text}`);

test.each(["v20.19.0", "v20.20.2", "v22.1.0", "v100.0.0"])("Node %s will do", (node) => {
  expect(advice({ node })).toEqual([]);
});

test.each(["v20.18.3", "v18.19.0", "v9.99.9"])("Node %s is too old", (node) => {
  expect(advice({ node })).toEqual([expect.stringContaining("problem: Node 20.19") as string]);
});

test("a machine that the native parts were not made for is warned about", () => {
  expect(advice({ arch: "arm64" })).toEqual([]);
  expect(advice({ arch: "arm" })).toHaveLength(1);
  expect(advice({ platform: "darwin" })).toHaveLength(1);
});
