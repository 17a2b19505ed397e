import { describe, expect, it } from "vitest";
import {
  CHAIN_BEGINNING,
  endOf,
  nextLine,
  walkChain,
  type ChainDraft,
} from "../../../../src/app/clips/chain.ts";
import type { Clip } from "../../../../src/app/clips/list.ts";
import { verifyClips } from "../../../../src/app/clips/verify.ts";

const T0 = Date.UTC(2026, 10, 23, 18);
const name = (minute: number): string => `porch-20261123T18${String(minute).padStart(2, "0")}00.000Z`;
const at = (minute: number): number => T0 + minute * 60_000;
const SUM = "5".repeat(64);

const begun = (minute: number): ChainDraft => ({
  kind: "begun",
  at: at(minute),
  clip: name(minute),
  camera: "porch",
});
const recorded = (minute: number): ChainDraft => ({
  ...{
    kind: "recorded",
    at: at(minute) + 5_000,
    clip: name(minute),
    camera: "porch",
    startAt: at(minute) + 1,
  },
  ...{ seconds: 5, bytes: 6, sha256: SUM, truth: null },
});
const deleted = (...minutes: number[]): ChainDraft => ({
  kind: "deleted",
  at: at(30),
  clips: minutes.map(name),
  why: "age",
});

function chainOf(drafts: readonly ChainDraft[]) {
  let end = CHAIN_BEGINNING;
  const lines = drafts.map((draft) => {
    const line = nextLine(draft, end);
    end = endOf(line)!;
    return line;
  });
  return walkChain(lines);
}

async function states(found: {
  chain: readonly ChainDraft[];
  onDisk: readonly number[];
  told?: readonly Clip[];
  sums?: Record<string, string>;
  nowAt?: number;
  away?: string;
}): Promise<Record<string, string>> {
  const all: [string, string][] = [];
  const verified = verifyClips({
    chain: chainOf(found.chain),
    told: found.told ?? [],
    onDisk: found.onDisk.map((minute) => ({ clip: name(minute), at: at(minute) })),
    nowAt: found.nowAt ?? at(59),
    digest: (path) => Promise.resolve(found.sums?.[path] ?? SUM),
    isAway: (path) => Promise.resolve(found.away === path),
  });
  for await (const { clip, state } of verified) all.push([clip, state]);
  return Object.fromEntries(all);
}

const told = (minute: number, sha256: string | null = SUM): Clip =>
  ({
    clip: name(minute),
    camera: "porch",
    startAt: at(minute),
    path: `clips/${name(minute)}.mp4`,
    sha256,
  }) as Clip;

describe("clips and their manifest", () => {
  it("agree where nobody has touched anything", async () => {
    const chain = [begun(1), recorded(1), begun(2), recorded(2), deleted(1)];
    expect(await states({ chain, onDisk: [2] })).toEqual({ [name(2)]: "intact" });
    expect(await states({ chain, onDisk: [2], told: [told(1), told(2)] })).toEqual({
      [name(1)]: "gone",
      [name(2)]: "intact",
    });
  });

  it("show a clip that was changed", async () => {
    const sums = { [`clips/${name(2)}.mp4`]: "6".repeat(64) };
    const chain = [begun(1), recorded(1), begun(2), recorded(2)];
    expect(await states({ chain, onDisk: [1, 2], sums })).toEqual({
      [name(1)]: "intact",
      [name(2)]: "changed",
    });
    // Who has changed the journal's sum as well has not changed the manifest's.
    const forged = [told(2, "6".repeat(64))];
    expect(await states({ chain, onDisk: [1, 2], sums, told: forged })).toMatchObject({
      [name(2)]: "changed",
    });
  });

  it("show a clip that was removed, and not by Gatehouse", async () => {
    const chain = [begun(1), recorded(1), begun(2), recorded(2)];
    expect(await states({ chain, onDisk: [1] })).toEqual({ [name(1)]: "intact", [name(2)]: "removed" });
  });

  it("do not take a clip for removed that was moved where it cannot be reached", async () => {
    const path = `clips/${name(1)}.mp4`;
    const moved: ChainDraft = { kind: "moved", at: at(3), clip: name(1), to: `/mnt/nas/${path}` };
    const chain = [begun(1), recorded(1), moved];
    expect(chainOf(chain).faults).toEqual([]);
    expect(await states({ chain, onDisk: [], away: path })).toEqual({ [name(1)]: "away" });
    expect(await states({ chain, onDisk: [] })).toEqual({ [name(1)]: "removed" });
    expect(await states({ chain, onDisk: [1] })).toEqual({ [name(1)]: "intact" });
  });

  it("show a clip that was inserted, also if it was taken for one at a start", async () => {
    const chain = [begun(1), recorded(1)];
    expect(await states({ chain, onDisk: [1, 3] })).toEqual({ [name(1)]: "intact", [name(3)]: "inserted" });
    expect(await states({ chain: [...chain, recorded(3)], onDisk: [1, 3], told: [told(3)] })).toMatchObject({
      [name(3)]: "inserted",
    });
  });

  it("say nothing against a clip that was cut off by a crash, one of before the manifest, or one that was just closed", async () => {
    const chain = [begun(5), begun(6), recorded(6), recorded(2)];
    expect(await states({ chain, onDisk: [1, 2, 5, 6], told: [told(1), told(5)] })).toEqual({
      ...{ [name(1)]: "intact", [name(2)]: "intact", [name(5)]: "intact", [name(6)]: "intact" },
    });
    expect(await states({ chain, onDisk: [2, 6, 7], nowAt: at(7) + 1_000 })).toEqual({
      [name(2)]: "intact",
      [name(6)]: "intact",
    });
    expect(await states({ chain: [], onDisk: [1], told: [told(1)] })).toEqual({ [name(1)]: "intact" });
  });

  it("say nothing of a clip that was begun and never came to be", async () => {
    expect(await states({ chain: [begun(1)], onDisk: [] })).toEqual({});
  });
});
