import { isDeepStrictEqual } from "node:util";
import { SherpaTranscriber } from "../../adapters/sherpa/sherpa-transcriber.ts";
import { WyomingTranscriber } from "../../adapters/wyoming/transcriber.ts";
import type { Transcriber } from "../../perception/voice/ports.ts";
import type { Scheduler } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Engine } from "../protocol.ts";

/** The other speech engine of a microphone, if it has one; says once when it fails and once when it works again. */
export class SecondOpinion {
  readonly #parts: { readonly scheduler: Scheduler; readonly logger: Logger };
  #engine: Engine | undefined;
  #transcriber: Transcriber | null = null;
  #failed = 0;
  #isFailing = false;

  constructor(parts: { readonly scheduler: Scheduler; readonly logger: Logger }) {
    this.#parts = parts;
  }

  /** How often it has failed. */
  get failed(): number {
    return this.#failed;
  }

  /** Null: there is none. */
  get transcriber(): Transcriber | null {
    return this.#transcriber;
  }

  /** Uses this engine from now on. Rejects with kind `missing` if something needed is not there; then there is none. */
  async use(engine: Engine | undefined): Promise<void> {
    if (isDeepStrictEqual(engine, this.#engine)) return;
    await this.#transcriber?.close();
    this.#transcriber = null;
    this.#transcriber = engine === undefined ? null : this.#watched(await this.#open(engine));
    this.#engine = engine;
  }

  async close(): Promise<void> {
    await this.use(undefined);
  }

  async #open(engine: Engine): Promise<Transcriber> {
    if ("sherpa" in engine) return SherpaTranscriber.load(engine.sherpa);
    return new WyomingTranscriber({ ...this.#parts, address: engine.wyoming });
  }

  /** What is heard without it stands, so that a failure is told and nothing else. */
  fails(why: string): void {
    this.#failed += 1;
    if (!this.#isFailing)
      this.#parts.logger.warn("the other speech engine fails; only the built-in recogniser hears", { why });
    this.#isFailing = true;
  }

  #watched(transcriber: Transcriber): Transcriber {
    return {
      transcribe: async (samples) => {
        const text = await transcriber.transcribe(samples);
        if (this.#isFailing) this.#parts.logger.info("the other speech engine works again");
        this.#isFailing = false;
        return text;
      },
      close: () => transcriber.close(),
    };
  }
}
