import { expect, it } from "vitest";
// @ts-expect-error a script without types
import { needsCompiler } from "../../../scripts/setup/dependencies.mjs";

const needs = needsCompiler as (output: string) => boolean;

it("knows a failure for want of a compiler from a registry that cannot be reached", () => {
  expect(needs("npm error gyp ERR! find Python You need to install the latest version of Python.")).toBe(
    true,
  );
  expect(needs("npm error path /opt/gatehouse/node_modules/better-sqlite3\nnpm error command failed")).toBe(
    true,
  );
  expect(
    needs("npm error code ENOTFOUND\nnpm error network request to https://registry.example failed"),
  ).toBe(false);
});
