/**
 * `npm run mutation`: builds one small fault after the other into guard and rules, and counts those that a test notices.
 * `npm run mutation -- -m "src/guard/*.ts"` does so with these files alone.
 */
export default {
  mutate: ["src/guard/**/*.ts", "src/rules/**/*.ts"],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "scripts/verify/mutation.vitest.config.mjs", related: false },
  coverageAnalysis: "perTest",
  concurrency: 1,
  // Sentences for people may be worded in any way; codes, which decide, are compared by tests.
  mutator: { excludedMutations: ["StringLiteral"] },
  // A fault in what is computed once at the start (tables of words, sizes) would need a run of all tests.
  ignoreStatic: true,
  ignorePatterns: ["/*", "!/src", "!/test", "!/rules", "!/scripts", "!/package.json", "!/tsconfig*.json"],
  tempDirName: "node_modules/.cache/stryker",
  // What was found out before holds until the file, or a test that runs through it, changes.
  incremental: true,
  incrementalFile: "node_modules/.cache/stryker-incremental.json",
  reporters: ["clear-text", "progress-append-only", "json"],
  jsonReporter: { fileName: "node_modules/.cache/stryker-report.json" },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  // A busy machine is no endless loop.
  timeoutMS: 45_000,
};
