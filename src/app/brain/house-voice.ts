import { isDeepStrictEqual } from "node:util";
import { dirname, resolve } from "node:path";
import { ProgramSpeaker, type ProgramSpeakerOptions } from "../../adapters/speech/program-speaker.ts";
import type { Speaker } from "../../devices/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { ProcessParts } from "../process-parts.ts";

type Reply = CheckedConfiguration["config"]["voice"]["reply"];

/** Speaks, and can be made to fall silent. */
interface StoppableSpeaker extends Speaker {
  stop(): Promise<void>;
}

export interface HouseVoiceOptions extends ProcessParts {
  /** The microphones do not listen until `t`, ms since boot. */
  readonly deafUntil: (t: number) => void;
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

  constructor(options: HouseVoiceOptions) {
    this.#options = options;
  }

  /** Speaks as this configuration says from now on. */
  async apply({ config, path }: CheckedConfiguration): Promise<void> {
    const { reply } = config.voice;
    if (isDeepStrictEqual(reply, this.#reply)) return;
    const before = this.#speaker;
    this.#reply = reply;
    const { makeSpeaker = programSpeaker } = this.#options;
    this.#speaker = makeSpeaker({
      ...this.#options,
      output: located(reply.speaker, dirname(path)),
      command: reply.command,
    });
    await before?.stop();
  }

  async speak(text: string): Promise<{ readonly durationMs: number }> {
    const speaker = this.#speaker;
    if (speaker === null || this.#reply === null) {
      throw new GatehouseError("SPEECH_STOPPED", "Gatehouse is stopping; nothing was said.", {
        kind: "failed",
      });
    }
    if (!isHeard(this.#reply)) return speaker.speak(text);
    const { clock, deafUntil } = this.#options;
    this.#speaking += 1;
    deafUntil(clock.now().t + LONGEST_SPEECH_MS);
    try {
      return await speaker.speak(text);
    } finally {
      this.#speaking -= 1;
      if (this.#speaking === 0) deafUntil(clock.now().t + ECHO_MS);
    }
  }

  async stop(): Promise<void> {
    const speaker = this.#speaker;
    this.#speaker = null;
    await speaker?.stop();
  }
}

function programSpeaker(options: ProgramSpeakerOptions): StoppableSpeaker {
  return new ProgramSpeaker(options);
}

/** Whether a microphone could hear what is said; a file is silent. */
export function isHeard({ speaker, command }: Reply): boolean {
  return command !== undefined || speaker.startsWith("alsa:") || speaker.startsWith("pulse:");
}

/** Where `voice.reply.speaker` speaks: a folder for spoken answers is relative to the configuration. */
export function located(output: string, directory: string): string {
  return output.startsWith("file:") ? `file:${resolve(directory, output.slice("file:".length))}` : output;
}
