import { writeFile } from "node:fs/promises";
import { GatehouseError } from "../../runtime/errors.ts";
import { runProgram, type ProgramResult } from "./run-program.ts";

/** Turns text into a WAV file. */
export interface SpeechEngine {
  readonly name: string;
  /**
   * Writes the speech to `path`. Resolves false if the engine has played the sound itself and left no file.
   * Rejects with `SPEECH_FAILED` if it fails or takes longer than its time limit.
   */
  synthesise(text: string, path: string, limits: SpeechLimits): Promise<boolean>;
}

interface SpeechLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * flite with the voice that was built from recordings of a person. The text is in a file beside the sound: flite reads no
 * pipe, and arguments can be seen by everybody on the machine.
 */
export const FLITE: SpeechEngine = {
  name: "flite",
  synthesise: async (text, path, limits) => {
    // As one word flite says "gottehouse".
    const spelt = text.replace(/gatehouse/giu, "gate house");
    await writeFile(`${path}.txt`, spelt, { mode: 0o600 });
    const words = ["-voice", "slt", "-f", `${path}.txt`, "-o", path];
    demandSuccess("flite", await runProgram("flite", words, { ...limits, input: "" }));
    return true;
  },
};

/** espeak-ng: robotic, in many languages' packages, and everywhere. */
export const ESPEAK: SpeechEngine = {
  name: "espeak-ng",
  synthesise: async (text, path, limits) => {
    const words = ["-v", "en-us", "--stdin", "-w", path];
    demandSuccess("espeak-ng", await runProgram("espeak-ng", words, { ...limits, input: text }));
    return true;
  },
};

/**
 * A program of the user's own. `{text}` in an argument is replaced by the text, otherwise the text is its input;
 * `{output}` by the file it has to write, otherwise a WAV on its output is taken; if there is none, it played itself.
 */
export function ownEngine(command: readonly string[]): SpeechEngine {
  const [program = "", ...rest] = command;
  return {
    name: program,
    synthesise: async (text, path, limits) => {
      const words = rest.map((word) => word.replaceAll("{text}", text).replaceAll("{output}", path));
      const takesText = rest.some((word) => word.includes("{text}"));
      const writesFile = rest.some((word) => word.includes("{output}"));
      const result = await runProgram(program, words, {
        ...limits,
        input: takesText ? "" : text,
        ...(writesFile ? {} : { outputPath: path }),
      });
      demandSuccess(program, result);
      return writesFile || result.outputBytes > 0;
    },
  };
}

/** Fails unless the program ended well; says what to install if it is not there. */
export function demandSuccess(program: string, result: ProgramResult): void {
  if (result.outcome === "done") return;
  if (result.outcome === "missing") {
    const advice = program === "flite" || program === "espeak-ng" ? `: apt-get install ${program}` : "";
    throw new GatehouseError("SPEECH_ENGINE", `${program} is not installed${advice}`, { kind: "missing" });
  }
  const why = result.outcome === "timeout" ? "took too long" : `failed: ${result.complaint}`;
  throw new GatehouseError("SPEECH_FAILED", `${program} ${why}`, { kind: "failed" });
}
