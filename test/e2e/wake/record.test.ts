import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SystemClock, SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { recordPhrase, type Told } from "../../../src/app/wake/record.ts";
import { encodeWav } from "../../../src/perception/voice/wav.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import { activityModel, installed, joined, silence, spoken } from "../../fakes/voice-tools.ts";

describe.skipIf(activityModel() === null || !installed("flite"))(
  "recording a wake phrase (needs flite and the fetched models)",
  { timeout: 60_000 },
  () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "wake-record-"));
    });
    afterEach(() => rm(folder, { recursive: true }));

    /** Records from a file with this sound; what was told, and the files. */
    const record = async (sound: Int16Array, count: number) => {
      const source = join(folder, "all.wav");
      await writeFile(source, encodeWav(sound));
      const told: Told[] = [];
      const files = await recordPhrase({
        ...{ source, folder: join(folder, "mine"), name: "hey-gatehouse", count },
        activityModel: activityModel() ?? "",
        parts: {
          clock: new SystemClock(),
          scheduler: new SystemScheduler(),
          random: () => 0.5,
          logger: silentLogger,
        },
        signal: new AbortController().signal,
        tell: (what) => told.push(what),
      });
      return { files, told };
    };

    test("each time that it is said becomes a file of its own, until there are enough", async () => {
      const said = await spoken("slt", "hey gatehouse");
      const pause = silence(1.2);
      const { files, told } = await record(joined(pause, said, pause, said, pause, said, pause), 2);
      expect(files).toEqual([
        join(folder, "mine", "hey-gatehouse-01.wav"),
        join(folder, "mine", "hey-gatehouse-02.wav"),
      ]);
      expect(told.filter(({ kind }) => kind === "say")).toHaveLength(2);
      const seconds = (await readFile(files[0] ?? "")).length / 32_000;
      expect(seconds).toBeGreaterThan(0.8);
      expect(seconds).toBeLessThan(2.5);
    });

    test("what is too quiet or too long is not taken, and why is told", async () => {
      const said = await spoken("slt", "hey gatehouse");
      const faint = said.map((value) => Math.round(value / 60));
      const long = await spoken("slt", "hey gatehouse is what I say to wake up the house in the morning");
      const pause = silence(1.2);
      const { files, told } = await record(joined(pause, faint, pause, long, pause, said, pause), 3);
      expect(files).toHaveLength(1);
      const why = told.flatMap((one) => (one.kind === "again" ? [one.why] : []));
      expect(why.join()).toContain("too long");
    });
  },
);
