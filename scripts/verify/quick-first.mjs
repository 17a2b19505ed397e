import { relative } from "node:path";
import { BaseSequencer } from "vitest/node";

const UNKNOWN = { failed: false, duration: 0 };

/**
 * Has those files of tests run first that failed last, as faults that stand together are noticed by the same tests; then the
 * quick ones: most faults are noticed by any.
 */
export class QuickFirst extends BaseSequencer {
  async sort(files) {
    const { cache, config } = this.ctx;
    const before = ({ project, moduleId }) =>
      cache.getFileTestResults(`${project.name}:${relative(config.root, moduleId)}`) ?? UNKNOWN;
    return files
      .map((file) => ({ file, ...before(file) }))
      .toSorted((a, b) => Number(b.failed) - Number(a.failed) || a.duration - b.duration)
      .map(({ file }) => file);
  }
}
