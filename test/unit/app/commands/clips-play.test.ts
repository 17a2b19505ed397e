import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { runClipsPlay } from "../../../../src/app/commands/clips-play.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { journalStand, type JournalStand } from "./journal-stand.ts";

let stand: JournalStand;
let directory: string;

beforeEach(async () => {
  stand = await journalStand();
  directory = await stand.context.stateDirectory();
  for (const folder of ["clips", "bin"]) mkdirSync(join(directory, folder));
  const finished = (clip: string): EventDraft => {
    const { at, t } = stand.clock.now();
    const facts = {
      camera: "porch",
      startAt: at,
      startT: t,
      seconds: 3,
      bytes: 4,
      preRollMs: 0,
      sha256: null,
    };
    const media = [{ kind: "clip" as const, path: `clips/${clip}.mp4` }];
    return { name: "recording.finished", source: "camera:porch", at, t, clip, reason: "r", ...facts, media };
  };
  for (const clip of ["porch-1", "porch-2"]) writeFileSync(join(directory, "clips", `${clip}.mp4`), "film");
  await stand.daemon.writer.append([finished("porch-1"), finished("porch-2"), finished("porch-3")]);
});

/** A program that writes down with what it was called, and ends so. */
function program(name: string, exit: number): void {
  const path = join(directory, "bin", name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> ${directory}/calls\nexit ${exit}\n`);
  chmodSync(path, 0o755);
}
const calls = (): string => readFileSync(join(directory, "calls"), "utf8");
const env = (more: NodeJS.ProcessEnv = { DISPLAY: ":0" }): NodeJS.ProcessEnv => ({
  PATH: join(directory, "bin"),
  ...more,
});

it("shows the latest clip that is there with the first player that can", async () => {
  program("mpv", 2);
  program("ffplay", 0);
  program("xdg-open", 0);
  await runClipsPlay("last", stand.context, env());
  const path = join(directory, "clips", "porch-2.mp4");
  expect(calls()).toBe(`mpv --really-quiet ${path}\nffplay -autoexit -loglevel error ${path}\n`);
  expect(stand.printed()).toBe("");
});

it("says where the file is where there is no player, or no screen", async () => {
  await runClipsPlay("porch-1", stand.context, env());
  expect(stand.printed()).toContain(`${join(directory, "clips", "porch-1.mp4")}\n`);
  expect(stand.printed()).toContain("no player was found");
  program("mpv", 0);
  await runClipsPlay("porch-1", stand.context, env({}));
  expect(stand.printed()).toContain("there is no screen here");
});

it("refuses a clip that is unknown or deleted", async () => {
  for (const clip of ["porch-3", "porch-4"])
    await expect(runClipsPlay(clip, stand.context, env())).rejects.toMatchObject({ code: "CLIP_UNKNOWN" });
});
