/**
 * Holds what vision costs a camera against its targets, and exits 1 if one is missed. Everything is processor time, timed side
 * by side; needs `npm run build` and the models, and makes the demo's film if it is not there. Takes about a minute.
 *
 *   npm run bench:cost [-- --json]
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { npmArchiveFetcher } from "../dist/adapters/npm-registry/archive-fetcher.js";
import { prepareMedia } from "../dist/app/demo/media.js";
import { idleCost } from "./daemon/idle.mjs";
import { faceCosts } from "./daemon/models.mjs";

/** Somebody of the family stands at the demo's door. */
const STANDING_MS = 22_000;

const media = await prepareMedia({
  cache: join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "demo"),
  fetcher: async () => npmArchiveFetcher(),
  signal: new AbortController().signal,
  onProgress: () => undefined,
});
const face = await faceCosts(media.film, { fps: 5, atMs: STANDING_MS });
const idle = await idleCost();

const targets = [
  {
    what: "an analysed frame with one face, by the model runs that it makes",
    measured: face.chainToBare,
    target: 1.25,
  },
  {
    what: "the same five times a second, caches cold",
    measured: face.chainToBareAtPace,
    target: 1.25,
  },
  {
    what: "nothing moves, 1280x720 at 5 fps, decoding aside: % of a core",
    measured: idle.percentOfACore,
    target: 3,
  },
].map((one) => ({ ...one, met: one.measured <= one.target }));

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ face, idle, targets }));
} else {
  const ms = (value) => `${value.toFixed(2)} ms`;
  console.log(
    `One face: the models ${ms(face.bareMs)} (${face.modelRuns.join(", ")}), with the chain around them`,
  );
  console.log(
    `${ms(face.chainMs)}; by each model run once (${ms(face.onceMs)}) ${face.chainToOnce.toFixed(2)} times.`,
  );
  console.log(`Nothing moves: ${ms(idle.msAFrame)} a frame, ${idle.analysed} of ${idle.frames} analysed.\n`);
  for (const { what, measured, target, met } of targets)
    console.log(`${met ? "met   " : "MISSED"} ${measured.toFixed(2).padStart(5)} of ${target}  ${what}`);
}
process.exitCode = targets.every(({ met }) => met) ? 0 : 1;
