import { expect, test } from "vitest";

interface Lock {
  readonly packages: Record<string, { version?: string; optional?: boolean; link?: boolean }>;
}
const { firstOutdated } = (await import(
  new URL("../../../scripts/setup/lock-file.mjs", import.meta.url).href
)) as { firstOutdated: (lock: Lock, installed: Lock | null) => string | null };

const lock: Lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/zod": { version: "4.6.7" },
    "node_modules/@img/sharp-darwin-arm64": { version: "0.35.5", optional: true },
  },
};

test("without an installation everything is missing", () => {
  expect(firstOutdated(lock, null)).toBe("node_modules");
});

test("packages of other platforms may be missing", () => {
  expect(firstOutdated(lock, { packages: { "node_modules/zod": { version: "4.6.7" } } })).toBeNull();
});

test("a package that is missing or has another version is named", () => {
  expect(firstOutdated(lock, { packages: {} })).toBe("node_modules/zod");
  expect(firstOutdated(lock, { packages: { "node_modules/zod": { version: "4.6.6" } } })).toBe(
    "node_modules/zod",
  );
});
