import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { hasScreen, playFilm } from "../../adapters/process/play-film.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { continuousText } from "../../surfaces/cli/continuous-text.ts";
import { sinceAt } from "../../surfaces/cli/event-filter.ts";
import { spanText, timeText } from "../../surfaces/cli/time-text.ts";
import type { CommandContext } from "../command-context.ts";
import { continuousCameras, segmentsBetween, type Segment } from "../continuous/read-segments.ts";

type Context = Pick<CommandContext, "stateDirectory" | "out" | "signal">;

/** Where in what is recorded all the time. */
export interface StretchOptions {
  readonly camera?: string;
  readonly from?: string;
  readonly to?: string;
}

interface Stretch {
  readonly camera: string;
  readonly fromAt: number;
  readonly toAt: number;
}

/** Prints what was recorded all the time, and when something moved in it. */
export async function runContinuousList(
  { camera, since, json }: { readonly camera?: string; readonly since?: string; readonly json?: boolean },
  { stateDirectory, out }: Context,
): Promise<void> {
  const directory = await stateDirectory();
  const nowAt = new SystemClock().now().at;
  const fromAt = since === undefined ? -Infinity : sinceAt(since, nowAt);
  const cameras = camera === undefined ? await continuousCameras(directory) : [camera];
  const found: Segment[] = [];
  for (const name of cameras)
    found.push(...(await segmentsBetween(directory, { camera: name, fromAt, toAt: Infinity })));
  if (json === true) for (const segment of found) out.write(`${JSON.stringify(segment)}\n`);
  else if (found.length === 0) out.write("Nothing was recorded all the time (`continuous:` of a camera).\n");
  else out.write(continuousText(found, timeText()));
}

/** Joins what was recorded of a camera between two times into one film. */
export async function runContinuousExport(
  { output, ...options }: StretchOptions & { readonly output?: string },
  context: Context,
): Promise<void> {
  const stretch = stretchOf(options);
  const day = new Date(stretch.fromAt).toISOString().replace(/[-:]|\.\d{3}/gu, "");
  const path = output ?? `${stretch.camera}-${day}.mp4`;
  for (const film of await joined(stretch, path, context)) {
    const text = timeText();
    const from = `${text.day(film.startAt)} ${text.time(film.startAt).slice(0, 8)}`;
    context.out.write(`${film.path}: from ${from} on, ${spanText(film.seconds * 1000)}\n`);
  }
}

/** Shows what was recorded of a camera between two times; without a screen, says how to get it as a file. */
export async function runContinuousPlay(
  options: StretchOptions,
  context: Context,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const stretch = stretchOf(options);
  if (!hasScreen(env)) {
    context.out.write(
      "There is no screen here; `gatehouse clips export` with the same options makes a file.\n",
    );
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-play-"));
  try {
    for (const { path } of await joined(stretch, join(folder, `${stretch.camera}.mp4`), context)) {
      if ((await playFilm(path, env, context.signal)) !== null) continue;
      context.out.write("No player was found that shows it (mpv or ffplay).\n");
      return;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function joined(
  stretch: Stretch,
  output: string,
  { stateDirectory, signal }: Context,
): Promise<readonly { readonly path: string; readonly startAt: number; readonly seconds: number }[]> {
  const parts = await segmentsBetween(await stateDirectory(), stretch);
  // Loaded here: no other command needs native code for films.
  const { joinFilms } = await import("../../adapters/libav/join-films.ts");
  const films = await joinFilms({ ...stretch, parts, output, scheduler: new SystemScheduler(), signal });
  if (films.length > 0) return films;
  throw new GatehouseError(
    "CLIP_UNKNOWN",
    `nothing is there of ${stretch.camera} from that time; \`gatehouse clips list --continuous\` shows what is`,
    { kind: "usage" },
  );
}

/** @throws GatehouseError CLIPS_STRETCH_UNCLEAR (usage) */
function stretchOf({ camera, from, to }: StretchOptions): Stretch {
  const nowAt = new SystemClock().now().at;
  if (camera === undefined || from === undefined)
    throw unclear("name a clip, or --camera and --from (and --to)");
  const fromAt = sinceAt(from, nowAt, "--from");
  const toAt = to === undefined ? nowAt : sinceAt(to, nowAt, "--to");
  if (toAt <= fromAt) throw unclear("--to is not after --from");
  return { camera, fromAt, toAt };
}

function unclear(why: string): GatehouseError {
  return new GatehouseError("CLIPS_STRETCH_UNCLEAR", why, { kind: "usage" });
}
