import { BoundedQueue } from "../../runtime/bounded-queue.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { AudioChunk } from "../../sensors/audio-chunk.ts";
import { ImpactDetector } from "../sound/impact.ts";
import { account, isWorthRecounting } from "./account.ts";
import { AttentionTeller } from "./attention.ts";
import { RECOUNT_INTENT } from "./built-in.ts";
import {
  advance,
  ASLEEP,
  awakeFor,
  expectationOf,
  holdWhileDeaf,
  isAwake,
  isCalled,
  standing,
  type Dialogue,
  type Terms,
} from "./dialogue.ts";
import { wakeEngineOf, type HearingOptions, type HearingSettings } from "./hearing-options.ts";
import { HeadStart } from "./head-start.ts";
import { describe, type Heard } from "./heard.ts";
import { hearAnswer, isAnswer, type Question } from "./question.ts";
import { SpeechTrail } from "./speech-trail.ts";
import { understand, understandSpotted } from "./understand.ts";
import { Framer, Utterances, type SoundFrame, type Utterance } from "./utterances.ts";
import type { Spotted } from "./wake/spotter.ts";
import { WakeWatch } from "./wake/watch.ts";

/** Chunks that wait for the voice activity model; at 80 ms each about 10 s. */
const MOST_CHUNKS = 128;
/** Utterances that wait for the recogniser before sound has to wait too. */
const MOST_UTTERANCES = 4;

interface Waiting {
  readonly chunk: AudioChunk;
  readonly taken: () => void;
}

/**
 * One microphone's hearing: sound in; wake phrases, commands and rejections out.
 * Sound is looked at while the recogniser works on earlier utterances.
 */
