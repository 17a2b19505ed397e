import { WorkerRecogniser } from "../../adapters/pocketsphinx/worker-recogniser.ts";
import type { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import { WyomingServer } from "../../adapters/wyoming/server.ts";
import type { HearingSettings } from "../../perception/voice/hearing-options.ts";
import type { Cancel } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import { prepareSettings } from "../microphone/hearing-settings.ts";
import { loadActivity } from "../microphone/load-activity.ts";
import { WakeModelHolder } from "../microphone/wake-model.ts";
import type { ProcessParts } from "../process-parts.ts";
import { SharedEars, type Known } from "./ears.ts";
import type { FromVoiceService, VoiceServiceSetup } from "./protocol.ts";

/** After a start that failed (a package or model is missing, the port is taken) it is tried again so much later. */
const RETRY_MS = 15_000;
/** Failures of the ears are logged this often at most. */
const FAILED_LOG_EVERY = 100;

export interface VoiceServiceWorkOptions {
  readonly parts: ProcessParts;
  readonly send: (message: FromVoiceService) => void;
}

/** Everything the voice service's process does: learns what may be said, listens for clients, and takes new sentences while it does. */
export class VoiceServiceWork {
  readonly #options: VoiceServiceWorkOptions;
  readonly #recogniser: WorkerRecogniser;
  readonly #wake = new WakeModelHolder();
  #activity: SileroActivity | null = null;
  #ears: SharedEars | null = null;
  #known: Known | null = null;
  #server: WyomingServer | null = null;
  /** What it has learnt, and where it listens; null: nothing, and nowhere. */
  #learnt: string | null = null;
  #address: string | null = null;
  #changing: Promise<void> = Promise.resolve();
  #cancelRetry: Cancel = () => undefined;
  #stopped = false;
  #failures = 0;

  constructor(options: VoiceServiceWorkOptions) {
    this.#options = options;
    this.#recogniser = new WorkerRecogniser({ scheduler: options.parts.scheduler });
  }

  /** For the heartbeat. */
  counters(): Readonly<Record<string, number>> {
    return {
      ...this.#server?.counters,
      ...this.#ears?.counters,
      recogniserRestarts: this.#recogniser.restarts,
    };
  }

  /** Follows a setup, after those before it; what cannot be done is told, and tried again. */
  change(setup: VoiceServiceSetup): void {
    this.#cancelRetry();
    this.#changing = this.#changing.then(async () => {
      if (this.#stopped) return;
      const { send, parts } = this.#options;
      try {
        await this.#apply(setup);
        send({ type: "health", ok: true, why: "clients can connect" });
      } catch (error) {
        const why = messageOf(error);
        parts.logger.error("the voice service cannot be set up", { error: why });
        send({ type: "health", ok: this.#server !== null, why });
        this.#cancelRetry = parts.scheduler.after(RETRY_MS, () => this.change(setup));
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry();
    await this.#changing;
    await this.#server?.stop();
    await this.#recogniser.close();
    await this.#activity?.close();
    await this.#wake.close();
  }

  async #apply(setup: VoiceServiceSetup): Promise<void> {
    if (this.#learnt !== spoken(setup)) {
      this.#learnt = null;
      await this.#learn(setup).catch((error: unknown) => {
        this.#doWithoutModel();
        throw error;
      });
      this.#learnt = spoken(setup);
    }
    if (this.#address !== addressOf(setup)) await this.#listen(setup);
  }

  async #learn(setup: VoiceServiceSetup): Promise<void> {
    const { phrase, model } = await this.#wake.load(setup, setup.models["speech-embedding"]);
    const { settings, problems } = await prepareSettings({ ...setup, wakePhrase: phrase });
    for (const problem of problems)
      this.#options.parts.logger.warn("a sentence cannot be used", { ...problem });
    await this.#recogniser.prepare({ jsgf: settings.grammar.jsgf, dictionary: settings.dictionary });
    this.#activity ??= await loadActivity(setup.models);
    this.#know({ ...settings, wakeModel: model }, this.#activity, setup.name);
  }

  /** What was learnt before stays; its wake model may be closed by now, and its phrase is still known to the recogniser. */
  #doWithoutModel(): void {
    if (this.#known === null) return;
    this.#known = { ...this.#known, settings: { ...this.#known.settings, wakeModel: null } };
    this.#ears?.learn(this.#known);
  }

  #know(settings: HearingSettings, activity: SileroActivity, name: string): void {
    const known = { name, settings };
    this.#known = known;
    if (this.#ears === null) this.#ears = new SharedEars({ activity, recogniser: this.#recogniser }, known);
    else this.#ears.learn(known);
  }

  async #listen(setup: VoiceServiceSetup): Promise<void> {
    await this.#server?.stop();
    this.#server = null;
    this.#address = null;
    if (this.#ears === null) return;
    const { scheduler, logger } = this.#options.parts;
    const failed = (why: string): void => {
      if (this.#failures % FAILED_LOG_EVERY === 0) logger.warn("a client could not be heard", { why });
      this.#failures += 1;
    };
    const server = new WyomingServer({ ears: this.#ears, scheduler, failed });
    await server.listen(setup.listen);
    this.#server = server;
    this.#address = addressOf(setup);
    logger.info("Wyoming clients can connect", { ...setup.listen });
  }
}

function spoken(setup: VoiceServiceSetup): string {
  return JSON.stringify({ ...setup, listen: null, logLevel: null });
}

function addressOf(setup: VoiceServiceSetup): string {
  return JSON.stringify(setup.listen);
}
