import { readdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { readIndex } from "../../../src/app/continuous/segment-index.ts";
import { segmentStart } from "../../../src/app/continuous/segment-name.ts";
import { bounded, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { complaints, makeVideo, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";
import { childOf, Daemon, House, until } from "../daemon.ts";
import { ffmpegInstalled } from "../door.ts";

const KILLS = bounded(3, 60);
/** Over the seam of two segments, which are as short as they can be. */
const WITHIN_MS = 11_000;
const MOST_LOST_MS = 1_000;
const VICTIMS = ["both", "camera", "daemon"] as const;
const PICTURE_MS = 40;

/** The segments on the disk: each file by its path, oldest first, below the folder of the camera. */
async function filesOf(house: House): Promise<string[]> {
  const entries = await readdir(house.path("state/continuous/porch"), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function startOf(path: string): number {
  const [day, name] = path.split("/").slice(-2);
  return segmentStart(`${day}/${name?.replace(/\.mp4(\.part)?$/u, "")}`) ?? Number.NaN;
}

test.skipIf(!ffmpegInstalled)(
  "killed with -9 at any moment of continuous recording, each segment plays, the last second at most is lost, and the index agrees",
  async () => {
    const folder = await temporaryFolder();
    const film = await makeVideo(join(folder, "film.mp4"), { seconds: 20, gopSeconds: 1, sound: true });
    const house = await House.build({
      "gatehouse.yaml": `
node: recording
state_dir: state
vision: { people: false }
cameras:
  porch: { source: ${JSON.stringify(film)}, loop: true, detect: { fps: 2 }, continuous: { segment: 10s } }
`,
    });
    let daemon = new Daemon(house);
    const killedAt: number[] = [];
    try {
      const seen = new Set<string>();
      const nextBegun = (): Promise<string> =>
        until(async () => (await filesOf(house)).find((path) => path.endsWith(".part") && !seen.has(path)), {
          what: () => `a segment is begun: ${daemon.log}`,
          withinMs: 60_000,
        });
      for (let kill = 0; kill < KILLS; kill += 1) {
        seen.add(await nextBegun());
        const afterMs = 1_200 + ((kill + Math.random()) / KILLS) * WITHIN_MS;
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        const victim = VICTIMS[kill % VICTIMS.length];
        const camera = await childOf(daemon, "camera:porch");
        if (victim !== "daemon" && camera !== undefined) process.kill(camera, "SIGKILL");
        if (victim !== "daemon") killedAt.push(Date.now());
        for (const path of await filesOf(house)) seen.add(path);
        if (victim === "camera") continue;
        await daemon.stop("SIGKILL");
        daemon = new Daemon(house);
      }
      await nextBegun();
      await daemon.stop();

      const files = await filesOf(house);
      const segments = files.filter((path) => basename(path) !== "index.jsonl");
      expect(segments.filter((path) => !path.endsWith(".mp4"))).toEqual([]);
      const spans: [fromAt: number, toAt: number][] = [];
      for (const path of segments) {
        expect(await complaints(path)).toBe("");
        const pictures = await packetsOf(path);
        expect(pictures[0]?.key).toBe(true);
        const startAt = startOf(path);
        spans.push([startAt, startAt + (pictures.at(-1)?.seconds ?? 0) * 1000 + PICTURE_MS]);
      }
      const indexed = await Promise.all(
        files
          .filter((path) => basename(path) === "index.jsonl")
          .map(async (path) => [...readIndex((await readFile(path, "utf8")).split("\n")).keys()]),
      );
      const names = segments.map((path) => basename(path, ".mp4"));
      // One that was closed while its brain was dead is known by its file alone.
      expect(indexed.flat().filter((name) => !names.includes(name))).toEqual([]);
      expect(names.length - indexed.flat().length).toBeLessThanOrEqual(KILLS);
      const losses = killedAt.map(
        (at) =>
          at - Math.max(...spans.filter(([fromAt]) => fromAt < at).map(([, toAt]) => Math.min(toAt, at))),
      );
      expect(losses.filter((ms) => ms > MOST_LOST_MS)).toEqual([]);
      tellVerified(
        `killed ${KILLS} times while recording all the time: all ${segments.length} segments play; lost at the most ` +
          `${Math.round(Math.max(...losses))} ms`,
      );
    } finally {
      await daemon.stop("SIGKILL");
      await house.remove();
      await rm(folder, { recursive: true });
    }
  },
  LONG_TIMEOUT_MS * 3,
);
