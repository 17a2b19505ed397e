// Films and sounds for the benchmarks of the daemon, made from the demo's own media with Debian's ffmpeg and flite.
import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { npmArchiveFetcher } from "../../dist/adapters/npm-registry/archive-fetcher.js";
import { prepareMedia } from "../../dist/app/demo/media.js";

const run = promisify(execFile);

/** What a sensor adds to every picture; without it a film where nothing moves is a frozen picture. */
const NOISE = ["-vf", "noise=alls=4:allf=t"];
const ENCODING = [
  "-an",
  "-c:v",
  "libx264",
  "-preset",
  "veryfast",
  "-bf",
  "0",
  "-g",
  "15",
  "-pix_fmt",
  "yuv420p",
];

/** Seconds of the demo's film: an empty porch; somebody of the family standing; the whole visit of the family. */
const EMPTY = { from: 0, seconds: 10 };
const STANDING = { from: 21, seconds: 4 };
const VISIT = { from: 6, seconds: 25 };

const TALK =
  "The weather will stay cold until the end of the week, and on Saturday there may be a little snow in the hills. " +
  "My sister called this morning and asked whether we would like to visit her in the spring. " +
  "I told her that the garden has to be finished first, because the old fence fell over in the storm. " +
  "After dinner we could watch the film that everybody at work is talking about.";

/** Makes everything in `folder`; paths of the films and sounds, and of the photograph to enrol from. */
export async function makeMedia(folder) {
  const demo = await prepareMedia({
    cache: join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "demo"),
    fetcher: async () => npmArchiveFetcher(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const film = async (name, { from, seconds }, how) => {
    const path = join(folder, `${name}.mp4`);
    await run("ffmpeg", [
      "-v",
      "error",
      "-y",
      "-ss",
      `${from}`,
      "-t",
      `${seconds}`,
      "-i",
      demo.film,
      ...how,
      path,
    ]);
    return path;
  };
  return {
    portrait: demo.portrait,
    film: demo.film,
    command: demo.sound,
    empty: await film("empty", EMPTY, [...NOISE, ...ENCODING]),
    standing: await film("standing", STANDING, [...NOISE, ...ENCODING]),
    visit: await film("visit", VISIT, ["-c", "copy"]),
    silence: await sound(join(folder, "silence.wav"), [
      ...["-f", "lavfi", "-i", "anoisesrc=r=16000:d=10:a=0.001"],
    ]),
    talk: await talk(folder),
  };
}

async function talk(folder) {
  const spoken = join(folder, "spoken.wav");
  await run("flite", ["-voice", "slt", "-t", TALK, "-o", spoken]);
  return sound(join(folder, "talk.wav"), ["-i", spoken]);
}

async function sound(path, input) {
  await run("ffmpeg", ["-v", "error", "-y", ...input, "-ar", "16000", "-ac", "1", path]);
  return path;
}

/** Milliseconds of processor time that Debian's ffmpeg takes to decode one picture of a film, on one thread. */
export async function plainDecodeMs(film, pictures) {
  const line = `TIMEFORMAT='%U %S'; time ffmpeg -v error -threads 1 -stream_loop 4 -i "$0" -f null -`;
  const { stderr } = await run("bash", ["-c", line, film]);
  const [user = 0, system = 0] = stderr.trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
  return ((user + system) * 1000) / (5 * pictures);
}
