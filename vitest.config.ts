import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** Tests that take a minute and more begin first, or everything waits for the last of them at the end. */
const LONG =
  /\/(killed-anywhere|challenge-\w+(-\w+)?|away-for-a-minute|other-speech|spoken-commands)\.test\.ts$/u;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    testTimeout: 40_000,
    hookTimeout: 120_000,
    // One more than the common small box has cores: many tests wait for something to happen in real time.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Tests that run in real time beside others on a shared machine may once come too late; a fault comes twice.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
