import { writeFile } from "node:fs/promises";
import { runProgram } from "./run-program.ts";
import { demandSuccess } from "./speech-engine.ts";

/** How a voice is to speak. */
export interface Manner {
  /** 1: as the voice usually speaks; above, faster. */
  readonly rate: number;
  /** 0–1: from the lowest to the highest pitch that suits the voice. */
  readonly pitch: number;
}

/** One synthesised voice. */
export interface Voice {
  /** Engine and voice: `flite slt`. */
  readonly name: string;
  /** Writes the text as spoken into a WAV file. Rejects with `SPEECH_ENGINE` or `SPEECH_FAILED`. */
  say(text: string, path: string, manner: Manner): Promise<void>;
}

const TIMEOUT_MS = 20_000;

/** Mean pitch from low to high in Hz, of voices of flite. */
const FLITE_VOICES = { kal: [85, 150], awb: [95, 170], rms: [80, 150], slt: [140, 230] } as const;

function flite(voice: keyof typeof FLITE_VOICES): Voice {
  const [low, high] = FLITE_VOICES[voice];
  return {
    name: `flite ${voice}`,
    say: (text, path, { rate, pitch }) =>
      run("flite", path, {
        text,
        words: [
          ...["-voice", voice, "-f", `${path}.txt`, "-o", path],
          ...["--setf", `duration_stretch=${(1 / rate).toFixed(2)}`],
          ...["--setf", `int_f0_target_mean=${Math.round(low + pitch * (high - low))}`],
        ],
      }),
  };
}

function festival(voice: string): Voice {
  return {
    name: `festival ${voice}`,
    say: (text, path, { rate }) =>
      run("text2wave", path, {
        text,
        words: [
          ...[`${path}.txt`, "-o", path, "-eval", `(voice_${voice})`],
          ...["-eval", `(Parameter.set 'Duration_Stretch ${(1 / rate).toFixed(2)})`],
        ],
      }),
  };
}

function espeak(voice: string): Voice {
  return {
    name: `espeak-ng ${voice}`,
    say: (text, path, { rate, pitch }) =>
      run("espeak-ng", path, {
        text,
        words: [
          ...["-v", voice, "-s", String(Math.round(155 * rate)), "-p", String(Math.round(25 + 55 * pitch))],
          ...["-w", path, "-f", `${path}.txt`],
        ],
      }),
  };
}

async function run(
  program: string,
  path: string,
  { text, words }: { readonly text: string; readonly words: readonly string[] },
): Promise<void> {
  // As one word every engine says "gottehouse".
  await writeFile(`${path}.txt`, text.replace(/gatehouse/giu, "gate house"));
  demandSuccess(program, await runProgram(program, words, { input: "", timeoutMs: TIMEOUT_MS }));
}

const ESPEAK_ACCENTS = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029"];
const ESPEAK_THROATS = ["", "+m1", "+m3", "+m5", "+m7", "+f1", "+f2", "+f3", "+f4"];

/** Every English voice that Debian's packages flite, festival and espeak-ng have; the most human ones first. */
export const VOICES: readonly Voice[] = [
  ...(["slt", "rms", "awb", "kal"] as const).map(flite),
  ...["cmu_us_slt_arctic_hts", "ked_diphone", "kal_diphone"].map(festival),
  ...ESPEAK_ACCENTS.flatMap((accent) => ESPEAK_THROATS.map((throat) => espeak(`${accent}${throat}`))),
];
