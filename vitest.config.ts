import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores are the common small box; native models and brokers of several files at once only slow each other down.
    maxWorkers: 2,
  },
});
