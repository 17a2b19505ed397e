import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { runClipsArchive } from "../../../../src/app/commands/clips-archive.ts";
import { runClipsExport, runClipsList, runClipProtection } from "../../../../src/app/commands/clips.ts";
import { runClipsPlay } from "../../../../src/app/commands/clips-play.ts";
import { runClipsVerify } from "../../../../src/app/commands/clips-verify.ts";
import { ClipManifest } from "../../../../src/app/clips/manifest.ts";
import type { CheckedConfiguration } from "../../../../src/app/check-configuration.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { journalStand, type JournalStand } from "./journal-stand.ts";

const ALL = { camera: undefined, fromAt: undefined, json: false };
const FILM = Buffer.from("a film");
const SUM = createHash("sha256").update(FILM).digest("hex");
const CLIP = "porch-20231114T221410.000Z";

let stand: JournalStand;
let [directory, archive, archived] = ["", "", ""];
const withConfig = () => ({
  ...stand.context,
  config: () =>
    Promise.resolve({
      config: { node: "front", recordings: { archive: { path: archive } } },
    } as CheckedConfiguration),
});

/** A clip that was moved to the archive. */
beforeEach(async () => {
  stand = await journalStand();
  directory = await stand.context.stateDirectory();
  archive = join(directory, "nas");
  archived = join(archive, "clips", `${CLIP}.mp4`);
  mkdirSync(join(directory, "clips"));
  const { at, t } = stand.clock.now();
  const common = { source: "camera:porch", at, t, camera: "porch", clip: CLIP, reason: "rule r" };
  const facts = { startAt: at, startT: t, seconds: 3, bytes: FILM.length, preRollMs: 0, sha256: SUM };
  const media = [{ kind: "clip" as const, path: `clips/${CLIP}.mp4` }];
  const drafts: EventDraft[] = [
    { name: "recording.started", ...common },
    { name: "recording.finished", ...common, ...facts, media },
  ];
  const { reader, writer } = stand.daemon;
  const parts = { stateDirectory: directory, clock: stand.clock, logger: silentLogger, reader };
  const manifest = await ClipManifest.open(parts);
  for (const event of await writer.append(drafts)) manifest.observe(event);
  await manifest.moved(CLIP, archived);
  await runClipsArchive({ begin: true }, withConfig());
  writeFileSync(archived, FILM);
});

/** What is printed meanwhile. */
async function printed(work: () => Promise<void>): Promise<string> {
  const before = stand.printed().length;
  await work();
  return stand.printed().slice(before);
}

it("are found in the archive by every command, which say so", async () => {
  expect(await printed(() => runClipsArchive({}, withConfig()))).toMatch(/nas: 1 clips, \d+\.\d GB free\n$/);
  expect(await printed(() => runClipsList({}, stand.context))).toContain(`${CLIP} (archive)  rule r`);
  expect(await printed(() => runClipsVerify(ALL, stand.context))).toMatch(/^1 intact\nmanifest: 3 lines/);
  expect(await printed(() => runClipsPlay("last", stand.context, {}))).toContain(`${archived}\n`);
  const output = join(directory, "clip.zip");
  expect(await printed(() => runClipsExport(CLIP, { output }, stand.context))).toContain(
    "clip.zip: 5 files.",
  );
});

it("are protected where they are", async () => {
  await runClipProtection(CLIP, true, stand.context);
  expect(existsSync(`${archived}.keep`)).toBe(true);
  expect(await printed(() => runClipsList({}, stand.context))).toContain("(archive, protected)");
  await runClipProtection(CLIP, false, stand.context);
  expect(existsSync(`${archived}.keep`)).toBe(false);
});

it("are not taken for deleted while the archive is away, but for removed if they are missing there", async () => {
  renameSync(archive, `${archive}-unmounted`);
  const list = await printed(() => runClipsList({}, stand.context));
  expect(list).toMatch(/^The archive .*nas cannot be reached.*is the disk mounted\?/);
  expect(list).toContain(`${CLIP} (archive, not reached)`);
  expect(await printed(() => runClipsVerify(ALL, stand.context))).toMatch(/^1 away\nThe archive /);
  await expect(runClipsPlay(CLIP, stand.context, {})).rejects.toThrow("its archive cannot be reached");
  renameSync(`${archive}-unmounted`, archive);
  rmSync(archived);
  await expect(runClipsVerify(ALL, stand.context)).rejects.toMatchObject({ code: "CLIPS_CHANGED" });
});

it("have no archive where none is configured", async () => {
  const config = { config: { node: "front", recordings: {} } } as CheckedConfiguration;
  const context = { ...stand.context, config: () => Promise.resolve(config) };
  await expect(runClipsArchive({}, context)).rejects.toMatchObject({ code: "ARCHIVE_NOT_CONFIGURED" });
});
