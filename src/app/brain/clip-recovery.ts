import { fork } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { EventDraft } from "../../events/catalogue.ts";
import type { Clock } from "../../runtime/clock.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import { cameraOfClip, clipPath } from "./clip-name.ts";

const Recovered = z.array(z.object({ path: z.string(), seconds: z.number(), sha256: z.string().nullable() }));
const TIME_LIMIT_MS = 60_000;

/**
 * Finds the clips that a crash or a power cut has left unfinished, makes them ordinary clips, and returns the events that
 * say so. Call it before any camera records.
 */
export async function recoveredClips(directory: string, clock: Clock): Promise<EventDraft[]> {
  const names = await readdir(directory);
  if (!names.some((name) => name.endsWith(".part"))) return [];
  const clips = await inChild("all", directory);
  return Promise.all(clips.map((clip) => recoveredEvent(clip, clock)));
}

/**
 * Makes an ordinary clip of one that its camera's process left unfinished when it died.
 *
 * @param path the clip's final name
 * @returns null if nothing of it can be played
 */
export async function recoverOne(
  path: string,
): Promise<{ seconds: number; bytes: number; sha256: string | null } | null> {
  const [clip] = await inChild("one", path);
  if (clip === undefined) return null;
  const { seconds, sha256 } = clip;
  return { seconds, sha256, bytes: (await stat(clip.path)).size };
}

function inChild(what: "all" | "one", path: string): Promise<z.infer<typeof Recovered>> {
  const entry = fileURLToPath(compiledUrl(import.meta.url, "app/clip-recovery-process"));
  return new Promise((resolve, reject) => {
    let found: z.infer<typeof Recovered> | null = null;
    const child = fork(entry, [what, path], { serialization: "advanced", timeout: TIME_LIMIT_MS });
    child.on("message", (message) => {
      found = Recovered.safeParse(message).data ?? null;
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (found !== null) resolve(found);
      else reject(new Error(`the process that recovers clips ended with ${String(code ?? signal)}`));
    });
  });
}

async function recoveredEvent(
  { path, seconds, sha256 }: z.infer<typeof Recovered>[number],
  clock: Clock,
): Promise<EventDraft> {
  const clip = basename(path, ".mp4");
  const camera = cameraOfClip(clip);
  const { size, mtimeMs } = await stat(path);
  const { at, t } = clock.now();
  // The last write was the end of the clip, to a second.
  const startAt = mtimeMs - seconds * 1000;
  return {
    name: "recording.finished",
    source: `camera:${camera}`,
    at,
    t,
    camera,
    clip,
    reason: "cut off by a crash or a power cut; what was on the disk is kept",
    startAt,
    startT: t - (at - startAt),
    seconds,
    bytes: size,
    sha256,
    preRollMs: 0,
    media: [{ kind: "clip", path: clipPath(clip) }],
  };
}
