import { forkSmallChild } from "../../adapters/process/fork-child.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import type { ProcessParts } from "../process-parts.ts";
import { superviseSensor, type SupervisedSensor } from "../sensor-supervisor.ts";
import { FromVoiceService, type ToVoiceService, type VoiceServiceSetup } from "../voice-service/protocol.ts";

/** The supervised process that offers Gatehouse's ears to others; it hears nothing for Gatehouse itself. */
export class VoiceService {
  readonly #parts: ProcessParts;
  #running: SupervisedSensor<ToVoiceService> | null = null;
  #told = "";

  constructor(parts: ProcessParts) {
    this.#parts = parts;
  }

  /** Makes it run with this setup, or not at all; new sentences are learnt without a break. */
  async apply(setup: VoiceServiceSetup | null): Promise<void> {
    if (setup === null) {
      await this.stop();
      return;
    }
    const told = JSON.stringify(setup);
    if (this.#running !== null && told !== this.#told) this.#running.send(setup);
    this.#running ??= this.#start(setup);
    this.#told = told;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.stop();
  }

  #start(setup: VoiceServiceSetup): SupervisedSensor<ToVoiceService> {
    const { logger } = this.#parts;
    return superviseSensor<ToVoiceService, FromVoiceService>({
      startChild: forkSmallChild,
      ...this.#parts,
      name: "voice-service",
      entry: compiledUrl(import.meta.url, "app/voice-service-process"),
      setup,
      incoming: FromVoiceService,
      onMessage: () => undefined,
      onLost: (why) => logger.warn("the voice service serves nobody", { why }),
      onRecovered: (why) => logger.info("the voice service serves", { why }),
    });
  }
}
