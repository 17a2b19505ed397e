import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bounded, chosen, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { makeVideo, temporaryFolder } from "../../fakes/test-video.ts";
import { ffmpegInstalled } from "../door.ts";
import { RecordingHouse, type Loss, type Victim } from "./recording-house.ts";

const HOUSES = 2;
const KILLS = bounded(6, chosen("KILLS", 500));
/** From the first moment on, over pre-roll and several fragments. */
const WITHIN_MS = 2_500;
const MOST_LOST_MS = 1_000;
const VICTIMS: readonly Victim[] = ["both", "camera", "daemon"];

test.skipIf(!ffmpegInstalled)(
  "killed with -9 at any moment of recording, each clip plays, the last second at most is lost, and the journal agrees with the disk",
  async () => {
    const folder = await temporaryFolder();
    const film = await makeVideo(join(folder, "film.mp4"), { seconds: 20, gopSeconds: 2, sound: true });
    const houses = await Promise.all(Array.from({ length: HOUSES }, () => RecordingHouse.build(film)));
    try {
      const audits = await Promise.all(
        houses.map(async (house, index) => {
          for (let kill = index; kill < KILLS; kill += HOUSES) {
            // Spread evenly, and by chance within that.
            const afterMs = ((kill + Math.random()) / KILLS) * WITHIN_MS;
            await house.killAfter(afterMs, VICTIMS[Math.floor(kill / HOUSES) % VICTIMS.length] ?? "both");
          }
          await house.endWell();
          return house.audit();
        }),
      );
      expect(audits.flatMap(({ faults }) => faults)).toEqual([]);
      const losses = audits.flatMap((audit) => audit.losses).toSorted((a, b) => a.ms - b.ms);
      expect(losses).toHaveLength(KILLS);
      expect(losses.filter(({ ms }) => ms > MOST_LOST_MS)).toEqual([]);
      const clips = audits.reduce((sum, audit) => sum + audit.clips, 0);
      const worst = Math.round(losses.at(-1)?.ms ?? 0);
      tellVerified(
        `killed ${KILLS} times while recording: all ${clips} clips play and are in the journal as they are; ` +
          `lost at the most ${worst} ms, ${Math.round(median(losses))} ms in the middle`,
      );
    } finally {
      await Promise.all(houses.map((house) => house.remove()));
      await rm(folder, { recursive: true });
    }
  },
  LONG_TIMEOUT_MS * 4,
);

function median(losses: readonly Loss[]): number {
  return losses[Math.floor(losses.length / 2)]?.ms ?? 0;
}
