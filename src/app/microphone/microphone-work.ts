import { WorkerRecogniser } from "../../adapters/pocketsphinx/worker-recogniser.ts";
import { RnnoiseSuppressor } from "../../adapters/rnnoise/rnnoise-suppressor.ts";
import type { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import { Gain } from "../../perception/sound/gain.ts";
import { Hearing } from "../../perception/voice/hearing.ts";
import type { Question } from "../../perception/voice/question.ts";
import type { Cancel } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { AudioChunk } from "../../sensors/audio-chunk.ts";
import type { AudioSource } from "../../sensors/ports.ts";
import type { ProcessParts } from "../process-parts.ts";
import type { FromMicrophone, MicrophoneSetup, ToMicrophone } from "../protocol.ts";
import { openAudioSource } from "./audio-source.ts";
import { RejectedSounds } from "./rejected-sounds.ts";
import { prepareSettings, pronounced } from "./hearing-settings.ts";
import { Health } from "./health.ts";
import { loadActivity } from "./load-activity.ts";
import { SecondOpinion } from "./second-opinion.ts";
import { WakeModelHolder } from "./wake-model.ts";
import { WakeService } from "./wake-service.ts";

/** Told while there is not enough power to listen. */
const RESTS = "it does not listen, to save power";
/** Without a message of the camera's sound for so long the microphone is not heard. */
const SILENT_MS = 3_000;
/** After a start that failed (a package or model is missing) it is tried again so much later. */
const RETRY_MS = 15_000;

export interface MicrophoneWorkOptions {
  readonly parts: ProcessParts;
  readonly send: (message: FromMicrophone) => void;
}

/** Everything one microphone's process does: source → hearing → messages, and new sentences while it runs. */
export class MicrophoneWork {
  readonly #options: MicrophoneWorkOptions;
  readonly #recogniser: WorkerRecogniser;
  readonly #suppressor = new RnnoiseSuppressor();
  readonly #opinion: SecondOpinion;
  readonly #health: Health;
  readonly #gain = new Gain();
  readonly #wake = new WakeModelHolder();
  readonly #wakeService: WakeService;
  readonly #rejectedSounds = new RejectedSounds();
  #setup: MicrophoneSetup | null = null;
  #activity: SileroActivity | null = null;
  #hearing: Hearing | null = null;
  #source: AudioSource | null = null;
  #changing: Promise<void> = Promise.resolve();
  #deafUntilT = -Infinity;
  #question: Question | null = null;
  #ready = false;
  #resting = false;
  #stopped = false;
  #cancelRetry: Cancel = () => undefined;
  #cancelSilence: Cancel = () => undefined;

  constructor(options: MicrophoneWorkOptions) {
    this.#options = options;
    this.#recogniser = new WorkerRecogniser({ scheduler: options.parts.scheduler });
    this.#opinion = new SecondOpinion(options.parts);
    this.#wakeService = new WakeService(options.parts);
    this.#health = new Health((ok, why) => options.send({ type: "health", ok, why }));
  }

  /** For the heartbeat. */
  counters(): Readonly<Record<string, number>> {
    return {
      ...this.#hearing?.counters,
      clippedSamples: this.#gain.clipped,
      recogniserRestarts: this.#recogniser.restarts,
      sttFailed: this.#opinion.failed,
      soundsDropped: this.#rejectedSounds.dropped,
      ...this.#wakeService.counters,
    };
  }

  receive(message: ToMicrophone): void {
    switch (message.type) {
      case "setup":
        this.#change(message);
        return;
      case "audio":
        this.#health.tell("sound", true, "sound flows");
        this.#expectCameraSound();
        void this.#take(message);
        return;
      case "rest":
        this.#rest(message.resting);
        return;
      case "deaf-until":
        this.#deafUntilT = message.t;
        this.#hearing?.deafUntil(message.t);
        return;
      case "listen":
        this.#hearing?.listen(message.forMs);
        return;
      case "question":
        this.#ask(message);
        return;
      case "stop":
        return;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry();
    this.#cancelSilence();
    await this.#source?.stop();
    await this.#changing;
    await this.#recogniser.close();
    await this.#opinion.close();
    await this.#activity?.close();
    await this.#wake.close();
    await this.#wakeService.close();
  }

  /** The latest question is kept: it may come before there is a hearing, which is asked then. */
  #ask(message: Extract<ToMicrophone, { type: "question" }>): void {
    // Who takes a question back may not know that another one has replaced it.
    if (message.phrases.length === 0 && this.#question?.question !== message.question) return;
    const { cancelPhrases = [], pronounce } = this.#setup ?? {};
    this.#question = questionOf({ ...message, cancelPhrases, pronounce }, this.#options.parts.clock.now().t);
    this.#hearing?.ask(this.#question);
  }

  async #take(chunk: AudioChunk): Promise<void> {
    if (!this.#resting) await this.#hearing?.accept(this.#gain.apply(chunk));
  }

  #rest(resting: boolean): void {
    this.#resting = resting;
    this.#hearing?.forget();
    this.#health.tell("rest", !resting, resting ? RESTS : "it listens again");
  }

  #change(setup: MicrophoneSetup): void {
    this.#cancelRetry();
    this.#changing = this.#changing.then(async () => {
      if (this.#stopped) return;
      try {
        await this.#apply(setup);
      } catch (error) {
        this.#options.parts.logger.error("the microphone cannot be set up", { error: messageOf(error) });
        this.#health.tell("setup", this.#ready, messageOf(error));
        this.#cancelRetry = this.#options.parts.scheduler.after(RETRY_MS, () => this.#change(setup));
      }
    });
  }

  async #apply(setup: MicrophoneSetup): Promise<void> {
    const before = this.#setup;
    this.#gain.set(setup.gainDb ?? 0);
    await this.#opinion.use(setup.stt);
    const hearing = this.#hearing ?? (await this.#begin(setup));
    if (before === null || spoken(before) !== spoken(setup)) await this.#learn(hearing, setup);
    if (before === null || heardFrom(before) !== heardFrom(setup)) await this.#listenTo(setup, hearing);
    this.#setup = setup;
    this.#health.tell("setup", true, "ready");
    if (!this.#ready) this.#options.send({ type: "ready" });
    this.#ready = true;
  }

  async #begin(setup: MicrophoneSetup): Promise<Hearing> {
    const { parts, send } = this.#options;
    this.#activity = await loadActivity(setup.models);
    this.#hearing = new Hearing({
      microphone: setup.microphone,
      activity: this.#activity,
      recogniser: this.#recogniser,
      suppressor: this.#suppressor,
      transcriber: () => this.#opinion.transcriber,
      transcriberFailed: (why) => this.#opinion.fails(why),
      clock: parts.clock,
      report: (observation) =>
        send({ type: "observation", observation: this.#rejectedSounds.limited(observation) }),
      answered: (answer) => send({ type: "answer", answer }),
      attends: (attention) => send({ type: "attention", ...attention }),
      recount: (account) => send({ type: "recount", account }),
      failed: (why) => parts.logger.warn("an utterance was lost", { why }),
    });
    this.#hearing.deafUntil(this.#deafUntilT);
    this.#hearing.ask(this.#question);
    return this.#hearing;
  }

  async #learn(hearing: Hearing, setup: MicrophoneSetup): Promise<void> {
    const engine = await this.#wakeService.use(setup.wakeService ?? null);
    const { phrase, model } =
      engine === null
        ? await this.#wake.load(setup, setup.models["speech-embedding"])
        : { phrase: setup.wakePhrase, model: null };
    const { settings, problems } = await prepareSettings({ ...setup, wakePhrase: phrase });
    for (const problem of problems)
      this.#options.parts.logger.warn("a sentence cannot be used", { ...problem });
    await hearing.configure({ ...settings, wakeModel: model, wakeEngine: engine });
  }

  async #listenTo(setup: MicrophoneSetup, hearing: Hearing): Promise<void> {
    await this.#source?.stop();
    this.#cancelSilence();
    this.#source = openAudioSource(setup, this.#options.parts);
    if (this.#source === null) this.#expectCameraSound();
    this.#source?.start({
      chunk: (chunk) => this.#take(chunk),
      health: (ok, why) => this.#health.tell("sound", ok, why),
      ended: () => void hearing.settled().then(() => this.#options.send({ type: "ended" })),
    });
  }

  #expectCameraSound(): void {
    this.#cancelSilence();
    if (this.#stopped) return;
    this.#cancelSilence = this.#options.parts.scheduler.after(SILENT_MS, () =>
      this.#health.tell("sound", false, `the camera has sent no sound for ${SILENT_MS / 1000} s`),
    );
  }
}

