import { defineConfig } from "vitest/config";

/** The tests that are quick enough to be run for each of thousands of faults. */
export default defineConfig({
  test: {
    include: ["test/unit/{guard,rules}/**/*.test.ts"],
    environment: "node",
    testTimeout: 40_000,
    maxWorkers: 1,
  },
});
