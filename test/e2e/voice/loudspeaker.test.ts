import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SystemClock, SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { ProgramSpeaker } from "../../../src/adapters/speech/program-speaker.ts";
import { privatePulse, type PrivatePulse } from "../../fakes/private-pulse.ts";
import { installed } from "../../fakes/voice-tools.ts";

const NAMES = ["HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"] as const;

describe.skipIf(!installed("pulseaudio", "pactl", "paplay", "aplay", "flite"))(
  "a loudspeaker (needs pulseaudio, aplay, paplay and flite)",
  { timeout: 30_000 },
  () => {
    const before = new Map<string, string | undefined>(NAMES.map((name) => [name, process.env[name]]));
    let pulse: PrivatePulse;
    beforeAll(async () => {
      pulse = await privatePulse();
      for (const name of NAMES) process.env[name] = pulse.env[name];
    });
    afterAll(async () => {
      for (const [name, value] of before)
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      await pulse.stop();
    });

    const speaker = (output: string): ProgramSpeaker =>
      new ProgramSpeaker({ output, clock: new SystemClock(), scheduler: new SystemScheduler() });

    it.each(["alsa:default", "pulse:default", "pulse:speaker"])(
      "says a sentence through %s",
      async (output) => {
        const begin = performance.now();
        const { durationMs } = await speaker(output).speak("Sentry mode is on.");
        expect(durationMs).toBeGreaterThan(500);
        // It has been played, not only made.
        expect(performance.now() - begin).toBeGreaterThan(durationMs * 0.7);
      },
    );

    it("says so when there is no such loudspeaker", async () => {
      await expect(speaker("alsa:no_such_device").speak("Hello")).rejects.toThrow(/aplay failed/u);
    });
  },
);
