import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runVoiceListen, runVoiceWords, type VoiceContext } from "../../../src/app/commands/voice.ts";
import { canRecognise, installed, silence, spoken, wav } from "../../fakes/voice-tools.ts";

/** A context without a configuration, and what is printed. */
function context(): VoiceContext & { readonly lines: () => readonly string[] } {
  let text = "";
  const out = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += chunk.toString();
      done();
    },
  });
  return {
    out,
    err: new Writable({ write: (_chunk, _, done) => done() }),
    signal: new AbortController().signal,
    config: () => Promise.reject(new Error("no configuration is needed")),
    lines: () => text.trim().split("\n"),
  };
}

describe.skipIf(!canRecognise() || !installed("flite", "espeak-ng"))(
  "gatehouse voice (needs flite, espeak-ng, PocketSphinx and the fetched models)",
  { timeout: 60_000 },
  () => {
    let folder = "";
    let sentences = "";
    let sound = "";
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
      sentences = join(folder, "sentences.yaml");
      writeFileSync(
        sentences,
        "sentry: turn on [the] sentry mode\n" +
          "light: { sentences: ['turn {state} the porchlight'], slots: { state: ['on', 'off'] } }\n",
      );
      sound = join(folder, "spoken.wav");
      const parts = [
        await spoken("slt", "hey gatehouse, turn on sentry mode"),
        silence(1.5),
        await spoken("slt", "the weather is nice today"),
      ];
      writeFileSync(sound, wav(silence(1), ...parts, silence(1)));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it("listen shows what counts and what does not, and when", async () => {
      const io = context();
      await runVoiceListen({ source: sound, sentences, json: true }, io);
      const [woken, command, other] = io.lines().map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(woken).toMatchObject({ verdict: "woken", reported: ["woken"] });
      expect(woken?.["score"]).toBeGreaterThan(0.2);
      expect(command).toMatchObject({
        verdict: "commanded",
        intent: "sentry",
        sentence: "turn on sentry mode",
        reported: ["commanded"],
      });
      expect(command?.["start"]).toBeGreaterThan(0.9);
      expect(command?.["start"]).toBeLessThan(1.5);
      expect(Object.keys(command?.["timings"] ?? {})).toEqual(["vad", "decode", "reject", "afterSpeech"]);
      expect(other).toMatchObject({ reported: [] });
    });

    it("listen is as clear for people", async () => {
      const io = context();
      await runVoiceListen({ source: sound, sentences }, io);
      expect(io.lines()[0]).toMatch(/^[12]\.\d\d s +wake phrase \(the model's score 0\.\d\d, ratio /u);
      expect(io.lines()[1]).toMatch(/^1\.\d\d–3\.\d\d s +command "turn on sentry mode" → sentry \(ratio /u);
      expect(io.lines().at(-1)).toBe("2 utterances, 1 of them not for Gatehouse");
    });

    it("listen hears a faint microphone with more gain", async () => {
      const faint = join(folder, "faint.wav");
      const speech = await spoken("slt", "hey gatehouse, turn on sentry mode");
      writeFileSync(
        faint,
        wav(
          silence(1),
          speech.map((sample) => sample / 650),
          silence(1),
        ),
      );
      const commands = async (gain: string): Promise<number> => {
        const io = context();
        await runVoiceListen({ source: faint, sentences, gain }, io);
        return io.lines().filter((line) => line.includes('command "turn on sentry mode"')).length;
      };
      expect([await commands("0"), await commands("40")]).toEqual([0, 1]);
      const wrong = runVoiceListen({ source: faint, sentences, gain: "loud" }, context());
      await expect(wrong).rejects.toThrow("--gain loud: expected dB from -20 to 40, such as 12");
    });

    it("listen finds a phrase without a model when the utterance is over", async () => {
      const io = context();
      await runVoiceListen({ source: sound, sentences, wake: "hey gate house", json: true }, io);
      const [command] = io.lines().map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(command).toMatchObject({ verdict: "commanded", reported: ["woken", "commanded"] });
    });

    it("listen refuses what it cannot use", async () => {
      await expect(
        runVoiceListen({ source: join(folder, "no.wav"), sentences }, context()),
      ).rejects.toMatchObject({
        code: "VOICE_FILE_MISSING",
        kind: "missing",
      });
      const bad = join(folder, "bad.yaml");
      writeFileSync(bad, "sentry: turn (on\n");
      await expect(runVoiceListen({ source: sound, sentences: bad }, context())).rejects.toThrow(
        /character 6/u,
      );
    });

    it("words says where every pronunciation comes from", async () => {
      const io = context();
      await runVoiceWords({ sentences, json: true }, io);
      const words = io.lines().map((line) => JSON.parse(line) as Record<string, string>);
      const origins = new Map(words.map(({ word, origin }) => [word, origin]));
      expect(["gatehouse", "sentry", "porchlight"].map((word) => origins.get(word))).toEqual([
        "gatehouse",
        "cmudict",
        "espeak-ng",
      ]);
      expect(words.find(({ word }) => word === "porchlight")?.["phones"]).toBe("P AO R CH L AY T");
    });
  },
);
