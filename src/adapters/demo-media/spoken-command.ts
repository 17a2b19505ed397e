import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { readWav, silence, writeWav, type Sound } from "./wav.ts";

const run = promisify(execFile);

/** flite's voice that was built from recordings of a person; recognisers take it as they take people. */
const VOICE = "slt";

/**
 * A WAV in which a synthesised voice says `text` after some silence, with silence behind it.
 * Needs flite; throws DEMO_FLITE_MISSING without it.
 */
export async function spokenCommand(
  text: string,
  pauses: { beforeSeconds: number; afterSeconds: number },
): Promise<Uint8Array> {
  const spoken = readWav(await speak(text));
  const before = silence(pauses.beforeSeconds, spoken.rateHz);
  const after = silence(pauses.afterSeconds, spoken.rateHz);
  const samples = new Int16Array(before.length + spoken.samples.length + after.length);
  samples.set(before);
  samples.set(spoken.samples, before.length);
  samples.set(after, before.length + spoken.samples.length);
  const sound: Sound = { rateHz: spoken.rateHz, samples };
  return writeWav(sound);
}

async function speak(text: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-voice-"));
  try {
    const path = join(folder, "spoken.wav");
    // As one word flite says "gottehouse".
    const spelt = text.replace(/gatehouse/giu, "gate house");
    await run("flite", ["-voice", VOICE, "-t", spelt, "-o", path], { timeout: 30_000 });
    return await readFile(path);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw missing
      ? new GatehouseError(
          "DEMO_FLITE_MISSING",
          "the program flite, which speaks the demo's command, is not installed: apt-get install flite",
          { kind: "missing", cause: error },
        )
      : new GatehouseError("DEMO_FLITE_FAILED", `flite could not speak: ${messageOf(error)}`, {
          kind: "failed",
          cause: error,
        });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
