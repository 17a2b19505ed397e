import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { sleep } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { onPath } from "./on-path.ts";
import { runProgram } from "./run-program.ts";
import { demandSuccess, ESPEAK, FLITE, ownEngine, type SpeechEngine } from "./speech-engine.ts";
import { toneWav } from "./tone.ts";
import { wavDurationMs } from "./wav-duration.ts";

export interface ProgramSpeakerOptions {
  /** `alsa:DEVICE`, `pulse:SINK` (`default` too), `file:FOLDER` (a WAV a sentence), or `none`. */
  readonly output: string;
  /** The user's own program and arguments; without it flite, or else espeak-ng. */
  readonly command?: readonly string[] | undefined;
  /** Another engine instead of programs of this machine. */
  readonly engine?: SpeechEngine | undefined;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Told when a sentence begins to sound and for how long: microphones should not listen meanwhile. */
  readonly onSpeaking?: (durationMs: number) => void;
}

/** Sentences that wait to be said. */
const MOST_WAITING = 5;
const SYNTHESIS_TIMEOUT_MS = 15_000;
/** Playing takes the sound's length and this much more at most. */
const PLAYER_SLACK_MS = 5_000;
const LONGEST_TEXT = 1_000;

/** Speaks through programs of this machine, one sentence after the other. */
export class ProgramSpeaker {
  readonly #options: ProgramSpeakerOptions;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #dropped = 0;
  #spoken = 0;
  #engine: SpeechEngine | null = null;
  readonly #abort = new AbortController();

  constructor(options: ProgramSpeakerOptions) {
    this.#options = options;
  }

  /** Sentences that were refused because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Resolves when the sentence has been said, with the length of the sound. Rejects with `SPEECH_BUSY` if five wait
   * already, `SPEECH_FAILED` if it could not be said, `SPEECH_ENGINE` or `SPEECH_PLAYER` if a program is not installed.
   */
  speak(text: string): Promise<{ readonly durationMs: number }> {
    if (this.#waiting >= MOST_WAITING) {
      this.#dropped += 1;
      const busy = `${MOST_WAITING} sentences are waiting to be spoken already; this one is dropped`;
      return Promise.reject(new GatehouseError("SPEECH_BUSY", busy, { kind: "failed" }));
    }
    this.#waiting += 1;
    const said = this.#last
      .then(() => this.#say(text.slice(0, LONGEST_TEXT)))
      .finally(() => (this.#waiting -= 1));
    this.#last = said.catch(() => undefined);
    return said;
  }

  /** Sounds a short tone, unless something is being said or waits to be: a late tone would be a lie. Needs a loudspeaker. */
  async cue(): Promise<void> {
    if (this.#waiting > 0 || this.#options.output === "none" || this.#abort.signal.aborted) return;
    this.#waiting += 1;
    const sounded = this.#last
      .then(() =>
        this.#sound((path) => writeFile(path, toneWav(), { mode: 0o600 }).then(() => true), "-tone"),
      )
      .finally(() => (this.#waiting -= 1));
    this.#last = sounded.catch(() => undefined);
    await sounded;
  }

  /** Falls silent at once; what waits is rejected. Resolves when no program is left. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#last;
  }

  async #say(text: string): Promise<{ readonly durationMs: number }> {
    const { output, command } = this.#options;
    // Without a loudspeaker a program of the user's own still speaks if it plays the sound itself.
    if ((output === "none" && command === undefined) || text.trim() === "") return { durationMs: 0 };
    const { signal } = this.#abort;
    if (signal.aborted)
      throw new GatehouseError("SPEECH_STOPPED", "Gatehouse is ending and says nothing more", {
        kind: "failed",
      });
    const engine = (this.#engine ??= this.#options.engine ?? (await speechEngine(command)));
    return this.#sound((path) => engine.synthesise(text, path, { timeoutMs: SYNTHESIS_TIMEOUT_MS, signal }));
  }

  /** @param make writes the sound to a file; false if it has been played already */
  async #sound(
    make: (path: string) => Promise<boolean>,
    mark = "",
  ): Promise<{ readonly durationMs: number }> {
    const folder = await mkdtemp(join(tmpdir(), "gatehouse-speech-"));
    try {
      const path = join(folder, "speech.wav");
      const begin = this.#options.clock.now().t;
      if (!(await make(path))) return { durationMs: this.#options.clock.now().t - begin };
      const durationMs = await wavDurationMs(path);
      if (mark === "") this.#options.onSpeaking?.(durationMs);
      await this.#play(path, durationMs, mark);
      return { durationMs };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #play(path: string, durationMs: number, mark: string): Promise<void> {
    const { output, clock, scheduler } = this.#options;
    const target = output.slice(output.indexOf(":") + 1);
    if (output.startsWith("file:")) {
      this.#spoken += 1;
      await mkdir(target, { recursive: true });
      const name = `${new Date(clock.now().at).toISOString().replaceAll(":", "-")}-${this.#spoken}${mark}.wav`;
      await copyFile(path, join(target, name));
      // A file is said in the time a voice would take, so that what follows comes in the same order and time.
      await sleep(scheduler, durationMs, this.#abort.signal);
      return;
    }
    const player = playerOf(output, path);
    const result = await runProgram(player.program, player.words, {
      input: "",
      timeoutMs: durationMs + PLAYER_SLACK_MS,
      signal: this.#abort.signal,
    });
    if (result.outcome === "missing")
      throw new GatehouseError(
        "SPEECH_PLAYER",
        `${player.program} is not installed: apt-get install ${player.package}`,
        { kind: "missing" },
      );
    demandSuccess(player.program, result);
  }
}

/** A program that plays a sound file on a loudspeaker. */
export interface Player {
  readonly program: string;
  readonly words: readonly string[];
  /** Further words that let it take the file for bare samples. */
  readonly raw: readonly string[];
  /** The Debian package that has it. */
  readonly package: string;
}

/** What plays `path` on `alsa:DEVICE` or `pulse:SINK`. Throws `SPEECH_OUTPUT` (usage) for anything else. */
export function playerOf(output: string, path: string): Player {
  const device = output.slice(output.indexOf(":") + 1);
  if (output.startsWith("alsa:") && device !== "") {
    const words = ["-q", "-D", device, path];
    return { program: "aplay", words, raw: ["-t", "raw", "-f", "S16_LE"], package: "alsa-utils" };
  }
  if (output.startsWith("pulse:") && device !== "") {
    const sink = device === "default" ? [] : [`--device=${device}`];
    return { program: "paplay", words: [...sink, path], raw: ["--raw"], package: "pulseaudio-utils" };
  }
  throw new GatehouseError(
    "SPEECH_OUTPUT",
    `"${output}" is no loudspeaker; use alsa:DEVICE, pulse:SINK, file:FOLDER or none`,
    { kind: "usage" },
  );
}

/** What turns text into speech: the user's own program, else flite, else espeak-ng. Throws `SPEECH_ENGINE` (missing). */
export async function speechEngine(command: readonly string[] | undefined): Promise<SpeechEngine> {
  if (command !== undefined && command.length > 0) return ownEngine(command);
  for (const engine of [FLITE, ESPEAK]) if (await onPath(engine.name)) return engine;
  throw new GatehouseError(
    "SPEECH_ENGINE",
    "neither flite nor espeak-ng is installed, so nothing can be spoken: apt-get install flite",
    { kind: "missing" },
  );
}
