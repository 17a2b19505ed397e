import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { visionEvent } from "../../src/events/from-observation.ts";
import { developmentData } from "../fakes/development-data.ts";
import { watchFilm, type Said } from "../fakes/film-watch.ts";
import { asked, RuleBench } from "../fakes/rule-bench.ts";

const data = developmentData();
/** A person's track ends so long after the person was seen last, and with it the wait of a rule, s. */
const UNTIL_GONE = 2;
const FILM = 139;

/** Six people come one after the other, stand at a table with their backs to the camera for 12 to 27 s, and go. */
describe.skipIf(data === null)("a rule for somebody who stays (needs the development data)", () => {
  let film: Said[];
  /** When each of them came into view, and how long they stayed, s. */
  let stays: { from: number; seconds: number }[];

  beforeAll(async () => {
    const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
    film = await watchFilm(join(data ?? "", "video/one-by-one-person-detection.mp4"), analyser);
    await analyser.close();
    const comings = film.filter(({ observation }) => observation.kind === "person-appeared");
    const seen = film.flatMap(({ observation }) =>
      observation.kind === "person-left" ? [observation.seconds] : [],
    );
    stays = comings.map(({ seconds }, i) => ({ from: seconds, seconds: seen[i] ?? 0 }));
  }, 180_000);

  /** When a rule with this trigger speaks while the film is shown, in whole seconds. */
  async function spoken(trigger: string): Promise<number[]> {
    const rule = `rules:\n  - id: one\n    triggers: [{ ${trigger} }]\n    actions: [{ action: speak, text: yes }]\n`;
    const house = await RuleBench.of(rule);
    const times: number[] = [];
    const timersUntil = (seconds: number): void => {
      while (house.wakeAtT !== null && house.wakeAtT <= seconds * 1000) {
        const due = house.wakeAtT / 1000;
        for (const _ of asked(house.timer(due))) times.push(Math.round(due));
      }
    };
    for (const { seconds, observation } of film) {
      timersUntil(seconds);
      house.pass(seconds, visionEvent(observation, []));
    }
    timersUntil(FILM);
    return times;
  }

  test("fires once for each who stays long enough, at that time, and for nobody who leaves before", async () => {
    expect(stays).toHaveLength(6);
    const [shortest = 0, longest = 0] = [Math.min, Math.max].map((of) =>
      of(...stays.map(({ seconds }) => seconds)),
    );
    expect(shortest).toBeLessThan(13);
    expect(longest).toBeGreaterThan(25);
    for (const wanted of [8, 16, 24, 40]) {
      const long = stays.filter(({ seconds }) => seconds >= wanted);
      expect(await spoken(`trigger: person, for: ${wanted}s`), `for: ${wanted}s`).toEqual(
        long.map(({ from }) => Math.round(from + wanted)),
      );
      // Nobody's stay is so near the limit that the answer hangs on when the track ends.
      expect(stays.filter(({ seconds }) => Math.abs(seconds - wanted) < UNTIL_GONE)).toEqual([]);
    }
  });

  test("does not fire for somebody who is gone", async () => {
    expect(await spoken("trigger: person, moving: approaching, for: 1s")).toEqual([]);
  });
});
