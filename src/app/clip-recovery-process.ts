import { SystemScheduler } from "../adapters/clock/system-clock.ts";
import { sha256Of } from "../adapters/media-files/digest.ts";
import { recoverClip, recoverClips } from "../adapters/libav/recover-clips.ts";

/**
 * Started by the brain with `all DIRECTORY` or `one CLIP`; sends the recovered clips and ends. A process of its own,
 * because it opens damaged files with native code.
 */
const [what, path] = process.argv.slice(2);
if (path !== undefined) {
  const parts = { scheduler: new SystemScheduler() };
  const found = what === "all" ? await recoverClips(path, parts) : [await recoverClip(path, parts)];
  const clips = found.filter((clip) => clip !== null);
  const sums = clips.map(async (clip) => ({ ...clip, sha256: await sha256Of(clip.path).catch(() => null) }));
  process.send?.(await Promise.all(sums));
  process.disconnect();
}
