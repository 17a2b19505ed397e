import type { Clock } from "../../runtime/clock.ts";
import type { Attention } from "./attention.ts";
import type { Grammar } from "./grammar.ts";
import type { Heard } from "./heard.ts";
import type { SpokenAnswer, VoiceObservation } from "./observation.ts";
import type {
  CommandRecogniser,
  DictionaryEntry,
  NoiseSuppressor,
  Transcriber,
  VoiceActivity,
} from "./ports.ts";
import type { Thresholds } from "./verdict.ts";
import type { Spotted, WakeEngine } from "./wake/spotter.ts";
import { wakeSpotter, type WakeModel } from "./wake/watch.ts";

/** What may be said at a microphone, and how sure it has to be. */
export interface HearingSettings {
  readonly wakePhrase: string | null;
  /** Hears the wake phrase as soon as it is said; without it the phrase is found when the utterance is over. */
  readonly wakeModel?: WakeModel | null | undefined;
  /** Hears the phrase instead of a model of this process. */
  readonly wakeEngine?: WakeEngine | null | undefined;
  readonly grammar: Grammar;
  readonly dictionary: readonly DictionaryEntry[];
  readonly thresholds: Thresholds;
  readonly guardedIntents: readonly string[];
  /** Without a wake phrase: a button has to be pressed before a command. */
  readonly pushToTalk?: boolean | undefined;
  /** How long after a command another one needs no wake phrase, ms; 0 by default: never. */
  readonly followUpMs?: number | undefined;
  /** Whether a command that falls short is heard once more without its noise; by default it is. */
  readonly noiseSuppression?: boolean | undefined;
  /** Whether sounds that are no speech are reported too. */
  readonly sounds?: boolean | undefined;
  readonly acceptOf?: Readonly<Record<string, number>> | undefined;
}

export interface HearingOptions {
  readonly microphone: string;
  readonly activity: VoiceActivity;
  readonly recogniser: CommandRecogniser;
  /** Without one noise stays where it is. */
  readonly suppressor?: NoiseSuppressor;
  /** See `Understanding`; null: none. Asked for each utterance. */
  readonly transcriber?: () => Transcriber | null;
  readonly transcriberFailed?: (why: string) => void;
  readonly clock: Clock;
  readonly report: (observation: VoiceObservation) => void;
  /** What was said to a question. */
  readonly answered?: (answer: SpokenAnswer) => void;
  /** The microphone listens, thinks, or rests: told at each change. */
  readonly attends?: (attention: Attention) => void;
  /** Somebody wants to know what was heard before: what to tell them. */
  readonly recount?: (account: string) => void;
  /** The model has heard the wake phrase; for people who tune. */
  readonly spotted?: (spotted: Spotted) => void;
  /** Every utterance and what became of it, reported or not; for people who tune. */
  readonly explain?: (heard: Heard) => void;
  /** The recogniser failed on an utterance, which is lost. */
  readonly failed: (why: string) => void;
}

/** What hears the wake phrase as soon as it is said; null: nothing does. */
export function wakeEngineOf(
  { wakeEngine = null, wakeModel = null, grammar }: HearingSettings,
  recogniser: CommandRecogniser,
): WakeEngine | null {
  return wakeEngine ?? (wakeModel === null ? null : wakeSpotter(wakeModel, { recogniser, grammar }));
}
