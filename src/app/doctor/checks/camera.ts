import { redactSource, sourceKind } from "../../../sensors/camera-source.ts";
import { RING_MAX_BYTES } from "../../brain/sensor-setups.ts";
import type { CameraSetup } from "../../protocol.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";
import { streamText } from "../stream-text.ts";
import type { AskProbe } from "../probe/ask-probe.ts";
import { StreamReport } from "../probe/jobs.ts";

/** What is asked about one camera. */
interface CameraQuestion {
  readonly setup: Pick<CameraSetup, "source" | "detectSource" | "fps">;
  /** What the running Gatehouse says of it; null if none runs. */
  readonly daemon: SensorWord | null;
}

/** The last word of a running daemon on a sensor. */
export interface SensorWord {
  readonly ok: boolean;
  readonly why: string;
}

/** How long a stream is read, s. */
const STREAM_SECONDS = 3;
/** And how long for a second key frame, if need be. */
export const KEY_FRAME_SECONDS = 12;
/** A group of pictures from so long on is worth a word. */
const LONG_GROUP_S = 4;

interface Tools {
  readonly ask: AskProbe;
  readonly signal: AbortSignal;
}

/** Whether a camera opens and sends what it should. What the running daemon holds alone is not opened: it is asked. */
export async function checkCamera({ setup, daemon }: CameraQuestion, tools: Tools): Promise<Outcome> {
  if (daemon !== null && sourceKind(setup.source) === "device") return heldByDaemon(setup.source, daemon);
  const streams = [
    { name: "", source: setup.source, least: setup.detectSource === null ? setup.fps : 0 },
    ...(setup.detectSource === null
      ? []
      : [{ name: "detect: ", source: setup.detectSource, least: setup.fps }]),
  ];
  const found: string[] = [];
  const advice: Advice[] = [];
  const facts: Record<string, string | number | null> = {};
  for (const { name, source, least } of streams) {
    const isRecorded = source === setup.source;
    const keyFrameSeconds = isRecorded ? KEY_FRAME_SECONDS : STREAM_SECONDS;
    const job = { job: "stream" as const, source, seconds: STREAM_SECONDS, keyFrameSeconds };
    try {
      const stream = await tools.ask(job, StreamReport, tools.signal);
      found.push(`${name}${streamText(stream)}`);
      advice.push(...streamAdvice(stream, { name, least, isRecorded }));
      const { codec, width, height, fps } = stream;
      const prefix = name === "" ? "" : "detect";
      Object.assign(facts, {
        [`${prefix}codec`]: codec,
        [`${prefix}width`]: width,
        [`${prefix}height`]: height,
        [`${prefix}fps`]: fps,
      });
    } catch (error) {
      found.push(`${name}${redactSource(source)} does not open`);
      advice.push(unopened(name, error, daemon));
    }
  }
  return { found: found.join("; "), advice, facts };
}

function heldByDaemon(source: string, { ok, why }: SensorWord): Outcome {
  return {
    found: `${source}, held by the running Gatehouse, which ${ok ? "sees it" : "does not see it"}`,
    advice: ok ? [] : [problem(`${why}; stop Gatehouse and run this again to look at the camera itself`)],
    facts: { heldByDaemon: true, ok },
  };
}

function unopened(name: string, error: unknown, daemon: SensorWord | null): Advice {
  const why = `${name}${error instanceof Error ? error.message : String(error)}`;
  if (daemon?.ok !== true) return problem(why);
  return warning(
    `${why} The running Gatehouse sees this camera, so it may be one that serves a single reader: stop Gatehouse to look at it`,
  );
}

function streamAdvice(
  stream: StreamReport,
  { name, least, isRecorded }: { name: string; least: number; isRecorded: boolean },
): Advice[] {
  const { fps, unrecordable, decoded, undecodable } = stream;
  const texts = [
    ...(fps !== null && fps < least * LEAST_RATE
      ? [
          `${name}it sends ${fps.toFixed(1)} pictures a second, ${least} are wanted (detect.fps): raise its frame rate`,
        ]
      : []),
    ...(isRecorded && unrecordable !== null ? [unrecordable] : []),
    ...(isRecorded && unrecordable === null ? longGroupAdvice(stream) : []),
    ...(undecodable > 0
      ? [
          `${name}${undecodable} of ${decoded + undecodable} pictures could not be decoded: look at the network or the cable`,
        ]
      : []),
  ];
  const blind =
    decoded === 0 ? [problem(`${name}not one picture could be decoded in ${STREAM_SECONDS} s`)] : [];
  return [...blind, ...texts.map(warning)];
}

/** A recording can only begin with a key frame: the rarer they are, the earlier it begins, and the more has to be kept. */
function longGroupAdvice({ keyFrameSeconds, keyFrameWait, bitrate, fps }: StreamReport): string[] {
  const set = "set the camera to a key frame every 2 s";
  if (keyFrameSeconds === null) {
    if (fps === null || keyFrameWait < KEY_FRAME_SECONDS) return [];
    return [
      `no second key frame came within ${KEY_FRAME_SECONDS} s, so clips begin by as much too early, or late: ${set}`,
    ];
  }
  if (keyFrameSeconds < LONG_GROUP_S) return [];
  const every = `a key frame comes only every ${keyFrameSeconds.toFixed(0)} s`;
  const bytes = ((bitrate ?? 0) / 8) * keyFrameSeconds;
  if (bytes > RING_MAX_BYTES) {
    const size = `${(bytes / 1e6).toFixed(0)} MB`;
    return [`${every} and ${size}: that is more than can be kept of the past, so clips begin late: ${set}`];
  }
  return [`${every}, so clips begin up to ${keyFrameSeconds.toFixed(0)} s too early: ${set}`];
}

/** Fewer pictures by what is wanted are too few. */
const LEAST_RATE = 0.8;