export class Hearing {
  readonly #options: HearingOptions;
  readonly #framer = new Framer();
  readonly #utterances = new Utterances();
  readonly #trail = new SpeechTrail();
  readonly #headStart: HeadStart;
  readonly #impacts = new ImpactDetector();
  readonly #chunks = new BoundedQueue<Waiting>(MOST_CHUNKS);
  readonly #counts = {
    utterances: 0,
    answers: 0,
    tooShort: 0,
    tooLong: 0,
    notForUs: 0,
    failed: 0,
    deafChunks: 0,
  };
  #settings: HearingSettings | null = null;
  #wakeWatch: WakeWatch | null = null;
  #dialogue: Dialogue = ASLEEP;
  #question: Question | null = null;
  #deafUntilT = -Infinity;
  #wasDeaf = false;
  #pumping: Promise<void> | null = null;
  #judging: Promise<void> = Promise.resolve();
  #waitingUtterances = 0;
  /** Utterances that wait for the recogniser and that somebody means for Gatehouse. */
  #awaited = 0;
  /** When the speech that is being heard began; null: nobody speaks. */
  #speechT: number | null = null;
  #last: Heard | null = null;
  #vadMs = 0;
  readonly #attention: AttentionTeller;

  constructor(options: HearingOptions) {
    this.#options = options;
    this.#headStart = new HeadStart(options.recogniser);
    this.#attention = new AttentionTeller((attention) => options.attends?.(attention));
  }

  /** For the heartbeat. */
  get counters(): Readonly<Record<string, number>> {
    return { ...this.#counts, droppedChunks: this.#chunks.dropped };
  }

  /** Takes new sentences, between two utterances; rejects if they cannot be used, and keeps the old ones. */
  configure(settings: HearingSettings): Promise<void> {
    const done = this.#judging.then(async () => {
      await this.#options.recogniser.prepare({
        jsgf: settings.grammar.jsgf,
        dictionary: settings.dictionary,
      });
      this.#headStart.forget();
      this.#settings = settings;
      const engine = wakeEngineOf(settings, this.#options.recogniser);
      this.#wakeWatch = engine === null ? null : new WakeWatch(engine);
    });
    this.#judging = done.catch(() => undefined);
    return done;
  }

  /** Takes sound; resolves when it has been looked at. A live source does not wait: what is too much is dropped, and counted. */
  accept(chunk: AudioChunk): Promise<void> {
    return new Promise((taken) => {
      this.#chunks.push({ chunk, taken });
      this.#pumping ??= this.#pump();
    });
  }

  /** Gatehouse itself speaks until `t` (ms since boot); a later word replaces an earlier one. */
  deafUntil(t: number): void {
    const nowT = this.#options.clock.now().t;
    this.#dialogue = holdWhileDeaf(this.#dialogue, { nowT, untilT: t, beforeT: this.#deafUntilT });
    this.#deafUntilT = t;
  }

  /** Somebody has pressed a button: a command that begins within `forMs` needs no wake phrase; 0: none does any more. */
  listen(forMs: number): void {
    const { t } = this.#options.clock.now();
    this.#dialogue = forMs === 0 ? ASLEEP : awakeFor(t, forMs);
    this.#attend(t, forMs > 0 && this.#speechT === null);
  }

  /** What comes next does not continue what was heard, and nobody is listened for any more. */
  forget(): void {
    this.#utterances.reset();
    this.#speechT = null;
    this.#dialogue = ASLEEP;
    this.#startAfresh();
    this.#attend(this.#options.clock.now().t);
  }

  /** Utterances that begin in its window are answers from now on, and no commands; null: nothing is asked any more. */
  ask(question: Question | null): void {
    this.#question = question;
  }

  /** What it is doing at `t` (ms since boot). */
  #attend(t: number, cue = false): void {
    const listens = (beganT: number): boolean =>
      isAwake(this.#dialogue, beganT) || isAnswer(this.#question, beganT);
    const isListening = listens(t) || (this.#speechT !== null && listens(this.#speechT));
    this.#attention.now(this.#awaited > 0 ? "thinking" : isListening ? "listening" : "idle", cue);
  }

  /** Resolves when everything that was accepted has been decided. */
  async settled(): Promise<void> {
    await this.#pumping;
    await this.#judging;
  }

  async #pump(): Promise<void> {
    for (let next = this.#chunks.shift(); next !== undefined; next = this.#chunks.shift()) {
      await this.#listen(next.chunk).catch((error: unknown) => this.#options.failed(messageOf(error)));
      next.taken();
    }
    this.#pumping = null;
  }

  async #listen(chunk: AudioChunk): Promise<void> {
    if (chunk.t < this.#deafUntilT) {
      this.#counts.deafChunks += 1;
      this.#utterances.reset();
      this.#speechT = null;
      this.#wasDeaf = true;
      for (const frame of this.#framer.frames(chunk)) await this.#follow(frame);
      this.#attend(chunk.t);
      return;
    }
    if (this.#wasDeaf) {
      this.#wasDeaf = false;
      this.#startAfresh();
    }
    for (const frame of this.#framer.frames(chunk)) {
      await this.#look(frame);
      if (this.#waitingUtterances >= MOST_UTTERANCES) await this.#judging;
    }
  }

  #startAfresh(): void {
    this.#framer.reset();
    this.#impacts.reset();
    this.#options.activity.reset();
    this.#wakeWatch?.reset();
  }

  async #look(frame: SoundFrame): Promise<void> {
    const begin = performance.now();
    const probability = await this.#follow(frame);
    this.#vadMs += performance.now() - begin;
    this.#listenForSounds(frame, probability);
    const { endpoint, utterance, likely } = this.#utterances.push(frame, probability);
    if (endpoint.kind === "began") this.#vadMs = performance.now() - begin;
    if (endpoint.kind !== "none") this.#speechT = endpoint.kind === "began" ? frame.t : null;
    if (endpoint.kind === "too-short") this.#counts.tooShort += 1;
    if (endpoint.kind === "too-long") this.#counts.tooLong += 1;
    if (endpoint.kind === "too-short" || endpoint.kind === "too-long") this.#misjudged(frame, endpoint.kind);
    await this.#watch(frame, probability);
    if (likely !== null) this.#beginWith(likely);
    if (utterance !== null) this.#decide(utterance);
    this.#attend(frame.t);
  }

  /** Recognises what is probably the whole utterance while it is not yet certain; see `HeadStart`. */
  #beginWith({ samples, startT, ...utterance }: Utterance): void {
    if (this.#settings === null || this.#waitingUtterances > 0 || isAnswer(this.#question, startT)) return;
    const isSpotted = (this.#wakeWatch?.within(utterance) ?? null) !== null;
    const terms = termsOf(this.#settings);
    const expectation = isSpotted ? "addressed" : expectationOf(this.#dialogue, { startT, ...terms });
    this.#headStart.begin(samples, expectation);
  }

  /** The wake phrase counts from the moment at which it has been said. */
  async #watch(frame: SoundFrame, speech: number): Promise<void> {
    // A head or a check that fails must not take the utterance with it: the grammar finds the phrase in that as well.
    const { followUp } = this.#dialogue;
    const awaited = !followUp && isAwake(this.#dialogue, this.#speechT ?? frame.t);
    const spotted = await this.#wakeWatch?.push({ ...frame, speech, awaited }).catch((error: unknown) => {
      this.#options.failed(messageOf(error));
      return null;
    });
    if (spotted === undefined || spotted === null || isAnswer(this.#question, spotted.t)) return;
    this.#dialogue = awakeFor(spotted.t);
    const { microphone, report } = this.#options;
    this.#options.spotted?.(spotted);
    const moment = { at: spotted.t + frame.atMinusT, t: spotted.t };
    report({ kind: "voice-woken", microphone, ...moment, phrase: this.#settings?.wakePhrase ?? "" });
  }

  #listenForSounds(frame: SoundFrame, speech: number): void {
    if (this.#settings?.sounds !== true) return;
    const impact = this.#impacts.push(frame.samples, frame.t, speech);
    if (impact === null) return;
    const { microphone, report } = this.#options;
    const { t, confidence } = impact;
    report({ kind: "sound-detected", microphone, at: t + frame.atMinusT, t, label: "impact", confidence });
  }

  #decide(utterance: Utterance): void {
    this.#counts.utterances += 1;
    this.#waitingUtterances += 1;
    const isAwaited = isAwake(this.#dialogue, utterance.startT) || isAnswer(this.#question, utterance.startT);
    if (isAwaited) this.#awaited += 1;
    const work = this.#workOn(utterance, this.#wakeWatch?.within(utterance) ?? null);
    this.#judging = this.#judging
      .then(work)
      .catch((error: unknown) => {
        this.#counts.failed += 1;
        this.#options.failed(messageOf(error));
      })
      .then(() => {
        this.#waitingUtterances -= 1;
        if (isAwaited) this.#awaited -= 1;
        this.#attend(this.#options.clock.now().t);
      });
  }

  /** Whether a frame is speech; remembered, also of what nobody listens to. */
  async #follow(frame: SoundFrame): Promise<number> {
    const probability = await this.#options.activity.probability(frame.samples);
    this.#trail.push(frame, probability);
    return probability;
  }

  /** What is to be done with an utterance, by what is asked when it ends. */
  #workOn(utterance: Utterance, spotted: Spotted | null): () => Promise<void> {
    const vadMs = this.#vadMs;
    const question = this.#question;
    if (!isAnswer(question, utterance.startT)) return () => this.#judge(utterance, { vadMs, spotted });
    const speech = this.#trail.around(utterance);
    const { microphone, recogniser, answered } = this.#options;
    return async () => {
      const answer = await hearAnswer({ question, utterance, speech }, recogniser);
      this.#counts.answers += 1;
      answered?.({ microphone, ...answer });
    };
  }

  /** Too short or too long to be a command: said only while a command is awaited. */
  #misjudged(frame: SoundFrame, reason: "too-short" | "too-long"): void {
    if (!isAwake(this.#dialogue, frame.t) || this.#dialogue.followUp) return;
    if (isAnswer(this.#question, frame.t)) return;
    const { microphone, report } = this.#options;
    const moment = { at: frame.t + frame.atMinusT, t: frame.t };
    report({
      ...{ kind: "voice-rejected", microphone, ...moment, reason },
      ...{ sentence: null, llr: null, audio: null },
    });
  }

  async #judge(
    utterance: Utterance,
    { vadMs, spotted }: { readonly vadMs: number; readonly spotted: Spotted | null },
  ): Promise<void> {
    const settings = this.#settings;
    if (settings === null) return;
    const { suppressor = null, transcriber, transcriberFailed } = this.#options;
    const terms = termsOf(settings);
    const by = {
      ...{ recogniser: this.#headStart, suppressor: settings.noiseSuppression === false ? null : suppressor },
      context: settings,
      transcriber: transcriber?.() ?? null,
      transcriberFailed,
    };
    const expectation = expectationOf(this.#dialogue, { startT: utterance.startT, ...terms });
    const understood =
      spotted === null
        ? await understand(utterance.samples, expectation, by)
        : await understandSpotted(utterance, spotted, by);
    const { recognition } = understood;
    const said = { verdict: understood.verdict, startT: utterance.startT, endT: utterance.endT };
    const verdict = standing(this.#dialogue, said, { ...settings, ...terms });
    const called = isCalled(this.#dialogue, said);
    const { dialogue, reports: all } = advance(this.#dialogue, { ...said, verdict }, terms);
    this.#dialogue = dialogue;
    const reports = spotted === null ? all : all.filter((report) => report !== "woken");
    if (reports.length === 0) this.#counts.notForUs += 1;
    const heard: Heard = {
      microphone: this.#options.microphone,
      phrase: settings.wakePhrase ?? "",
      utterance,
      verdict,
      ...{ reports, called },
      timings: {
        vad: vadMs,
        decode: recognition.decodeMs,
        reject: recognition.rejectMs,
        afterSpeech: Math.max(0, this.#options.clock.now().t - utterance.endT),
      },
    };
    this.#tell(heard);
  }

  #tell(heard: Heard): void {
    const { report, explain, recount, clock } = this.#options;
    explain?.(heard);
    for (const observation of describe(heard)) report(observation);
    const { verdict, reports } = heard;
    if (verdict.kind === "commanded" && verdict.intent === RECOUNT_INTENT && reports.includes("commanded"))
      recount?.(account(this.#last));
    if (isWorthRecounting(heard)) this.#last = heard;
    // Whoever goes on speaking hears no sign in between.
    if (verdict.kind === "woken" && this.#speechT === null) this.#attend(clock.now().t, true);
  }
}

function termsOf({ wakePhrase, pushToTalk = false, followUpMs = 0 }: HearingSettings): Terms {
  return { needsWake: wakePhrase !== null || pushToTalk, followUpMs };
}
