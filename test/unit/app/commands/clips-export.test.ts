import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { runClipsExport } from "../../../../src/app/commands/clips.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalStand, type JournalStand } from "./journal-stand.ts";

const FILM = Buffer.from("a film");
const PICTURE = Buffer.from("a picture");
const sum = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

let stand: JournalStand;
let directory = "";
let output = "";

/** A visit that was recorded: a look with a picture, an unlock that it caused, and the clip. */
beforeEach(async () => {
  stand = await journalStand();
  directory = await stand.context.stateDirectory();
  output = join(directory, "visit.zip");
  for (const folder of ["clips", "media"]) mkdirSync(join(directory, folder));
  writeFileSync(join(directory, "clips/front_door-1.mp4"), FILM);
  writeFileSync(join(directory, "media/look.jpg"), PICTURE);
  const { writer, guardStore } = stand.daemon;
  const media = [
    { kind: "picture" as const, path: "media/look.jpg" },
    { kind: "picture" as const, path: "media/gone.jpg" },
  ];
  const [look] = await writer.append([drafts.recognized("anna <script>", { media })]);
  await writer.append([drafts.made("r1", { device: "front", cause: look!.id })]);
  await guardStore.commit({
    allowed: {
      ...drafts.allowed("r1", { device: "front", evidence: [look!.id] }),
      media: [{ kind: "picture", path: "media/look.jpg" }],
    },
    spends: [],
    debt: null,
  });
  const { at, t } = { at: 1_700_000_000_000, t: 1_000_000 };
  await writer.append([
    drafts.completed("r1", { device: "front" }),
    {
      ...{ name: "recording.finished", source: "camera:front_door", at: at + 40_000, t: t + 40_000 },
      ...{ camera: "front_door", clip: "front_door-1", reason: "rule record-visits", preRollMs: 5_000 },
      ...{ startAt: at - 5_000, startT: t - 5_000, seconds: 20, bytes: FILM.length, sha256: sum(FILM) },
      media: [{ kind: "clip", path: "clips/front_door-1.mp4" }],
    },
  ]);
});

/** The archive's files. */
function unpacked(): (name: string) => Buffer {
  const into = join(directory, "unpacked");
  const script = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
  execFileSync("python3", ["-c", script, output, into]);
  return (name) => readFileSync(join(into, name));
}

it("puts the film, the pictures, what happened and why into one archive", async () => {
  await runClipsExport("front_door-1", { output }, stand.context);
  expect(stand.printed()).toBe(
    `${output}: 6 files; 1 that it points to are no longer kept. Unpack it and open index.html.\n`,
  );
  const read = unpacked();
  expect(read("clips/front_door-1.mp4").equals(FILM)).toBe(true);
  expect(read("media/look.jpg").equals(PICTURE)).toBe(true);
  const events = read("events.jsonl").toString().trim().split("\n");
  expect(events.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual([
    ...["face.recognized", "request.made", "request.allowed", "request.completed", "recording.finished"],
  ]);
  expect(JSON.parse(read("why.json").toString())).toMatchObject([{ request: "r1", outcome: "completed" }]);
});

it("has a manifest with the sum of each file, and what is missing", async () => {
  await runClipsExport("last", { output }, stand.context);
  const read = unpacked();
  const manifest = JSON.parse(read("manifest.json").toString()) as {
    files: { name: string; sha256: string; bytes: number }[];
  };
  expect(manifest).toMatchObject({
    format: "gatehouse-incident",
    clip: { clip: "front_door-1", state: "intact", sha256: sum(FILM), startAt: "2023-11-14T22:13:15.000Z" },
    gone: ["media/gone.jpg"],
  });
  expect(manifest.files).toHaveLength(5);
  for (const { name, sha256, bytes } of manifest.files) {
    expect(sum(read(name))).toBe(sha256);
    expect(read(name)).toHaveLength(bytes);
  }
});

it("has a page in which nothing from outside is markup", async () => {
  await runClipsExport("front_door-1", { output }, stand.context);
  const page = unpacked()("index.html").toString();
  expect(page).toContain('<video controls preload="metadata" src="clips/front_door-1.mp4">');
  // Beside the face, and beside the decision that rests on it.
  expect(page.split('<img alt="" src="media/look.jpg">')).toHaveLength(3);
  expect(page).toContain("(no longer kept)");
  expect(page).toContain("anna &lt;script&gt;");
  expect(page).not.toContain("<script");
});

it("says that a clip is not what was recorded", async () => {
  writeFileSync(join(directory, "clips/front_door-1.mp4"), "another film");
  await runClipsExport("front_door-1", { output }, stand.context);
  expect(stand.printed()).toContain("The clip is not what was recorded: it was changed since.\n");
  expect(unpacked()("index.html").toString()).toContain("CHANGED since it was closed");
});

it("replaces no file, and knows no clip that is gone", async () => {
  writeFileSync(output, "mine");
  await expect(runClipsExport("front_door-1", { output }, stand.context)).rejects.toThrow(
    `${output} cannot be written: it is there already; name another file with --output`,
  );
  expect(readFileSync(output, "utf8")).toBe("mine");
  expect(existsSync(`${output}.part`)).toBe(false);
  await expect(runClipsExport("front_door-2", {}, stand.context)).rejects.toThrow(
    "there is no clip front_door-2; `gatehouse clips list` shows them",
  );
});
