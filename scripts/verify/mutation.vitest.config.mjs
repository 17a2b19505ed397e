import { defineConfig } from "vitest/config";
import { keptThread } from "./kept-thread.mjs";
import { QuickFirst } from "./quick-first.mjs";

/** The tests that are quick enough to be run for each of thousands of faults. */
export default defineConfig({
  plugins: [keptThread],
  test: {
    include: ["test/unit/{guard,rules}/**/*.test.ts"],
    // Goes through the minutes of two days.
    exclude: ["test/unit/rules/sun.test.ts"],
    environment: "node",
    testTimeout: 40_000,
    maxWorkers: 1,
    // Guard and rules keep nothing in their modules, so that one thread can go through all of their tests.
    pool: "threads",
    isolate: false,
    sequence: { sequencer: QuickFirst },
    // The copy with the faults in it lies in node_modules, and is to be treated like source all the same.
    server: { deps: { inline: [/\/\.cache\/stryker\//] } },
    setupFiles: ["scripts/verify/no-fault-yet.mjs"],
  },
});
