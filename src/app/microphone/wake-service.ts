import { isDeepStrictEqual } from "node:util";
import { WyomingWake } from "../../adapters/wyoming/wake.ts";
import { SherpaWake } from "../../adapters/sherpa/sherpa-wake.ts";
import type { WakeEngine } from "../../perception/voice/wake/spotter.ts";
import type { ProcessParts } from "../process-parts.ts";
import type { MicrophoneSetup } from "../protocol.ts";

type Wish = NonNullable<MicrophoneSetup["wakeService"]>;

/**
 * The wake word service of a microphone, if it has one; says once when it is not there and once when it is again. Without it
 * the phrase is found by the grammar when the utterance is over.
 */
export class WakeService {
  readonly #parts: Pick<ProcessParts, "scheduler" | "random" | "logger">;
  #wish: Wish | null = null;
  #service: WyomingWake | null = null;
  #engine: WakeEngine | null = null;
  #isFailing = false;
  #failed = 0;

  constructor(parts: Pick<ProcessParts, "scheduler" | "random" | "logger">) {
    this.#parts = parts;
  }

  /** For the heartbeat: how often it was not there, and frames (32 ms) that it has not got. */
  get counters(): Readonly<Record<string, number>> {
    return { wakeServiceFailed: this.#failed, wakeServiceDropped: this.#service?.dropped ?? 0 };
  }

  /** Uses this from now on; null: there is none. Rejects with kind `missing` if something needed is not there. */
  async use(wish: Wish | null): Promise<WakeEngine | null> {
    if (isDeepStrictEqual(wish, this.#wish)) return this.#engine;
    await this.#service?.close();
    this.#service = null;
    this.#engine = null;
    this.#wish = null;
    this.#isFailing = false;
    if (wish !== null) this.#engine = await this.#open(wish);
    this.#wish = wish;
    return this.#engine;
  }

  async close(): Promise<void> {
    await this.use(null);
  }

  async #open(wish: Wish): Promise<WakeEngine> {
    if ("sherpa" in wish) return SherpaWake.load(wish.sherpa);
    this.#service = new WyomingWake({ ...this.#parts, ...wish, tell: (ok, why) => this.#tell(ok, why) });
    return this.#service;
  }

  #tell(ok: boolean, why: string): void {
    const { logger } = this.#parts;
    if (!ok) this.#failed += 1;
    if (ok === !this.#isFailing) return;
    this.#isFailing = !ok;
    if (ok) logger.info("the wake word service is there again");
    else logger.warn("no wake word service: the phrase is found when the utterance is over", { why });
  }
}
