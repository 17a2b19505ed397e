import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { doorPolicy } from "../../../../src/app/evaluate/door-policy.ts";
import { evaluateDoor, type DoorResult } from "../../../../src/app/evaluate/door.ts";
import { progressOn } from "../../../../src/app/evaluate/progress.ts";
import { doorText } from "../../../../src/app/evaluate/report.ts";
import { policyFacts } from "../../../../src/app/evaluate/door-policy.ts";
import { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import { colourEyes, writePhotos, type COLOURS } from "../../../fakes/coloured-people.ts";
import { TextSink } from "../../../fakes/command-context.ts";

const config = GatehouseConfig.parse({ node: "front" });

describe("eval door", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "door-"))));
  afterEach(() => rm(folder, { recursive: true }));

  async function evaluate(photos: Readonly<Record<string, keyof typeof COLOURS>>): Promise<DoorResult> {
    await writePhotos(folder, photos);
    return evaluateDoor({
      ...{ gallery: join(folder, "gallery"), probes: join(folder, "probes"), parts: colourEyes() },
      ...{ door: doorPolicy(config), thresholds: config.vision, assumeLive: false },
      show: { fps: 10, seed: 1, signal: new AbortController().signal },
      progress: progressOn(new TextSink(), "files"),
    });
  }

  test("counts whom the door lets in, and whom it calls unknown", async () => {
    const result = await evaluate({
      ...{ "gallery/ana/1.png": "ana", "gallery/ben/1.png": "ben" },
      ...{ "probes/ana/a.png": "ana", "probes/ana/away.png": "nobody", "probes/ben/b.png": "ben" },
      ...{ "probes/_strangers/zoe/c.png": "stranger", "probes/_strangers/d.png": "stranger" },
    });
    expect(result).toMatchObject({
      genuine: { allowed: 2, total: 3 },
      strangers: { allowed: 0, total: 2 },
      ...{ mistaken: 0, strangersUnknown: 2, familyUnknown: 0, withoutFace: 1, refused: [] },
      decisionMs: { p50: 200, p95: 200 },
    });
    const text = doorText(
      result,
      policyFacts(doorPolicy(config), { configuration: null, assumeLive: false }),
    );
    expect(text).toContain("genuine    2 of 3 (66.7 %) allowed");
    expect(text).toContain("strangers  0 of 2 (0.0 %) allowed (with 95 % confidence below 77.64 %)");
    expect(text).toContain("  ana/away.png: ana was not let in: ");
  });

  test("tells a stranger whom it lets in, and whom it mistakes", async () => {
    const result = await evaluate({
      ...{ "gallery/ana/1.png": "ana", "gallery/ben/1.png": "ben" },
      ...{ "probes/ana/a.png": "ben", "probes/_strangers/c.png": "ana" },
    });
    expect(result).toMatchObject({ strangers: { allowed: 1, total: 1 }, mistaken: 1, decisionMs: null });
    const text = doorText(
      result,
      policyFacts(doorPolicy(config), { configuration: null, assumeLive: false }),
    );
    expect(text).toContain("  _strangers/c.png: a stranger was let in as ana");
    expect(text).toContain("  ana/a.png: ana was let in as ben");
  });

  test("does not enrol whom `people add` refuses, and counts them as not let in", async () => {
    const result = await evaluate({
      ...{ "gallery/ana/1.png": "ana", "gallery/ben/1.png": "ana", "gallery/cy/1.png": "nobody" },
      ...{ "probes/ben/1.png": "ben", "probes/ana/1.png": "ana" },
    });
    expect(result.refused.map(({ person }) => person)).toEqual(["ben", "cy"]);
    expect(result).toMatchObject({ genuine: { allowed: 1, total: 2 } });
  });

  test.each([
    ["EVAL_FOLDER_MISSING", "missing", {}],
    ["EVAL_FOLDER_EMPTY", "missing", { "gallery/ana.png": "ana", "probes/ana/1.png": "ana" }],
    ["EVAL_PERSON_UNKNOWN", "usage", { "gallery/ana/1.png": "ana", "probes/zoe/1.png": "stranger" }],
  ] as const)("%s", async (code, kind, photos) => {
    await expect(evaluate(photos)).rejects.toMatchObject({ code, kind });
  });
});
