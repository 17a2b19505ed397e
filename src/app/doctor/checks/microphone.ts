import { messageOf } from "../../../runtime/errors.ts";
import { redactSource } from "../../../sensors/camera-source.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";
import type { AskProbe } from "../probe/ask-probe.ts";
import { SoundReport } from "../probe/jobs.ts";
import { isFileSource } from "../../source-kind.ts";
import { lastWords } from "../last-words.ts";
import { soundList } from "../sound-lists.ts";
import type { SensorWord } from "./camera.ts";

interface MicrophoneQuestion {
  /** A device, a file, or a camera's source. */
  readonly source: string;
  readonly of: "microphone" | "camera";
  /** The microphone's `gain:`, dB. What is measured is the sound without it. */
  readonly gainDb: number;
  /** What the running Gatehouse says of it; null if none runs. */
  readonly daemon: SensorWord | null;
}

/** How long is listened, s. */
export const LISTEN_SECONDS = 2;
/** With a peak below this at most five of sixteen bits carry sound. */
const QUIET_DB = -60;
/** More samples than this at the limit are heard as distortion. */
const MOST_CLIPPED = 0.001;

/** Whether a microphone opens, and how loud it is. An ALSA device that the running daemon holds is not opened: it is asked. */
export async function checkMicrophone(
  { source, of, gainDb, daemon }: MicrophoneQuestion,
  { ask, signal }: { readonly ask: AskProbe; readonly signal: AbortSignal },
): Promise<Outcome> {
  if (daemon !== null && source.startsWith("alsa:")) {
    const { ok, why } = daemon;
    return {
      found: `${source}, held by the running Gatehouse, which ${ok ? "hears it" : "does not hear it"}`,
      advice: ok ? [] : [problem(`${why}; stop Gatehouse and run this again to listen to it`)],
      facts: { heldByDaemon: true, ok },
    };
  }
  const shown = of === "camera" ? `sound of ${redactSource(source)}` : source;
  try {
    const sound = await ask({ job: "sound", source, of, seconds: LISTEN_SECONDS }, SoundReport, signal);
    const { levelDb, peakDb, clipped } = sound;
    const level = `level ${decibels(levelDb)}, peak ${decibels(peakDb)}`;
    return {
      found: `${shown}, ${level}`,
      // A recording may well begin with silence.
      advice: isFileSource(source) && of === "microphone" ? [] : soundAdvice(sound, gainDb),
      facts: { levelDb, peakDb, clipped },
    };
  } catch (error) {
    const why = of === "camera" ? `${messageOf(error)}: does this camera send any?` : unheard(source, error);
    return { found: `${shown} is not heard`, advice: [problem(why)] };
  }
}

function unheard(source: string, error: unknown): string {
  const list = soundList(source, "input");
  return `${lastWords(messageOf(error))}${list === null ? "" : ` (what there is: ${list})`}`;
}

function soundAdvice({ peakDb, clipped }: SoundReport, gainDb: number): Advice[] {
  if (peakDb === null)
    return [
      problem(
        "it sends nothing but silence: it is muted, or another input is meant (arecord -L, pactl list)",
      ),
    ];
  if (peakDb + gainDb < QUIET_DB)
    return [
      warning(
        "hardly anything is heard: say something while this listens, or turn it up (alsamixer, or gain: in the configuration)",
      ),
    ];
  if (clipped > MOST_CLIPPED)
    return [warning(`${(100 * clipped).toFixed(1)} % of the sound is cut off: turn it down (alsamixer)`)];
  if (gainDb > 0 && peakDb + gainDb > 0)
    return [warning(`with gain: ${gainDb} loud sound is cut off: at most ${Math.floor(-peakDb)} would do`)];
  return [];
}

function decibels(value: number | null): string {
  return value === null ? "-∞ dB" : `${value.toFixed(0)} dB`;
}
