import { writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { dirname, resolve } from "node:path";
import { ProgramSpeaker, type ProgramSpeakerOptions } from "../../adapters/speech/program-speaker.ts";
import type { SpeechEngine } from "../../adapters/speech/speech-engine.ts";
import { tcpAddress } from "../../runtime/tcp-address.ts";
import { wyomingSpeech } from "../../adapters/wyoming/synthesiser.ts";
import type { Speaker } from "../../devices/ports.ts";
import type { Scheduler } from "../../runtime/clock.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { ProcessParts } from "../process-parts.ts";
import { isHeard } from "../reply-heard.ts";

type Reply = CheckedConfiguration["config"]["voice"]["reply"];

/** Speaks, and can be made to fall silent. */
interface StoppableSpeaker extends Speaker {
  cue(): Promise<void>;
  stop(): Promise<void>;
}

export interface HouseVoiceOptions extends ProcessParts {
  /** The microphones do not listen until `t`, ms since boot. */
  readonly deafUntil: (t: number) => void;
  /** Told when Gatehouse begins to speak, and when it has ended. */
  readonly speaks?: (speaking: boolean) => void;
  /** Makes what speaks; by default through programs of this machine. */
  readonly makeSpeaker?: (options: ProgramSpeakerOptions) => StoppableSpeaker;
}

/** Nothing that Gatehouse says takes longer. */
const LONGEST_SPEECH_MS = 60_000;
/** The room answers for a moment after the last word. */
const ECHO_MS = 400;

/** Gatehouse's voice: speaks as the configuration says, and keeps the microphones from hearing it. */
export class HouseVoice implements Speaker {
  readonly #options: HouseVoiceOptions;
  #reply: Reply | null = null;
  #speaker: StoppableSpeaker | null = null;
  #speaking = 0;
  #confirms = false;

  constructor(options: HouseVoiceOptions) {
    this.#options = options;
  }

  /** Speaks as this configuration says from now on. */
  async apply({ config, path }: CheckedConfiguration): Promise<void> {
    const { reply, confirm } = config.voice;
    this.#confirms = confirm;
    if (isDeepStrictEqual(reply, this.#reply)) return;
    const before = this.#speaker;
    this.#reply = reply;
    const { makeSpeaker = programSpeaker } = this.#options;
    this.#speaker = makeSpeaker({
      ...this.#options,
      output: located(reply.speaker, dirname(path)),
      command: reply.command,
      engine: reply.wyoming === undefined ? undefined : wyomingEngine(reply.wyoming, this.#options.scheduler),
    });
    await before?.stop();
  }

  /** Whether what is said goes anywhere. */
  get canSpeak(): boolean {
    return this.#reply !== null && (this.#reply.speaker !== "none" || this.#reply.command !== undefined);
  }

  /** Whether it may ask about commands that were not heard surely. */
  get confirms(): boolean {
    return this.#confirms;
  }

  async speak(text: string): Promise<{ readonly durationMs: number }> {
    const speaker = this.#speaker;
    if (speaker === null || this.#reply === null) {
      throw new GatehouseError("SPEECH_STOPPED", "Gatehouse is stopping; nothing was said.", {
        kind: "failed",
      });
    }
    const { clock, speaks } = this.#options;
    const heard = isHeard(this.#reply);
    const deafUntil = heard ? this.#options.deafUntil : () => undefined;
    this.#speaking += 1;
    deafUntil(clock.now().t + LONGEST_SPEECH_MS);
    speaks?.(true);
    try {
      return await speaker.speak(text);
    } finally {
      this.#speaking -= 1;
      if (this.#speaking === 0) {
        deafUntil(clock.now().t + ECHO_MS);
        this.#fallSilent(heard ? ECHO_MS : 0);
      }
    }
  }

  /**
   * A short tone: whoever has woken Gatehouse may speak now. The microphones go on listening, because the command may begin
   * at any moment, and the tone is nothing like speech. A tone that cannot be sounded is told in the log alone.
   */
  async cue(): Promise<void> {
    if (this.#reply?.tone !== true || this.#speaking > 0) return;
    await this.#speaker?.cue().catch((error: unknown) => {
      this.#options.logger.warn("the tone could not be sounded", { error: messageOf(error) });
    });
  }

  /** Nobody is to think that Gatehouse listens while it is still deaf. */
  #fallSilent(afterMs: number): void {
    this.#options.scheduler.after(afterMs, () => {
      if (this.#speaking === 0) this.#options.speaks?.(false);
    });
  }

  async stop(): Promise<void> {
    const speaker = this.#speaker;
    this.#speaker = null;
    await speaker?.stop();
  }
}

/** A Wyoming service as the engine that speaks. */
function wyomingEngine(uri: string, scheduler: Scheduler): SpeechEngine {
  return {
    name: uri,
    synthesise: async (text, path, limits) => {
      const address = tcpAddress(uri);
      if (address === null) throw new RangeError(`no address: ${uri}`);
      await writeFile(path, await wyomingSpeech(text, { scheduler, address, ...limits }), { mode: 0o600 });
      return true;
    },
  };
}

function programSpeaker(options: ProgramSpeakerOptions): StoppableSpeaker {
  return new ProgramSpeaker(options);
}

/** Where `voice.reply.speaker` speaks: a folder for spoken answers is relative to the configuration. */
export function located(output: string, directory: string): string {
  return output.startsWith("file:") ? `file:${resolve(directory, output.slice("file:".length))}` : output;
}
