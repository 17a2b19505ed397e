import type { Expectation } from "./grammar.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { CommandRecogniser, NoiseSuppressor, Recognition, Transcriber } from "./ports.ts";
import { judgeTranscript } from "./transcript.ts";
import type { Utterance } from "./utterances.ts";
import { judge, type JudgeContext, type Verdict } from "./verdict.ts";
import type { Spotted } from "./wake/spotter.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";

/** What was recognised in an utterance, and what that amounts to. */
export interface Understood {
  readonly recognition: Recognition;
  readonly verdict: Verdict;
}

/** What understanding is done with. */
export interface Understanding {
  readonly recogniser: Pick<CommandRecogniser, "recognise">;
  readonly context: JudgeContext;
  /** Null: noise stays where it is. */
  readonly suppressor: NoiseSuppressor | null;
  /** Another engine for what the recogniser does not take for a command; it hears nothing that is not for Gatehouse. */
  readonly transcriber?: Transcriber | null | undefined;
  /** The other engine failed: what the recogniser heard stands. */
  readonly transcriberFailed?: ((why: string) => void) | undefined;
}

/** Below this ratio speech is so unlike any command that noise cannot be the reason. */
const NOISY_RATIO = -30;

/**
 * Recognises and judges an utterance; one that is not addressed to Gatehouse is searched for the wake phrase behind other
 * speech, and a command that falls short is heard once more without its noise.
 */
export async function understand(
  samples: Int16Array,
  expectation: Expectation,
  by: Understanding,
): Promise<Understood> {
  const understood = await byRecogniser(samples, expectation, by);
  const { verdict, recognition } = understood;
  const { transcriber = null, context } = by;
  if (transcriber === null || verdict.kind === "commanded" || !isForUs(verdict, expectation))
    return understood;
  const begin = performance.now();
  const text = await transcriber.transcribe(samples).catch((error: unknown) => {
    by.transcriberFailed?.(messageOf(error));
    return "";
  });
  const wakeEndMs = "wakeEndMs" in verdict ? verdict.wakeEndMs : null;
  const decodeMs = recognition.decodeMs + performance.now() - begin;
  return {
    verdict: judgeTranscript(text, context, wakeEndMs) ?? verdict,
    recognition: { ...recognition, decodeMs },
  };
}

/** Whether somebody means Gatehouse: awaited, or called by the wake phrase. */
function isForUs(verdict: Verdict, expectation: Expectation): boolean {
  return expectation === "command" || ("wakeEndMs" in verdict && verdict.wakeEndMs !== null);
}

async function byRecogniser(
  samples: Int16Array,
  expectation: Expectation,
  by: Understanding,
): Promise<Understood> {
  const understood = await withOtherSpeech(samples, expectation, by);
  const { verdict, recognition } = understood;
  if (
    by.suppressor === null ||
    !isForUs(verdict, expectation) ||
    verdict.kind !== "rejected" ||
    verdict.llr < NOISY_RATIO
  )
    return understood;
  const begin = performance.now();
  // Without it the first verdict stands: no command is lost for that.
  const clean = await by.suppressor.suppress(samples).catch(() => null);
  if (clean === null) return understood;
  const suppressMs = performance.now() - begin;
  const again = await withOtherSpeech(clean, expectation, by);
  const later = again.verdict.kind === "commanded" ? again : understood;
  const spent = inAll(recognition, again.recognition);
  return {
    verdict: later.verdict,
    recognition: { ...later.recognition, ...spent, decodeMs: spent.decodeMs + suppressMs },
  };
}

/** Behind the wake phrase less sound is no command. */
const LEAST_COMMAND_SAMPLES = 0.5 * SAMPLE_RATE_HZ;
/** The phrase is dated a little late, when its last sound has been recognised. */
const SPOTTED_LATE_MS = 150;

/**
 * The same for an utterance in which the wake phrase was already heard: where the recogniser does not find it, what comes
 * behind it is taken by itself.
 */
export async function understandSpotted(
  utterance: Pick<Utterance, "samples" | "samplesT">,
  spotted: Pick<Spotted, "t" | "checked">,
  by: Understanding,
): Promise<Understood> {
  const whole = await understand(utterance.samples, "addressed", by);
  if ("wakeEndMs" in whole.verdict && whole.verdict.wakeEndMs !== null) return whole;
  const wakeEndMs = Math.max(0, spotted.t - SPOTTED_LATE_MS - utterance.samplesT);
  const rest = utterance.samples.subarray(Math.round((wakeEndMs / 1000) * SAMPLE_RATE_HZ));
  const llr = spotted.checked?.among ?? spotted.checked?.alone ?? 0;
  const woken: Verdict = { kind: "woken", llr, wakeEndMs };
  if (rest.length < LEAST_COMMAND_SAMPLES) return { ...whole, verdict: woken };
  const behind = await understand(rest, "command", by);
  const recognition = { ...behind.recognition, ...inAll(whole.recognition, behind.recognition) };
  const { verdict } = behind;
  const isCommand =
    verdict.kind === "commanded" || (verdict.kind === "rejected" && verdict.reason === "unsure");
  return { recognition, verdict: isCommand ? { ...verdict, wakeEndMs } : woken };
}

async function withOtherSpeech(
  samples: Int16Array,
  expectation: Expectation,
  { recogniser, context }: Understanding,
): Promise<Understood> {
  const first = await recogniser.recognise(samples, expectation);
  const verdict = judge(first, context);
  const unaddressed =
    verdict.kind === "nothing" || (verdict.kind === "rejected" && verdict.wakeEndMs === null);
  if (expectation !== "addressed" || !unaddressed) return { recognition: first, verdict };
  const second = await recogniser.recognise(samples, "anywhere");
  const later = judge(second, context);
  return {
    recognition: { ...second, ...inAll(first, second) },
    verdict: later.kind === "nothing" ? verdict : later,
  };
}

function inAll(first: Recognition, second: Recognition): Pick<Recognition, "decodeMs" | "rejectMs"> {
  return {
    decodeMs: first.decodeMs + second.decodeMs,
    rejectMs: first.rejectMs + second.rejectMs,
  };
}
