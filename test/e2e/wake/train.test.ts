import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LibavAudioReader } from "../../../src/adapters/libav/audio-reader.ts";
import { SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../../src/adapters/model-files/manifest-file.ts";
import { packagedSpeech } from "../../../src/adapters/sound-files/background-speech.ts";
import { VOICES } from "../../../src/adapters/speech/voices.ts";
import { WakeEar } from "../../../src/app/wake/ear.ts";
import { trainPhrase } from "../../../src/app/wake/train-phrase.ts";
import { canRecognise, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";

const speech = [...(await packagedSpeech()).values()].flat();
const usable = canRecognise() && installed("flite") && speech.length > 0;
const PHRASE = "view glass";

/** Far fewer voices, near misses and steps than `gatehouse wake train` takes: whether it learns, not how well. */
describe.skipIf(!usable)(
  "a head that is trained for a phrase (needs flite, PocketSphinx, the fetched models and asterisk-core-sounds-en-wav)",
  { timeout: 240_000 },
  () => {
    let folder: string;
    let ear: WakeEar;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "wake-train-"));
      const models = {
        "voice-activity": join(modelsDirectory(), "voice-activity.onnx"),
        "speech-embedding": join(modelsDirectory(), "speech-embedding.onnx"),
      };
      const trained = await trainPhrase({
        ...{ phrase: PHRASE, seed: 1, recordings: [], progress: () => undefined },
        background: { train: speech.slice(0, 40), heldBack: [], origins: [] },
        effort: {
          voices: VOICES.filter(({ name }) => /^flite (slt|rms)$/u.test(name)),
          misses: 30,
          steps: 300,
        },
        embeddingModel: models["speech-embedding"],
        reader: new LibavAudioReader({ scheduler: new SystemScheduler() }),
        signal: new AbortController().signal,
      });
      const head = join(folder, "head.onnx");
      await writeFile(head, trained.file);
      // The head alone, without the recogniser's check, which knows the phrase anyway.
      ear = await WakeEar.open({ head, phrase: null, threshold: 0.5, models });
    }, 240_000);
    afterAll(async () => {
      await ear.close();
      await rm(folder, { recursive: true });
    });

    const wakes = async (voice: "slt" | "rms" | "awb", text: string): Promise<number> =>
      (await ear.wakesIn(joined(silence(0.5), await spoken(voice, text), silence(1)))).length;

    test("hears it in a voice that it was trained with, once", async () => {
      expect(await wakes("slt", PHRASE)).toBe(1);
    });

    test("hears it in a voice that it was not trained with", async () => {
      expect(await wakes("awb", PHRASE)).toBe(1);
    });

    test("does not hear it in other speech", async () => {
      for (const text of ["good morning everybody", "the window is open", "please close the garage door"])
        expect(await wakes("awb", text), text).toBe(0);
    });
  },
);
