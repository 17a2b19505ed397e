import { expect, test } from "vitest";
import { checkMicrophone } from "../../../../../src/app/doctor/checks/microphone.ts";
import type { AskProbe } from "../../../../../src/app/doctor/probe/ask-probe.ts";
import type { SoundReport } from "../../../../../src/app/doctor/probe/jobs.ts";

const SOUND: SoundReport = { seconds: 2, levelDb: -38.4, peakDb: -12.2, clipped: 0 };
const signal = new AbortController().signal;

function answering(answer: Partial<SoundReport> | string): AskProbe {
  return (_, report) =>
    typeof answer === "string"
      ? Promise.reject(new Error(answer))
      : Promise.resolve(report.parse({ ...SOUND, ...answer }));
}

async function listen(
  answer: Partial<SoundReport> | string,
  changes: Partial<Parameters<typeof checkMicrophone>[0]> = {},
): Promise<string[]> {
  const question = { source: "alsa:default", of: "microphone" as const, gainDb: 0, daemon: null, ...changes };
  const { found, advice } = await checkMicrophone(question, { ask: answering(answer), signal });
  return [found, ...advice.map(({ severity, text }) => `${severity}: ${text}`)];
}

test("the level is told, and what is too quiet or too loud", async () => {
  expect(await listen({})).toEqual(["alsa:default, level -38 dB, peak -12 dB"]);
  expect((await listen({ levelDb: null, peakDb: null })).at(-1)).toContain(
    "problem: it sends nothing but silence",
  );
  expect((await listen({ peakDb: -66 })).at(-1)).toContain("warning: hardly anything is heard");
  expect((await listen({ peakDb: 0, clipped: 0.02 })).at(-1)).toContain(
    "warning: 2.0 % of the sound is cut off",
  );
});

test("the gain is reckoned with", async () => {
  expect(await listen({ peakDb: -66 }, { gainDb: 20 })).toHaveLength(1);
  expect((await listen({}, { gainDb: 20 })).at(-1)).toBe(
    "warning: with gain: 20 loud sound is cut off: at most 12 would do",
  );
  expect(await listen({}, { gainDb: 12 })).toHaveLength(1);
});

test("a recording may begin with silence, a camera's sound may not", async () => {
  const silence = { levelDb: null, peakDb: null };
  expect(await listen(silence, { source: "/sound/hall.wav" })).toHaveLength(1);
  expect(await listen(silence, { source: "/film/door.mp4", of: "camera" })).toHaveLength(2);
});

test("what the sound system complains of is one line, with how to find what there is", async () => {
  const [found, advice] = await listen("arecord ended with code 1: x\nALSA lib y\narecord: no such device");
  expect(found).toBe("alsa:default is not heard");
  expect(advice).toBe(
    "problem: arecord ended with code 1: arecord: no such device (what there is: arecord -L)",
  );
  expect((await listen("refused", { source: "pulse:hall" })).at(-1)).toContain("pactl list short sources");
  expect((await listen("refused", { source: "/sound/hall.wav" })).at(-1)).toBe("problem: refused");
});

test("an ALSA device that the daemon holds is not opened; a sound server serves several", async () => {
  const daemon = { ok: true, why: "" };
  expect(await listen("must not be asked", { daemon })).toEqual([
    "alsa:default, held by the running Gatehouse, which hears it",
  ]);
  expect(await listen({}, { daemon, source: "pulse:default" })).toEqual([
    "pulse:default, level -38 dB, peak -12 dB",
  ]);
});
