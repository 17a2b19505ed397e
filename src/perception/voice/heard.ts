import type { Report } from "./dialogue.ts";
import { confidenceOf } from "./likelihood.ts";
import type { DoubtfulCommand, VoiceObservation } from "./observation.ts";
import type { Utterance } from "./utterances.ts";
import type { Verdict } from "./verdict.ts";
import { encodeWav } from "./wav.ts";

/** An utterance with everything that was found out about it. */
export interface Heard {
  readonly microphone: string;
  /** The wake phrase, empty if there is none. */
  readonly phrase: string;
  readonly utterance: Utterance;
  readonly verdict: Verdict;
  readonly reports: readonly Report[];
  /** Whoever spoke had called Gatehouse (see `isCalled`). */
  readonly called: boolean;
  /** ms per stage, see the observation. */
  readonly timings: Readonly<Record<string, number>>;
}

/**
 * The observations of an utterance. A wake phrase is dated at its end, command and rejection at the end of the speech.
 */
export function describe(heard: Heard): readonly VoiceObservation[] {
  const { microphone, phrase, utterance, verdict, timings } = heard;
  const moment = (t: number): { microphone: string; at: number; t: number } => ({
    microphone,
    at: t + utterance.atMinusT,
    t,
  });
  return heard.reports.map((report): VoiceObservation => {
    if (report === "woken") {
      const endMs = "wakeEndMs" in verdict ? (verdict.wakeEndMs ?? 0) : 0;
      const t = Math.min(utterance.samplesT + endMs, utterance.endT);
      return { kind: "voice-woken", ...moment(t), phrase };
    }
    if (report === "commanded" && verdict.kind === "commanded") {
      const { sentence, intent, slots, llr } = verdict;
      const result = { sentence, intent, slots: { ...slots }, llr, confidence: confidenceOf(llr) };
      const audio = encodeWav(utterance.samples);
      return { kind: "voice-commanded", ...moment(utterance.endT), phrase, ...result, timings, audio };
    }
    const { sentence, reason, llr } =
      verdict.kind === "rejected" ? verdict : { sentence: null, reason: "not-a-command" as const, llr: null };
    const doubtful = doubtfulOf(heard);
    return {
      ...{ kind: "voice-rejected", ...moment(utterance.endT), sentence, reason, llr },
      audio: heard.called || doubtful !== null ? encodeWav(utterance.samples) : null,
      ...(doubtful === null ? {} : { doubtful }),
    };
  });
}

function doubtfulOf({ verdict, phrase, timings }: Heard): DoubtfulCommand | null {
  if (verdict.kind !== "rejected" || verdict.command === undefined) return null;
  const { sentence, intent, slots } = verdict.command;
  const what = { phrase, sentence, intent, slots: { ...slots }, llr: verdict.llr };
  return { ...what, timings: { ...timings } };
}
