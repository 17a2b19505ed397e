import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { evaluateDoorInTurn } from "../../../../src/app/evaluate/door-in-turn.ts";
import { doorPolicy } from "../../../../src/app/evaluate/door-policy.ts";
import type { DoorResult } from "../../../../src/app/evaluate/door.ts";
import { progressOn } from "../../../../src/app/evaluate/progress.ts";
import { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import { colourEyes, writePhotos, type COLOURS } from "../../../fakes/coloured-people.ts";
import { TextSink } from "../../../fakes/command-context.ts";

const config = GatehouseConfig.parse({ node: "front" });

describe("eval door-in-turn", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "in-turn-"))));
  afterEach(() => rm(folder, { recursive: true }));

  async function evaluate(photos: Readonly<Record<string, keyof typeof COLOURS>>): Promise<DoorResult> {
    await writePhotos(folder, photos);
    return evaluateDoorInTurn({
      ...{ people: folder, parts: colourEyes(), door: doorPolicy(config), thresholds: config.vision },
      show: { fps: 10, seed: 1, signal: new AbortController().signal },
      ...{ assumeLive: false, progress: progressOn(new TextSink(), "files") },
    });
  }

  test("each picture is once what is enrolled, and all others come to the door", async () => {
    const result = await evaluate({
      ...{ "ana/1.png": "ana", "ana/2.png": "ana", "ana/3.png": "ana" },
      ...{ "ben/1.png": "ben", "ben/2.png": "ben" },
    });
    expect(result).toMatchObject({
      genuine: { allowed: 3 * 2 + 2 * 1, total: 8 },
      strangers: { allowed: 0, total: 3 * 2 + 2 * 3 },
      ...{ strangersUnknown: 12, familyUnknown: 0, mistaken: 0, refused: [] },
    });
    expect(result.probes.map(({ file }) => file)).toContain("ben/2.png (enrolled: ana/3.png)");
  });

  test("somebody else in a person's folder is a stranger who comes in, and a person who does not", async () => {
    const result = await evaluate({ "ana/1.png": "ana", "ana/2.png": "ben", "ben/1.png": "ben" });
    expect(result).toMatchObject({
      genuine: { allowed: 0, total: 2 },
      strangers: { allowed: 2, total: 4 },
    });
  });

  test("whom the enrolment refuses does not come in, and lets no stranger be kept out by it", async () => {
    const result = await evaluate({ "ana/1.png": "ana", "ana/away.png": "nobody", "ben/1.png": "ben" });
    expect(result).toMatchObject({
      genuine: { allowed: 0, total: 2 },
      strangers: { allowed: 0, total: 3 },
    });
    expect(result.refused).toMatchObject([{ person: "ana from away.png" }]);
  });

  test("one picture alone is refused", async () => {
    await expect(evaluate({ "ana/1.png": "ana" })).rejects.toMatchObject({ code: "EVAL_FOLDER_EMPTY" });
  });
});