/** What is asked; null if nothing is any more. */
function questionOf(
  message: Omit<Question, "dictionary"> & {
    readonly cancelPhrases: readonly string[];
    readonly pronounce: MicrophoneSetup["pronounce"];
  },
  nowT: number,
): Question | null {
  const { question, phrases, cancelPhrases, pronounce, fromT, untilT } = message;
  if (phrases.length === 0 || untilT < nowT) return null;
  const dictionary = pronounced([...phrases, ...cancelPhrases], pronounce);
  // Whoever hears an answer sees the failure; without one it is nobody's.
  dictionary.catch(() => undefined);
  return { question, phrases, cancelPhrases, dictionary, fromT, untilT };
}

function spoken(setup: MicrophoneSetup): string {
  const { wakePhrase, intents, thresholds, guardedIntents, pushToTalk, followUpMs, noiseSuppression } = setup;
  const { wakeModel, wakeService, directory, sounds } = setup;
  const { lists, rules, pronounce } = setup;
  return JSON.stringify([
    ...[wakePhrase, intents, thresholds, guardedIntents, lists, rules, pronounce],
    ...[pushToTalk, followUpMs, noiseSuppression, wakeModel, wakeService, directory, sounds],
  ]);
}

function heardFrom(setup: MicrophoneSetup): string {
  return JSON.stringify([setup.source, setup.loop, setup.paced]);
}
