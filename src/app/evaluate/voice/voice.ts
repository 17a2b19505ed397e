import type { Grammar } from "../../../perception/voice/grammar.ts";
import type { Slots } from "../../../perception/voice/matcher.ts";
import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";
import type { Progress } from "../progress.ts";
import { quantile } from "../rates.ts";
import { seededRandom } from "../sway.ts";
import type { HeardInTime } from "./ears.ts";
import type { Recording } from "./manifest.ts";
import { amplified, withNoise } from "./noise.ts";
import { outcomeOf, wantedOf, type Outcome, type Understood, type Wanted } from "./score.ts";

/** Silence after each recording, in which its last utterance is decided. */
const TAIL = SAMPLE_RATE_HZ;

/** How recordings are disturbed before they are heard. */
interface Disturbance {
  /** Mixed in so far below the speech (dB), from a place that the seed and the recording's number decide. */
  readonly noise: { readonly samples: Int16Array; readonly snrDb: number } | null;
  readonly gainDb: number;
  readonly seed: number;
}

export interface VoiceEvaluation {
  readonly recordings: readonly Recording[];
  readonly grammar: Grammar;
  /** The sound of a recording, 16 kHz mono. */
  readonly soundOf: (file: string) => Promise<Int16Array>;
  readonly ears: { hear(sound: Int16Array): Promise<readonly HeardInTime[]> };
  readonly disturbance: Disturbance;
  /** Recordings without a command are cut into pieces of so many seconds, each heard for itself; null: left whole. */
  readonly cutSeconds: number | null;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A recording, or a piece of one, that did not come out as it should. */
export interface Miss {
  readonly file: string;
  /** Where the piece begins, s. */
  readonly from: number;
  readonly wanted: Wanted | null;
  /** Everything that was accepted. */
  readonly understood: readonly {
    readonly intent: string;
    readonly sentence: string;
    readonly slots: Slots;
  }[];
  /** The best guess of what was not, why not, and its ratio. */
  readonly rejected: readonly { readonly sentence: string; readonly reason: string; readonly llr: number }[];
}

export interface VoiceResult {
  /** Recordings, the pieces of what was cut counted singly; `accepted` = exact + confused + false accepts. */
  readonly total: number;
  readonly exact: number;
  readonly accepted: number;
  readonly rejected: number;
  /** A command was understood, but another one than was said. */
  readonly confused: number;
  /** Processing time by length of sound: activity, recogniser and rejection, on one thread. */
  readonly rtf: number;
  readonly commands: {
    readonly total: number;
    readonly exact: number;
    readonly confused: number;
    readonly rejected: number;
  };
  readonly otherSpeech: { readonly total: number; readonly accepted: number };
  readonly seconds: number;
  /** From the end of speech to the decision on it, the wait for silence included; null if nothing was decided. */
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  readonly confusedPairs: readonly Miss[];
  readonly rejectedCommands: readonly Miss[];
  readonly falseAccepts: readonly Miss[];
}

interface Trial {
  readonly recording: Recording;
  readonly wanted: Wanted | null;
  readonly from: number;
  readonly sound: Int16Array;
}

interface Judged {
  readonly outcome: Outcome;
  readonly isCommand: boolean;
  readonly miss: Miss;
  readonly seconds: number;
  readonly workMs: number;
  readonly latenciesMs: readonly number[];
}

/** Lets the ears hear every recording and judges what they understand. Rejects if a recording cannot be read. */
export async function evaluateVoice(options: VoiceEvaluation): Promise<VoiceResult> {
  const judged: Judged[] = [];
  for (const [i, recording] of options.recordings.entries()) {
    if (options.signal.aborted) break;
    options.progress.done(i, options.recordings.length);
    for (const trial of await trialsOf(recording, options)) {
      const random = seededRandom(options.disturbance.seed + judged.length);
      judged.push(await judge(trial, disturbed(trial.sound, options.disturbance, random()), options.ears));
    }
  }
  options.progress.end();
  return summed(judged);
}

async function trialsOf(recording: Recording, options: VoiceEvaluation): Promise<readonly Trial[]> {
  const sound = await options.soundOf(recording.file);
  const wanted = wantedOf(recording, options.grammar);
  if (options.cutSeconds === null || wanted !== null) return [{ recording, wanted, from: 0, sound }];
  const length = Math.round(options.cutSeconds * SAMPLE_RATE_HZ);
  const pieces: Trial[] = [];
  for (let start = 0; start < sound.length; start += length)
    pieces.push({
      ...{ recording, wanted, from: start / SAMPLE_RATE_HZ },
      sound: sound.subarray(start, start + length),
    });
  return pieces;
}

function disturbed(
  sound: Int16Array,
  { noise, gainDb }: Omit<Disturbance, "seed">,
  offset: number,
): Int16Array {
  const whole = new Int16Array(sound.length + TAIL);
  whole.set(sound);
  const mixed =
    noise === null ? whole : withNoise(whole, { noise: noise.samples, snrDb: noise.snrDb, offset });
  return gainDb === 0 ? mixed : amplified(mixed, gainDb);
}

async function judge(trial: Trial, sound: Int16Array, ears: VoiceEvaluation["ears"]): Promise<Judged> {
  const begin = performance.now();
  const heard = await ears.hear(sound);
  const workMs = performance.now() - begin;
  const understood = heard.flatMap(({ heard: { verdict, reports } }): Understood[] => {
    if (verdict.kind !== "commanded" || !reports.includes("commanded")) return [];
    const { intent, sentence, slots } = verdict;
    return [{ intent, sentence, slots }];
  });
  const rejected = heard.flatMap(({ heard: { verdict } }) =>
    verdict.kind === "rejected"
      ? [{ sentence: verdict.sentence, reason: verdict.reason, llr: Number(verdict.llr.toFixed(2)) }]
      : [],
  );
  const { wanted, from, recording } = trial;
  return {
    outcome: outcomeOf(wanted, understood),
    isCommand: wanted !== null,
    miss: { file: recording.file, from, wanted, understood, rejected },
    seconds: sound.length / SAMPLE_RATE_HZ,
    workMs,
    latenciesMs: heard.map(({ heard: { timings }, soundAfterMs }) => {
      const { decode = 0, reject = 0 } = timings;
      return soundAfterMs + decode + reject;
    }),
  };
}

function summed(judged: readonly Judged[]): VoiceResult {
  const commands = judged.filter(({ isCommand }) => isCommand);
  const others = judged.filter(({ isCommand }) => !isCommand);
  const of = (outcome: Outcome): readonly Judged[] => judged.filter((one) => one.outcome === outcome);
  const missed = (outcome: Outcome): readonly Miss[] => of(outcome).map(({ miss }) => miss);
  const [exact, confused, falseAccepts] = [of("exact"), of("confused"), of("false-accept")];
  const rejectedCommands = commands.filter(({ outcome }) => outcome === "rejected");
  const seconds = judged.reduce((sum, one) => sum + one.seconds, 0);
  const latencies = judged.flatMap(({ latenciesMs }) => latenciesMs);
  return {
    total: judged.length,
    exact: exact.length,
    accepted: exact.length + confused.length + falseAccepts.length,
    rejected: of("rejected").length,
    confused: confused.length,
    rtf: judged.reduce((sum, one) => sum + one.workMs, 0) / 1000 / Math.max(1, seconds),
    commands: {
      total: commands.length,
      exact: exact.length,
      confused: confused.length,
      rejected: rejectedCommands.length,
    },
    otherSpeech: { total: others.length, accepted: falseAccepts.length },
    seconds,
    latencyMs:
      latencies.length === 0 ? null : { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
    confusedPairs: missed("confused"),
    rejectedCommands: rejectedCommands.map(({ miss }) => miss),
    falseAccepts: missed("false-accept"),
  };
}
