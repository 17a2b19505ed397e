import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programOutput } from "../../../adapters/process/program-output.ts";
import { onPath } from "../../../adapters/speech/on-path.ts";
import { playerOf, speechEngine } from "../../../adapters/speech/program-speaker.ts";
import type { GatehouseConfig } from "../../../config/schema/gatehouse.ts";
import { problem, type Advice } from "../advice.ts";
import { lastWords } from "../last-words.ts";
import { soundList } from "../sound-lists.ts";
import type { Outcome } from "../check.ts";

const SYNTHESIS_MS = 15_000;
const PLAYER_MS = 5_000;
const SAMPLE = "Gatehouse";

/** Whether Gatehouse can speak. Nothing is heard of it: a word is spoken into a file, and the loudspeaker opened and closed. */
export async function checkSpeaker(
  reply: GatehouseConfig["voice"]["reply"],
  signal: AbortSignal,
): Promise<Outcome> {
  const { speaker, command } = reply;
  const [program] = command ?? [];
  if (program !== undefined) {
    // A program of the user's own may play by itself, and nobody wants to hear a test.
    const advice = (await onPath(program))
      ? []
      : [problem(`${program} cannot be run: see voice.reply.command`)];
    return { found: `your own program, ${program}`, advice, facts: { program } };
  }
  if (speaker === "none") return { found: "does not speak", advice: [], facts: { speaker } };
  const engine = await speechEngine(undefined);
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-doctor-"));
  try {
    await engine.synthesise(SAMPLE, join(folder, "word.wav"), { timeoutMs: SYNTHESIS_MS, signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return {
    found: `${engine.name} to ${speaker}`,
    advice: speaker.startsWith("file:") ? [] : await playerAdvice(speaker, signal),
    facts: { engine: engine.name, speaker },
  };
}

async function playerAdvice(speaker: string, signal: AbortSignal): Promise<Advice[]> {
  const player = playerOf(speaker, "/dev/null");
  const raw = [...player.raw, ...player.words];
  const { outcome, complaint } = await programOutput(player.program, raw, { timeoutMs: PLAYER_MS, signal });
  if (outcome === "done") return [];
  if (outcome === "missing")
    return [problem(`${player.program} is not installed: apt-get install ${player.package}`)];
  const list = soundList(speaker, "output") ?? "";
  return [problem(`${speaker} does not open: ${lastWords(complaint)} (what there is: ${list})`)];
}
