import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { LibavAudioReader } from "../../../../src/adapters/libav/audio-reader.ts";
import { SileroActivity } from "../../../../src/adapters/silero/silero-activity.ts";
import { ImpactDetector, type Impact } from "../../../../src/perception/sound/impact.ts";
import { developmentData } from "../../../fakes/development-data.ts";
import { activityModel, joined } from "../../../fakes/voice-tools.ts";

const RATE = 16_000;
const FRAME = 512;

/** Noise between −1 and 1, the same every time. */
function noise(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (seed / 0x7fffffff) * 2 - 1;
  };
}

type Sound = (seconds: number) => number;
/** Noise that begins at `at` and dies away with `decay` seconds; what a slammed door sounds like, more or less. */
const slam =
  (at: number, loudness: number, decay = 0.04): Sound =>
  (s) =>
    s < at ? 0 : hiss() * loudness * Math.exp((at - s) / decay);
const hiss = noise();
const room =
  (level: number): Sound =>
  () =>
    hiss() * level;
const tone =
  (hz: number, loudness: number, from = 0, to = Infinity): Sound =>
  (s) =>
    s >= from && s < to ? Math.sin(2 * Math.PI * hz * s) * loudness : 0;

function heard(seconds: number, sounds: readonly Sound[], speech = 0): Impact[] {
  const samples = Int16Array.from({ length: seconds * RATE }, (_, i) => {
    const sum = sounds.reduce((all, sound) => all + sound(i / RATE), 0);
    return Math.max(-1, Math.min(1, sum)) * 32_767;
  });
  const detector = new ImpactDetector();
  const found: Impact[] = [];
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    const impact = detector.push(samples.subarray(at, at + FRAME), (at / RATE) * 1000, speech);
    if (impact !== null) found.push(impact);
  }
  return found;
}

describe("an impact", () => {
  it.each([
    ["a quiet room", 0.0005],
    ["a room with a fan", 0.005],
  ])("is a slammed door in %s, once, at its time", (_, level) => {
    const found = heard(4, [room(level), slam(2, 0.9)]);
    expect(found).toHaveLength(1);
    expect(found[0]?.t).toBeGreaterThan(1_980);
    expect(found[0]?.t).toBeLessThan(2_020);
    expect(found[0]?.confidence).toBeGreaterThanOrEqual(0.5);
  });

  it("is surer the louder it is", () => {
    const [faint, loud] = [0.2, 0.9].map(
      (loudness) => heard(4, [room(0.001), slam(2, loudness)])[0]?.confidence ?? 0,
    );
    expect(faint).toBeGreaterThanOrEqual(0.5);
    expect(loud).toBeGreaterThan(faint ?? 1);
  });

  it("is one with its echoes, and another one later", () => {
    expect(heard(6, [room(0.001), slam(2, 0.9), slam(2.2, 0.5), slam(4.5, 0.9)])).toHaveLength(2);
  });

  it.each<[string, readonly Sound[]]>([
    ["a faint knock", [room(0.0005), slam(2, 0.02)]],
    ["a blow in a room that is nearly as loud", [room(0.15), slam(2, 0.9)]],
    ["a sound that goes on", [room(0.001), tone(440, 0.5, 2, 3.5)]],
    ["a vacuum cleaner that is switched on", [room(0.001), (s) => (s < 2 ? 0 : hiss() * 0.4)]],
    ["a sound that swells", [room(0.001), (s) => (s < 2 || s > 2.4 ? 0 : hiss() * ((s - 2) / 0.4) ** 2)]],
    [
      "music with a beat",
      [
        room(0.001),
        tone(220, 0.2),
        tone(330, 0.15),
        slam(1, 0.6),
        slam(1.5, 0.6),
        slam(2, 0.6),
        slam(2.5, 0.6),
      ],
    ],
    ["silence", [() => 0]],
  ])("is not %s", (_, sounds) => {
    expect(heard(4, sounds)).toEqual([]);
  });

  it("is not what the voice activity model takes for speech", () => {
    expect(heard(4, [room(0.0005), slam(2, 0.9)], 0.8)).toEqual([]);
  });

  it("needs a moment of quiet before it: nothing is known of the first quarter of a second", () => {
    expect(heard(2, [room(0.0005), slam(0.1, 0.9)])).toEqual([]);
  });
});

async function soundOf(path: string): Promise<Int16Array> {
  const blocks: Int16Array[] = [];
  const reader = new LibavAudioReader({ scheduler: new SystemScheduler() });
  for await (const block of reader.samples(path)) blocks.push(block.slice());
  return joined(...blocks);
}

const data = developmentData();

describe.skipIf(data === null || activityModel() === null)(
  "people who speak (needs the development data and the fetched models)",
  { timeout: 120_000 },
  () => {
    it.each(["speech_libri", "commands_coffee", "speech_commands"])("make no impact: %s", async (name) => {
      const folder = join(data ?? "", "voice", name);
      const activity = await SileroActivity.load(activityModel() ?? "");
      const found: string[] = [];
      const files = readdirSync(folder)
        .filter((file) => file.endsWith(".flac"))
        .slice(0, 20);
      for (const file of files) {
        // Half a second of silence before it: a file that begins in the middle of a word would be one.
        const samples = joined(
          new Int16Array(8_000),
          await soundOf(join(folder, file)),
          new Int16Array(8_000),
        );
        const detector = new ImpactDetector();
        activity.reset();
        for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
          const frame = samples.slice(at, at + FRAME);
          const impact = detector.push(frame, at / 16, await activity.probability(frame));
          if (impact !== null) found.push(`${file} ${impact.t.toFixed(0)}`);
        }
      }
      await activity.close();
      expect(files.length).toBeGreaterThan(10);
      expect(found).toEqual([]);
    });
  },
);
