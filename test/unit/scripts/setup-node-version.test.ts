import { expect, test } from "vitest";

interface NodeVersion {
  readonly nodeProblem: (version: string, range: string) => string | null;
  readonly compareVersions: (a: string, b: string) => number;
}
const { nodeProblem, compareVersions } = (await import(
  new URL("../../../scripts/setup/node-version.mjs", import.meta.url).href
)) as NodeVersion;

test("a Node as new as package.json wants, or newer, is taken", () => {
  for (const version of ["20.19.0", "20.20.2", "22.0.0", "24.1.0-nightly"])
    expect(nodeProblem(version, ">=20.19")).toBeNull();
});

test("an older Node is named, with the version that is needed", () => {
  for (const version of ["18.19.0", "20.18.3", "8.1.0"]) {
    expect(nodeProblem(version, ">=20.19")).toContain(`Node ${version} is too old`);
    expect(nodeProblem(version, ">=20.19")).toContain("20.19 or newer");
  }
});

test("versions are compared part by part as numbers", () => {
  expect(compareVersions("20.9.0", "20.19")).toBeLessThan(0);
  expect(compareVersions("20.19.0", "20.19")).toBe(0);
  expect(compareVersions("100.0.0", "20.19")).toBeGreaterThan(0);
});
