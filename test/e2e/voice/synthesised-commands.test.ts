import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Heard } from "../../../src/perception/voice/heard.ts";
import { canRecognise, hearFile, installed, silence, spoken, wav } from "../../fakes/voice-tools.ts";
import { HOUSE } from "./house-commands.ts";

const VOICES = ["slt", "rms", "awb"] as const;

describe.skipIf(!canRecognise() || !installed("flite"))(
  "a synthesised voice (needs flite, PocketSphinx and the fetched models)",
  { timeout: 120_000 },
  () => {
    let folder = "";
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    /** What is heard of sentences with pauses of `pause` seconds between them. */
    async function heard(
      voice: (typeof VOICES)[number],
      sentences: readonly string[],
      pause = 1.5,
    ): Promise<readonly Heard[]> {
      const parts = [silence(1)];
      for (const sentence of sentences) parts.push(await spoken(voice, sentence), silence(pause));
      const path = join(folder, "spoken.wav");
      writeFileSync(path, wav(...parts));
      return hearFile(path, HOUSE);
    }

    const reports = (all: readonly Heard[]): readonly string[] => all.flatMap((one) => one.reports);
    const intents = (all: readonly Heard[]): readonly string[] =>
      all.flatMap(({ verdict, reports: said }) =>
        verdict.kind === "commanded" && said.includes("commanded") ? [verdict.intent] : [],
      );

    it.each(VOICES)("is understood in one breath: %s", async (voice) => {
      const all = await heard(voice, ["hey gatehouse, turn on sentry mode"]);
      expect(reports(all)).toEqual(["woken", "commanded"]);
      expect(intents(all)).toEqual(["sentry-on"]);
    });

    it.each(VOICES)("is understood with a pause behind the wake phrase: %s", async (voice) => {
      const all = await heard(voice, ["hey gatehouse", "unlock the front door"]);
      expect(reports(all)).toEqual(["woken", "commanded"]);
      expect(intents(all)).toEqual(["open"]);
    });

    it.each(VOICES)("is understood behind other words: %s", async (voice) => {
      const all = await heard(voice, ["okay so, hey gatehouse, turn on sentry mode"]);
      expect(intents(all)).toEqual(["sentry-on"]);
    });

    it("fills slots", async () => {
      const all = await heard("slt", ["hey gatehouse, turn off the porch light"]);
      const [verdict] = all.map((one) => one.verdict);
      expect(verdict).toMatchObject({
        kind: "commanded",
        intent: "light",
        slots: { state: "off", place: "porch" },
      });
    });

    it("is too late when the command comes after six seconds", async () => {
      const all = await heard("slt", ["hey gatehouse", "turn on sentry mode"], 6.5);
      expect(reports(all)).toEqual(["woken"]);
    });

    it.each(VOICES)("that asks for something else is told so: %s", async (voice) => {
      const all = await heard(voice, ["hey gatehouse, what is the weather today"]);
      expect(intents(all)).toEqual([]);
      expect(reports(all)).not.toContain("commanded");
    });

    it.each([
      "turn on sentry mode",
      "hey penthouse",
      "hey jack, turn off century mode please",
      "he said that we should turn on the light",
      "what is the weather like today",
    ])("is not taken for a command without the wake phrase: %s", async (sentence) => {
      for (const voice of VOICES) expect(reports(await heard(voice, [sentence]))).toEqual([]);
    });
  },
);
