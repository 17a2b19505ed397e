import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { registerEval } from "../../src/app/commands/eval.ts";
import type { VoiceResult } from "../../src/app/evaluate/voice/voice.ts";
import { Command } from "commander";
import { TextSink } from "../fakes/command-context.ts";
import { developmentData } from "../fakes/development-data.ts";
import { canRecognise } from "../fakes/voice-tools.ts";

const data = developmentData();
const voice = (...path: string[]): string => join(data ?? "", "voice", ...path);

/** What `gatehouse eval voice --json` says of recordings of the development set with the sentences of the coffee machine. */
async function evaluated(...options: string[]): Promise<VoiceResult> {
  const out = new TextSink();
  const program = new Command();
  registerEval(program, {
    out,
    err: new TextSink(),
    signal: new AbortController().signal,
    config: () => Promise.reject(new Error("no configuration is needed")),
  });
  const recordings = ["--manifest", voice("index.tsv"), "--sentences", "bench/voice/coffee.yaml"];
  await program.parseAsync(["eval", "voice", ...recordings, ...options, "--json"], { from: "user" });
  return JSON.parse(out.text) as VoiceResult;
}

describe.skipIf(data === null || !canRecognise())(
  "spoken commands (need the development data, PocketSphinx and the fetched models)",
  { timeout: 400_000 },
  () => {
    it("are understood with every slot", async () => {
      const { total, exact, rtf } = await evaluated("--only", "commands_coffee/");
      expect(total).toBe(45);
      expect(exact / total).toBeGreaterThanOrEqual(0.97);
      expect(rtf).toBeLessThan(1);
    });

    it("are understood beside a noisy kitchen", async () => {
      const noise = ["--noise", voice("noise", "kitchen_a.flac"), "--snr", "10"];
      const { total, exact } = await evaluated("--only", "commands_coffee/", ...noise);
      expect(exact / total).toBeGreaterThanOrEqual(0.85);
    });

    it("are found in no single words", async () => {
      const { otherSpeech } = await evaluated("--only", "speech_commands/b");
      expect(otherSpeech.total).toBeGreaterThan(5);
      expect(otherSpeech.accepted).toBe(0);
    });

    it("are found in no other speech", async () => {
      const { otherSpeech } = await evaluated("--only", "speech_libri/1", "--cut", "3");
      expect(otherSpeech.total).toBeGreaterThanOrEqual(20);
      expect(otherSpeech.accepted).toBe(0);
    });
  },
);
