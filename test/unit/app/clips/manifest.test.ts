import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { walkChain, type WalkedChain } from "../../../../src/app/clips/chain.ts";
import { ClipManifest, manifestFile } from "../../../../src/app/clips/manifest.ts";
import type { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const DAY_MS = 86_400_000;
let directory: string;
let clock: ManualClock;
let told: GatehouseEvent[];
let warnings: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "gatehouse-manifest-"));
  clock = new ManualClock();
  [told, warnings] = [[], []];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (mostLines?: number): Promise<ClipManifest> =>
  ClipManifest.open(
    {
      ...{ stateDirectory: directory, clock },
      logger: { ...silentLogger, warn: (message) => warnings.push(message) },
      reader: { events: () => Promise.resolve(told) },
    },
    mostLines,
  );
const started = (clip: string): GatehouseEvent =>
  ({ name: "recording.started", clip, camera: "porch" }) as GatehouseEvent;
const finished = (clip: string, sha256 = "5".repeat(64)): GatehouseEvent => {
  const facts = { startAt: clock.now().at, seconds: 5, bytes: 6 };
  return { name: "recording.finished", clip, camera: "porch", sha256, ...facts } as GatehouseEvent;
};
const path = (): string => join(directory, "clips-manifest.jsonl");
const lines = (): string[] => readFileSync(path(), "utf8").trim().split("\n");
const walked = async (): Promise<WalkedChain> => walkChain(await manifestFile(directory).lines());

/** A manifest with so many recorded clips: a, b, c and so on. */
async function filled(count: number): Promise<ClipManifest> {
  const manifest = await open();
  for (const clip of "abcdefgh".slice(0, count)) {
    manifest.observe(started(clip));
    manifest.observe(finished(clip));
  }
  await manifest.flush();
  return manifest;
}

describe("the manifest of clips", () => {
  it("holds what was begun, recorded and deleted, also across restarts", async () => {
    await (await filled(2)).flush();
    const again = await open();
    again.observe(started("c"));
    await again.deleting(["a"], "too old");
    const { clips, faults, end } = await walked();
    expect(faults).toEqual([]);
    expect(end.place).toBe(6);
    expect(
      [...clips].map(([clip, { isBegun, recorded, isDeleted }]) => [
        clip,
        isBegun,
        recorded?.bytes,
        isDeleted,
      ]),
    ).toEqual([
      ["a", true, 6, true],
      ["b", true, 6, false],
      ["c", true, undefined, false],
    ]);
  });

  it("goes on behind half a line that a crash has left", async () => {
    await filled(1);
    appendFileSync(path(), '{"before":"12');
    expect((await walked()).faults).toEqual([]);
    const again = await open();
    again.observe(started("b"));
    await again.flush();
    expect((await walked()).faults).toEqual([]);
    expect(lines()).toHaveLength(3);
  });

  it("makes up for what was told while it could not be written", async () => {
    await filled(1);
    told = [started("a"), finished("a"), started("b"), finished("b")];
    await (await open()).flush();
    const { clips, end } = await walked();
    expect([...clips.keys()]).toEqual(["a", "b"]);
    expect(end.place).toBe(4);
  });

  it("describes no clip a second time: what was written first counts", async () => {
    const manifest = await filled(1);
    manifest.observe(finished("a", "6".repeat(64)));
    await (await open()).flush();
    expect((await walked()).clips.get("a")?.recorded?.sha256).toBe("5".repeat(64));
    expect(lines()).toHaveLength(2);
  });

  it("takes out the lines of clips that are gone when there are too many, and still holds", async () => {
    const manifest = await filled(4);
    await manifest.deleting(["a", "b"], "too old");
    manifest.observe(started("never-recorded"));
    await manifest.deleting(["c"], "too old");
    await open(11);
    expect(lines()).toHaveLength(11);
    await open(10);
    const { faults, clips, end } = await walked();
    expect([faults, end.place]).toEqual([[], 11]);
    expect([...clips.keys()]).toEqual(["d", "a", "b", "never-recorded", "c"]);
    clock.advance(2 * DAY_MS);
    const again = await open();
    await again.deleting(["d"], "too old");
    await open(1);
    expect(lines()).toHaveLength(1);
    const last = await open();
    last.observe(started("e"));
    await last.flush();
    expect(await walked()).toMatchObject({ faults: [], end: { place: 13 } });
  });

  it.skipIf(process.getuid?.() === 0)("keeps what cannot be written for the next time", async () => {
    const manifest = await filled(1);
    chmodSync(path(), 0o400);
    manifest.observe(started("b"));
    await manifest.flush();
    expect(warnings).toHaveLength(1);
    chmodSync(path(), 0o600);
    await manifest.deleting(["a"], "the disk was full");
    expect(await walked()).toMatchObject({ faults: [], end: { place: 4 } });
  });
});

describe("a manifest that somebody has changed", () => {
  beforeEach(async () => {
    await filled(3);
  });

  const faultsAfter = async (change: (lines: string[]) => void): Promise<readonly string[]> => {
    const changed = lines();
    change(changed);
    writeFileSync(path(), changed.map((line) => `${line}\n`).join(""));
    return (await walked()).faults;
  };

  it.each([
    [
      "a changed line",
      "a line was changed before line 3 (b begun): 2 (a recorded)",
      (all: string[]) => {
        all[1] = all[1]!.replace('"bytes":6', '"bytes":7');
      },
    ],
    [
      "a line that was removed",
      "lines were removed before line 4 (b recorded): 3 to 3",
      (all: string[]) => all.splice(2, 1),
    ],
    [
      "lines that were removed at the beginning",
      "lines were removed before line 4 (b recorded): 1 to 3",
      (all: string[]) => all.splice(0, 3),
    ],
    [
      "a line that was inserted",
      "line 2 (a recorded) was inserted or moved: it stands behind line 2 (a recorded)",
      (all: string[]) => all.splice(2, 0, all[1]!),
    ],
    [
      "lines in another order",
      "lines were removed before line 4 (b recorded): 3 to 3",
      (all: string[]) => all.splice(2, 0, all.splice(3, 1)[0]!),
    ],
    [
      "a line that is none",
      "line 2 of the manifest cannot be read",
      (all: string[]) => all.splice(1, 1, "{}"),
    ],
    [
      "a cut that is none",
      "a line was inserted: 3 (earlier lines taken out)",
      (all: string[]) => {
        const { before } = JSON.parse(all[3]!) as { before: string };
        all.splice(2, 1, JSON.stringify({ before, entry: { kind: "cut", at: 0, place: 3 } }));
      },
    ],
    [
      "a first line that was changed",
      "the chain does not hold at its first line, 1 (a begun): it was changed",
      (all: string[]) => {
        all[0] = all[0]!.replace(/"before":"0/, '"before":"1');
      },
    ],
  ])("is found by %s", async (_, fault, change) => {
    expect((await faultsAfter(change))[0]).toBe(fault);
  });
});
