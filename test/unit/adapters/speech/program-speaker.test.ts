import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SystemClock, SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { ProgramSpeaker } from "../../../../src/adapters/speech/program-speaker.ts";
import { encodeWav } from "../../../../src/perception/voice/wav.ts";
import { installed } from "../../../fakes/voice-tools.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  writeFileSync(join(folder, "sound.wav"), encodeWav(new Int16Array(1_600)));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A speaker whose engine is a shell script; it writes to `out/`. */
function speaker(script: string, ...words: readonly string[]) {
  return speakerTo(`file:${join(folder, "out")}`, [script, "sh", ...words]);
}

function speakerTo(output: string, words: readonly string[]) {
  const spoken: number[] = [];
  const made = new ProgramSpeaker({
    output,
    command: ["sh", "-c", ...words],
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
    onSpeaking: (ms) => spoken.push(ms),
  });
  return { made, spoken };
}

describe("a program of the user's own", () => {
  it("gets the text on its input and gives a WAV on its output", async () => {
    const { made, spoken } = speaker(`cat > "${folder}/text"; cat "${folder}/sound.wav"`);
    expect(await made.speak("Sentry mode is on.")).toEqual({ durationMs: 100 });
    expect(readFileSync(join(folder, "text"), "utf8")).toBe("Sentry mode is on.");
    expect(spoken).toEqual([100]);
    expect(readdirSync(join(folder, "out"))).toHaveLength(1);
  });

  it("gets the text as an argument, never through a shell", async () => {
    const { made } = speaker(
      `printf %s "$1" > "${folder}/text"; cp "${folder}/sound.wav" "$2"`,
      "{text}",
      "{output}",
    );
    const nasty = `$(touch ${folder}/hacked); "quoted' && rm`;
    await made.speak(nasty);
    expect(readFileSync(join(folder, "text"), "utf8")).toBe(nasty);
    expect(readdirSync(folder)).not.toContain("hacked");
  });

  it("may play the sound itself", async () => {
    const { made } = speaker("cat > /dev/null");
    expect((await made.speak("Hello")).durationMs).toBeGreaterThan(0);
  });

  it("speaks without a loudspeaker of ours, and is an error there if it leaves a sound for nobody to play", async () => {
    const { made } = speakerTo("none", [`cat > "${folder}/text"`]);
    await made.speak("Please turn your head.");
    expect(readFileSync(join(folder, "text"), "utf8")).toBe("Please turn your head.");
    const { made: other } = speakerTo("none", [`cat > /dev/null; cat "${folder}/sound.wav"`]);
    await expect(other.speak("Hello")).rejects.toMatchObject({ code: "SPEECH_OUTPUT" });
  });

  it("that fails is an error, and the next sentence is said all the same", async () => {
    const { made } = speaker(
      `read text; [ "$text" = good ] || { echo broken >&2; exit 3; }; cat "${folder}/sound.wav"`,
    );
    await expect(made.speak("bad\n")).rejects.toMatchObject({
      code: "SPEECH_FAILED",
      message: "sh failed: broken",
    });
    await expect(made.speak("good\n")).resolves.toEqual({ durationMs: 100 });
  });

  it("that makes no WAV is an error", async () => {
    const { made } = speaker("cat > /dev/null; echo hello");
    await expect(made.speak("Hello")).rejects.toMatchObject({ code: "SPEECH_FAILED" });
  });

  it("that is not there is told as missing", async () => {
    const clock = new SystemClock();
    const options = {
      output: "file:/tmp",
      command: ["no-such-voice"],
      clock,
      scheduler: new SystemScheduler(),
    };
    await expect(new ProgramSpeaker(options).speak("Hello")).rejects.toMatchObject({ kind: "missing" });
  });
});

it("says one sentence after the other, and refuses the sixth that waits", async () => {
  const { made } = speaker(`cat >> "${folder}/text"; cat "${folder}/sound.wav"`);
  const said = ["1", "2", "3", "4", "5"].map((text) => made.speak(text));
  await expect(made.speak("6")).rejects.toMatchObject({ code: "SPEECH_BUSY" });
  await Promise.all(said);
  expect(readFileSync(join(folder, "text"), "utf8")).toBe("12345");
  expect(made.dropped).toBe(1);
});

it("falls silent when it is stopped", async () => {
  const { made } = speaker("exec sleep 30");
  const said = made.speak("Hello");
  const failed = expect(said).rejects.toMatchObject({ code: "SPEECH_FAILED" });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await made.stop();
  await failed;
  await expect(made.speak("More")).rejects.toMatchObject({ code: "SPEECH_STOPPED" });
});

it.skipIf(!installed("flite"))("speaks with flite where there is nothing else (needs flite)", async () => {
  const made = new ProgramSpeaker({
    output: `file:${join(folder, "out")}`,
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
  });
  const { durationMs } = await made.speak("-h is not an option.");
  expect(durationMs).toBeGreaterThan(500);
});
