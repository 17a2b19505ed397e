import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    testTimeout: 40_000,
    hookTimeout: 120_000,
    // One more than the common small box has cores: many tests wait for something to happen in real time.
    maxWorkers: 3,
    // Tests that run in real time beside others on a shared machine may once come too late; a fault comes twice.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
