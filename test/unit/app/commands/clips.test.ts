import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { runClipsList, runClipsVerify } from "../../../../src/app/commands/clips.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { TRUTH } from "../../../fakes/recorder-stand.ts";
import { journalStand, type JournalStand } from "./journal-stand.ts";

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
  await runClipsVerify({}, stand.context);
  expect(stand.printed()).toBe("1 intact, 1 gone, 1 no sum\n");
});

it("finds a clip of which one byte was changed, and says which", async () => {
  file("porch-1");
  file("porch-2", Buffer.from("a clep"));
  await stand.daemon.writer.append([finished("porch-1"), finished("porch-2")]);
  await expect(runClipsVerify({}, stand.context)).rejects.toMatchObject({
    code: "CLIPS_CHANGED",
    kind: "failed",
  });
  expect(stand.printed()).toBe(`changed    ${directory}/clips/porch-2.mp4\n1 intact, 1 changed\n`);
});

it("takes a clip whose file the journal names no more for one that is gone", async () => {
  await stand.daemon.writer.append([finished("porch-1", { media: [] })]);
  await runClipsVerify({}, stand.context);
  expect(stand.printed()).toBe("1 gone\n");
});
