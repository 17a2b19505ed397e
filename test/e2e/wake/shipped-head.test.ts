import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { LibavAudioReader } from "../../../src/adapters/libav/audio-reader.ts";
import { modelsDirectory } from "../../../src/adapters/model-files/manifest-file.ts";
import { VOICES } from "../../../src/adapters/speech/voices.ts";
import { readCard } from "../../../src/app/wake/card.ts";
import { WakeEar } from "../../../src/app/wake/ear.ts";
import { measureHeldBack } from "../../../src/app/wake/held-back.ts";
import { measureWake, type Named } from "../../../src/app/wake/measure.ts";
import { resolveWake } from "../../../src/app/wake/resolve-wake.ts";
import { readSound, Speech, type Spoken } from "../../../src/app/wake/spoken.ts";
import { developmentData } from "../../fakes/development-data.ts";
import { canRecognise, installed } from "../../fakes/voice-tools.ts";

const PHRASE = "hey gatehouse";
const data = developmentData();
const reader = new LibavAudioReader({ scheduler: new SystemScheduler() });
const { signal } = new AbortController();
const NOTHING: readonly Named[] = [];

describe.skipIf(!canRecognise() || !installed("text2wave", "espeak-ng"))(
  "the head for hey gatehouse that comes with Gatehouse (needs festival, espeak-ng, PocketSphinx and the fetched models)",
  { timeout: 120_000 },
  () => {
    const models = {
      "voice-activity": join(modelsDirectory(), "voice-activity.onnx"),
      "speech-embedding": join(modelsDirectory(), "speech-embedding.onnx"),
    };
    let ear: WakeEar;
    let path = "";
    beforeAll(async () => {
      const { head } = await resolveWake({ wakePhrase: PHRASE, wakeModel: null, directory: "/" });
      if (head === null) throw new Error("there is no head for it");
      path = head.path;
      ear = await WakeEar.open({ head: head.path, phrase: PHRASE, threshold: head.threshold, models });
    });
    afterAll(() => ear.close());

    test("hears voices that it was not trained with, in quiet noise", async () => {
      const trained = (await readCard(path))?.made.voices ?? [];
      const voices = VOICES.filter(({ name }) => /ked_diphone|\+(m5|f3)$/u.test(name));
      expect(trained.filter((name) => voices.some((voice) => voice.name === name))).toEqual([]);
      const speech = await Speech.open({ reader, signal });
      const positives: Spoken[] = [];
      for (const voice of voices)
        for (const rate of [1, 1.25])
          positives.push({ voice: voice.name, sound: await speech.say(voice, PHRASE, { rate, pitch: 0.5 }) });
      await speech.close();
      const measured = await measureHeldBack(path, {
        ...{ phrase: PHRASE, models, reader, signal, seed: 5, positives, background: [] },
      });
      expect(measured.recall).toBeGreaterThanOrEqual(0.95);
    });

    test.skipIf(data === null)(
      "does not wake at other people's speech (needs the development data)",
      async () => {
        const folder = join(data ?? "", "voice");
        const negatives: Named[] = [];
        for (const part of ["near_hey_chatterbox", "wake_snowboy"])
          for (const file of (await readdir(join(folder, part))).sort())
            negatives.push({
              name: `${part}/${file}`,
              samples: Int16Array.from(await readSound(join(folder, part, file), reader, signal)),
            });
        expect(negatives.length).toBeGreaterThan(20);
        expect(await measureWake(ear, { positives: NOTHING, negatives })).toMatchObject({
          falselyAccepted: [],
        });
      },
    );
  },
);
