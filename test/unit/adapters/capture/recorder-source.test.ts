import { afterEach, expect, it } from "vitest";
import { SystemClock, SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { recorderCommand } from "../../../../src/adapters/capture/recorder-command.ts";
import { RecorderSource } from "../../../../src/adapters/capture/recorder-source.ts";
import type { AudioChunk } from "../../../../src/sensors/audio-chunk.ts";
import { eventually } from "../../../fakes/eventually.ts";

let source: RecorderSource | null = null;
afterEach(async () => source?.stop());

/** Records with a shell script in place of arecord. */
function record(program: string, script: string) {
  const chunks: AudioChunk[] = [];
  const health: string[] = [];
  source = new RecorderSource({
    command: { program, arguments: ["-c", script], package: "alsa-utils" },
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
    random: () => 0,
  });
  source.start({
    chunk: (chunk) => {
      chunks.push(chunk);
      return Promise.resolve();
    },
    health: (ok, why) => health.push(`${ok}: ${why}`),
    ended: () => undefined,
  });
  return { source, chunks, health };
}

it("reads samples, even when they arrive in halves", async () => {
  const { chunks } = record("sh", "printf '\\001\\002\\003'; sleep 0.1; printf '\\004'; sleep 5");
  await eventually(() => chunks.reduce((sum, { samples }) => sum + samples.length, 0) === 2);
  expect(chunks.flatMap(({ samples }) => [...samples])).toEqual([0x0201, 0x0403]);
});

it("says what the recorder said when it ended, and starts it again", async () => {
  const { health } = record("sh", "echo 'no such device' >&2; exit 1");
  await eventually(() => health.length === 1);
  expect(health).toEqual(["false: sh ended with code 1: no such device"]);
});

it("recovers when it is killed", async () => {
  const { source: recorder, health } = record("sh", "while :; do printf '\\000\\000'; sleep 0.02; done");
  await eventually(() => health.length === 1);
  process.kill(recorder.pid ?? 0, "SIGKILL");
  await eventually(() => health.length === 3);
  expect(health).toEqual(["true: sound flows", "false: sh was ended by SIGKILL", "true: sound flows"]);
});

it("notices a recorder that sends nothing", async () => {
  const { health } = record("sh", "exec sleep 30");
  await eventually(() => health.length === 1, { withinMs: 6_000 });
  expect(health).toEqual(["false: sh has sent no sound for 3 s"]);
});

it("says which package a missing recorder is in", async () => {
  const { health } = record("no-such-recorder", "");
  await eventually(() => health.length === 1);
  expect(health).toEqual(["false: no-such-recorder is not installed: apt-get install alsa-utils"]);
});

it("leaves no child behind, and may be stopped twice", async () => {
  const { source: recorder, chunks } = record("sh", "while :; do printf '\\000\\000'; sleep 0.02; done");
  await eventually(() => chunks.length > 0);
  const pid = recorder.pid ?? 0;
  await recorder.stop();
  await recorder.stop();
  expect(() => process.kill(pid, 0)).toThrow();
});

it("knows how ALSA and PulseAudio are recorded", () => {
  expect(recorderCommand("alsa:plughw:1,0")).toMatchObject({ program: "arecord" });
  expect(recorderCommand("alsa:plughw:1,0").arguments).toContain("plughw:1,0");
  expect(recorderCommand("pulse:mic").arguments).toContain("--device=mic");
  expect(recorderCommand("pulse:default").arguments.join(" ")).not.toContain("--device");
  expect(() => recorderCommand("alsa:")).toThrow(/no microphone/u);
});
