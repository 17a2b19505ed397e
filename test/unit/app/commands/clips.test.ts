import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { runClipsList } from "../../../../src/app/commands/clips.ts";
import { runClipsVerify } from "../../../../src/app/commands/clips-verify.ts";
import { ClipManifest } from "../../../../src/app/clips/manifest.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { TRUTH } from "../../../fakes/recorder-stand.ts";
import { journalStand, type JournalStand } from "./journal-stand.ts";

const ALL = { camera: undefined, fromAt: undefined, json: false };
const PLAIN = Buffer.from("a clip");
const SUM = createHash("sha256").update(PLAIN).digest("hex");

let stand: JournalStand;
let directory: string;

beforeEach(async () => {
  stand = await journalStand();
  directory = await stand.context.stateDirectory();
  mkdirSync(join(directory, "clips"));
});

function finished(
  clip: string,
  changes: Partial<Extract<EventDraft, { name: "recording.finished" }>> = {},
): EventDraft {
  const { at, t } = stand.clock.now();
  const facts = { camera: "porch", startAt: at, startT: t, seconds: 31, bytes: 2_500_000, preRollMs: 0 };
  return {
    name: "recording.finished",
    ...{ source: "camera:porch", at, t, clip, reason: "rule record-strangers", sha256: SUM, ...facts },
    media: [{ kind: "clip", path: `clips/${clip}.mp4` }],
    ...changes,
  };
}

const file = (clip: string, content: Buffer = PLAIN): void =>
  writeFileSync(join(directory, "clips", `${clip}.mp4`), content);

it("shows what was recorded, and what of it is gone", async () => {
  file("porch-1");
  await stand.daemon.writer.append([finished("porch-1"), finished("porch-2")]);
  await runClipsList({}, stand.context);
  const [first = "", second = ""] = stand.printed().split("\n");
  expect(first).toMatch(/ 31 s +2\.5 MB {2}porch-1 {2}rule record-strangers$/);
  expect(second).toMatch(/porch-2 \(deleted\) {2}rule record-strangers$/);
});

it("says what a clip is short of", async () => {
  file("porch-1");
  const truth = { ...TRUTH, lateMs: 1_500, lateWhy: "no picture had come", gapCount: 2, gapMs: 12_300 };
  await stand.daemon.writer.append([finished("porch-1", { truth })]);
  await runClipsList({}, stand.context);
  expect(stand.printed()).toContain("begins 1.5 s late: no picture had come; 2 gaps of 12.3 s");
});

it("shows only the clips of one camera", async () => {
  await stand.daemon.writer.append([finished("porch-1"), finished("yard-1", { camera: "yard" })]);
  await runClipsList({ camera: "yard", json: true }, stand.context);
  const lines = stand.printed().trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { clip: string }).clip)).toEqual(["yard-1"]);
});

it("finds every clip intact that was not touched; one that was deleted or has no sum is no fault", async () => {
  for (const clip of ["porch-1", "porch-3"]) file(clip);
  await stand.daemon.writer.append([
    finished("porch-1"),
    finished("porch-2"),
    finished("porch-3", { sha256: null }),
  ]);
  await runClipsVerify(ALL, stand.context);
  expect(stand.printed()).toBe("1 intact, 1 gone, 1 no sum\n");
});

it("finds a clip of which one byte was changed, and says which", async () => {
  file("porch-1");
  file("porch-2", Buffer.from("a clep"));
  await stand.daemon.writer.append([finished("porch-1"), finished("porch-2")]);
  await expect(runClipsVerify(ALL, stand.context)).rejects.toMatchObject({
    code: "CLIPS_CHANGED",
    kind: "failed",
  });
  expect(stand.printed()).toBe(`changed    ${directory}/clips/porch-2.mp4\n1 intact, 1 changed\n`);
});

it("takes a clip whose file the journal names no more for one that is gone", async () => {
  await stand.daemon.writer.append([finished("porch-1", { media: [] })]);
  await runClipsVerify(ALL, stand.context);
  expect(stand.printed()).toBe("1 gone\n");
});

it("says which clip was removed and which inserted, and where the manifest does not hold", async () => {
  const [kept, removed, inserted] = [1, 2, 3].map((minute) => `porch-20231114T2214${minute}0.000Z`) as [
    string,
    string,
    string,
  ];
  const manifest = await ClipManifest.open({
    ...{ stateDirectory: directory, clock: stand.clock, logger: silentLogger },
    reader: stand.daemon.reader,
  });
  const started = (clip: string): EventDraft => ({
    ...{ name: "recording.started", source: "camera:porch", ...stand.clock.now() },
    ...{ camera: "porch", clip, reason: "rule record-strangers" },
  });
  const drafts = [kept, removed].flatMap((clip) => [started(clip), finished(clip)]);
  for (const event of await stand.daemon.writer.append(drafts)) manifest.observe(event);
  await manifest.flush();
  for (const clip of [kept, inserted]) file(clip);
  utimesSync(join(directory, "clips", `${inserted}.mp4`), 1, 1);
  await expect(runClipsVerify(ALL, stand.context)).rejects.toThrow("2 of 3 clips are not what was recorded");
  const lines = stand.printed().split("\n");
  expect(lines).toEqual([
    `removed    ${directory}/clips/${removed}.mp4`,
    `inserted   ${directory}/clips/${inserted}.mp4`,
    "1 intact, 1 removed, 1 inserted",
    expect.stringMatching(/^manifest: 4 lines, the last [0-9a-f]{64}$/),
    "",
  ]);
  const path = join(directory, "clips-manifest.jsonl");
  writeFileSync(path, readFileSync(path, "utf8").replace('"bytes":2500000', '"bytes":2500001'));
  await expect(runClipsVerify({ ...ALL, camera: "yard" }, stand.context)).rejects.toThrow(
    "their manifest does not hold",
  );
  expect(stand.printed()).toContain(
    `a line was changed before line 3 (${removed} begun): 2 (${kept} recorded)`,
  );
});
