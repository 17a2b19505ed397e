import { SystemScheduler } from "../adapters/clock/system-clock.ts";
import { recoverClips } from "../adapters/libav/recover-clips.ts";

/**
 * Started by the brain with a directory as its argument; sends the recovered clips and ends. A process of its own, because
 * it opens damaged files with native code.
 */
const [directory] = process.argv.slice(2);
if (directory !== undefined) {
  process.send?.(await recoverClips(directory, { scheduler: new SystemScheduler() }));
  process.disconnect();
}
