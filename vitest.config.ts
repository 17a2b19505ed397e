import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    testTimeout: 40_000,
    hookTimeout: 120_000,
    // Two cores are the common small box; native models and brokers of several files at once only slow each other down.
    maxWorkers: 2,
    // Tests that run in real time beside others on a shared machine may once come too late; a fault comes twice.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
