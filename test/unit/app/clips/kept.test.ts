import { setImmediate as nextTurn } from "node:timers/promises";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CHAIN_BEGINNING, endOf, nextLine, type ChainDraft } from "../../../../src/app/clips/chain.ts";
import { clipsFrom } from "../../../../src/app/clips/kept.ts";
import { MANIFEST } from "../../../../src/app/clips/manifest.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(drafts: readonly ChainDraft[]): void {
  let end = CHAIN_BEGINNING;
  const lines = drafts.map((draft) => {
    const line = nextLine(draft, end);
    end = endOf(line) ?? end;
    return `${line}\n`;
  });
  writeFileSync(join(folder, MANIFEST), lines.join(""));
}

const recorded = (clip: string, startAt: number): ChainDraft => ({
  ...{ kind: "recorded", at: startAt, clip, camera: "porch", startAt, seconds: 1, bytes: 1 },
  ...{ sha256: null, truth: null },
});

it("names old clips that were not deleted, also such as were moved", async () => {
  write([
    ...[recorded("a", 1_000), recorded("b", 2_000), recorded("c", 3_000), recorded("d", 9_000)],
    { kind: "moved", at: 9_500, clip: "b", to: "/mnt/archive" },
    { kind: "deleted", at: 9_600, clips: ["c"], why: "its time was over" },
  ]);
  expect(await clipsFrom(folder, 5_000)).toEqual(["a", "b"]);
});

it("keeps nothing else from its turn while it reads a long manifest", async () => {
  write(Array.from({ length: 4_000 }, (_, i) => recorded(`clip-${i}`, i)));
  let isRead = false;
  const reading = clipsFrom(folder, 5_000).finally(() => (isRead = true));
  let turns = 0;
  for (; !isRead; turns += 1) await nextTurn();
  expect(await reading).toHaveLength(4_000);
  expect(turns).toBeGreaterThan(20);
});

it("names none where there is no manifest", async () => {
  expect(await clipsFrom(folder, 5_000)).toEqual([]);
});
