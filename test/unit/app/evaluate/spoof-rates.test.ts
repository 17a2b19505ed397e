import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { progressOn } from "../../../../src/app/evaluate/progress.ts";
import { spoofText } from "../../../../src/app/evaluate/report.ts";
import { evaluateSpoof, type SpoofResult } from "../../../../src/app/evaluate/spoof.ts";
import type { FaceFileParts } from "../../../../src/app/face-files.ts";
import type { Frame } from "../../../../src/sensors/frame.ts";
import { colourEyes, writePhotos, type COLOURS } from "../../../fakes/coloured-people.ts";
import { TextSink } from "../../../fakes/command-context.ts";
import { aLook } from "../../../fakes/face-looks.ts";
import { FakeAnalyser } from "../../../fakes/fake-analyser.ts";

/** Red faces (ana) are alive, green ones (ben) are not; grey pictures show nobody. */
const LIVENESS = [0.9, 0.1] as const;

/** Every clip shows a red face for half a second, and a green one after that. */
async function* redThenGreen(): AsyncGenerator<Frame> {
  for (let i = 0; i < 15; i += 1) {
    const data = new Uint8Array(i < 5 ? [200, 0, 0] : [0, 200, 0]);
    yield await Promise.resolve({
      camera: "clip",
      width: 1,
      height: 1,
      data,
      at: 0,
      t: i * 100,
      ptsMs: null,
    });
  }
}

const parts: FaceFileParts = {
  ...colourEyes(),
  analyser: new FakeAnalyser(({ data: [red = 0, green = 0] }) =>
    red === green ? [] : [aLook({ live: LIVENESS[red > green ? 0 : 1] })],
  ),
  reader: { frames: redThenGreen },
};

describe("eval spoof", () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "spoof-"))));
  afterEach(() => rm(folder, { recursive: true }));

  async function evaluate(
    photos: Readonly<Record<string, keyof typeof COLOURS>>,
    clips: readonly string[] = [],
  ): Promise<SpoofResult> {
    await writePhotos(folder, photos);
    for (const clip of clips) await writeFile(join(folder, clip), "");
    return evaluateSpoof({
      ...{ live: join(folder, "live"), attack: join(folder, "attack"), parts },
      thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
      show: { fps: 10, seed: null, signal: new AbortController().signal },
      progress: progressOn(new TextSink(), "files"),
    });
  }

  test("tells the rates of each sort of attack, and which is the worst", async () => {
    const result = await evaluate({
      ...{ "live/a.png": "ana", "live/b.png": "ben", "live/c.png": "nobody" },
      ...{ "attack/print/a.png": "ben", "attack/print/b.png": "nobody" },
      ...{ "attack/phone/a.png": "ana", "attack/phone/b.png": "ben", "attack/phone/c.png": "ana" },
    });
    expect(result.live).toEqual({ passed: 1, total: 3, unjudged: 1, late: 0, vetoedBy: { passive: 1 } });
    expect(result.bpcer).toBeCloseTo(2 / 3);
    expect(result.bpnrr).toBeCloseTo(1 / 3);
    expect(result.species).toEqual([
      {
        name: "phone",
        passed: 2,
        total: 3,
        unjudged: 0,
        late: 0,
        vetoedBy: { passive: 1 },
        apcer: 2 / 3,
        apnrr: 0,
      },
      {
        name: "print",
        passed: 0,
        total: 2,
        unjudged: 1,
        late: 0,
        vetoedBy: { passive: 1 },
        apcer: 0,
        apnrr: 0.5,
      },
    ]);
    expect(result.worst).toEqual({ species: "phone", apcer: 2 / 3, apnrr: 0.5 });
    const text = spoofText(result);
    expect(text).toContain("worst   APCER 66.67 % (phone); highest APNRR 50.00 %");
    expect(text).toContain("APCER 0.00 %, APNRR 50.00 %; vetoed by passive 1");
    expect(text).toContain("Nothing here is certified");
  });

  test("an attack that is vetoed too late has passed, and that is said", async () => {
    const result = await evaluate({ "live/a.png": "ana", "attack/b.png": "ben" }, ["attack/late.mkv"]);
    expect(result.species).toMatchObject([{ name: ".", passed: 1, late: 1, vetoedBy: { passive: 2 } }]);
    expect(spoofText(result)).toContain("1 of 2 (50.0 %) passed, 1 of them vetoed later");
  });

  test("a living person whom a veto meets later has not passed", async () => {
    const result = await evaluate({ "live/a.png": "ana", "attack/b.png": "ben" }, ["live/late.mkv"]);
    expect(result).toMatchObject({ live: { passed: 1, total: 2, late: 0 }, bpcer: 0.5, bpnrr: 0 });
  });
});
