import { SystemScheduler } from "../adapters/clock/system-clock.ts";
import { readClip, recoverClip, type ReadClip } from "../adapters/libav/recover-clips.ts";
import { sha256Of } from "../adapters/media-files/digest.ts";
import { sleep } from "../runtime/clock.ts";
import { PART_SUFFIX } from "../sensors/camera.ts";
import { isBeingWritten, readClipNote } from "./clips/clip-note.ts";
import { RecoveryWish, type RecoveredFile } from "./clips/recovery.ts";

/** A camera's process that has lost its brain ends within 2.5 s; one that hangs is not waited for longer. */
const WRITTEN_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 100;

const parts = { scheduler: new SystemScheduler() };

/**
 * Started by the brain; told which clips to mend and which to read, answers with what they are, and ends. A process of its
 * own, because it opens damaged files with native code.
 */
process.once("message", (message) => {
  void recover(RecoveryWish.parse(message)).then((files) => {
    process.send?.(files);
    process.disconnect();
  });
});

async function recover({ mend, read }: RecoveryWish): Promise<RecoveredFile[]> {
  const files: RecoveredFile[] = [];
  for (const path of mend) {
    await untilLeft(path);
    // One that its own process has closed meanwhile is as good.
    files.push(...(await described((await recoverClip(path, parts)) ?? (await readClip(path, parts)), true)));
  }
  for (const path of read) files.push(...(await described(await readClip(path, parts), false)));
  return files;
}

/** A brain that was killed leaves camera processes that still close their clips. */
async function untilLeft(path: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < WRITTEN_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    const note = readClipNote((await readClip(path + PART_SUFFIX, parts))?.note ?? null);
    if (note === null || !isBeingWritten(note)) return;
    await sleep(parts.scheduler, LOOK_EVERY_MS, new AbortController().signal);
  }
}

async function described(clip: ReadClip | null, mended: boolean): Promise<RecoveredFile[]> {
  if (clip === null) return [];
  const { path, seconds, note } = clip;
  const sha256 = await sha256Of(path).catch(() => null);
  return [{ path, seconds, mended, note: readClipNote(note), sha256 }];
}
