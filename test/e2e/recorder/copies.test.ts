import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clipName } from "../../../src/app/brain/clip-name.ts";
import type { CheckedConfiguration } from "../../../src/app/check-configuration.ts";
import { runClipsCopy } from "../../../src/app/commands/clips-copy.ts";
import { runClipsFetch } from "../../../src/app/commands/clips-fetch.ts";
import { runClipsList } from "../../../src/app/commands/clips.ts";
import { CopyKeeper } from "../../../src/app/copies/copy-keeper.ts";
import { ClipManifest } from "../../../src/app/clips/manifest.ts";
import type { EventDraft } from "../../../src/events/catalogue.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { hasRclone, RcloneServer, type FarSide } from "../../fakes/rclone-server.ts";
import { journalStand, type JournalStand } from "../../unit/app/commands/journal-stand.ts";

const why = hasRclone ? "" : " (skipped: rclone is not installed)";
const PASSWORD = "correct horse battery";

let stand: JournalStand;
let directory = "";
let server: RcloneServer;
let manifest: ClipManifest;
let keeper: CopyKeeper | null;
let clock: ManualClock;
let told: EventDraft[];

async function far(kind: FarSide): Promise<void> {
  server = await RcloneServer.start(kind, { directory, port: await freePort() });
}

beforeEach(async () => {
  stand = await journalStand();
  directory = await stand.context.stateDirectory();
  await mkdir(join(directory, "clips"));
  clock = new ManualClock();
  [told, keeper] = [[], null];
  const parts = { stateDirectory: directory, clock: stand.clock, logger: silentLogger };
  manifest = await ClipManifest.open({ ...parts, reader: stand.daemon.reader });
});
afterEach(async () => {
  keeper?.stop();
  await server.kill();
});

/** A clip that was recorded so many minutes ago. */
async function recorded(
  minutes: number,
  bytes: number,
  shows: "stranger" | "known" = "known",
): Promise<string> {
  const { at: now, t } = stand.clock.now();
  const startAt = now - minutes * 60_000;
  const clip = clipName("porch", startAt);
  const film = randomBytes(bytes);
  await writeFile(join(directory, "clips", `${clip}.mp4`), film);
  const common = { source: "camera:porch", at: now, t, camera: "porch", clip, reason: "r" };
  const sha256 = createHash("sha256").update(film).digest("hex");
  const facts = { startAt, startT: t, seconds: 3, bytes, sha256, shows, preRollMs: 0 };
  const drafts: EventDraft[] = [
    { name: "recording.started", ...common },
    { name: "recording.finished", ...common, ...facts, media: [{ kind: "clip", path: `clips/${clip}.mp4` }] },
  ];
  for (const event of await stand.daemon.writer.append(drafts)) manifest.observe(event);
  await manifest.flush();
  return clip;
}

const place = (encrypt: boolean, bandwidth: string | null = null) => ({
  ...{ to: "far:house", config: join(directory, "rclone.conf"), bandwidth },
  password: encrypt ? PASSWORD : null,
});

async function keep({ encrypt = true, bandwidth = null as string | null } = {}): Promise<void> {
  keeper = new CopyKeeper({
    ...{ clock, scheduler: clock, random: () => 0.5, logger: silentLogger, stateDirectory: directory },
    settings: { place: place(encrypt, bandwidth), what: "clips" },
    reader: stand.daemon.reader,
    emit: (draft) => told.push(draft),
    isArchiveReached: () => false,
  });
  await keeper.start();
}

/** Lets it work, without time going by, until that holds. */
async function until(what: string, holds: () => boolean): Promise<void> {
  const work = (): boolean => {
    if (clock.due[0] === 0) clock.advance(0);
    return holds();
  };
  await eventually(work, { withinMs: 30_000, what });
}

/** What was written down of the copies: `begun porch-…`. */
function ledger(): string[] {
  const path = join(directory, "clip-copies.jsonl");
  if (!existsSync(path)) return [];
  // The last piece is half a line that is just being written, or nothing.
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const { state, clip } = JSON.parse(line) as { state: string; clip: string };
    return `${state} ${clip}`;
  });
}
const areCopied = (count: number) => () =>
  ledger().filter((line) => line.startsWith("copied")).length === count && clock.due[0] === 10_000;

/** Every file of the other side. */
function farFiles(): string[] {
  const entries = readdirSync(server.folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function withConfig(encrypt = true, what = "clips") {
  const { to, config, password } = place(encrypt);
  const copy = { to, config, what, ...(encrypt ? { encrypt: password } : {}) };
  const configuration = {
    config: { node: "front", recordings: { copy } },
  } as unknown as CheckedConfiguration;
  return { ...stand.context, config: () => Promise.resolve(configuration) };
}

describe.skipIf(!hasRclone).each(["sftp", "webdav"] as const)(`copies on a far side by %s${why}`, (kind) => {
  beforeEach(() => far(kind));

  test("lie there encrypted, names too; the newest of strangers went first; each comes back whole", async () => {
    const [known, stranger] = [await recorded(1, 50_000), await recorded(9, 70_000, "stranger")];
    await keep();
    await until("both are copied", areCopied(2));
    expect(ledger()).toEqual([
      `begun ${stranger}`,
      `copied ${stranger}`,
      `begun ${known}`,
      `copied ${known}`,
    ]);
    // Both and the manifest.
    await until("the manifest is there", () => farFiles().length === 3 && clock.due[0] === 10_000);
    const there = farFiles();
    const film = await readFile(join(directory, "clips", `${known}.mp4`));
    for (const file of there) {
      expect(file).not.toMatch(/porch|mp4|clips|manifest/);
      expect((await readFile(file)).includes(film.subarray(1_000, 1_032))).toBe(false);
    }
    const output = join(directory, "back.mp4");
    await runClipsFetch(known, { output }, withConfig());
    expect(stand.printed()).toContain("back.mp4: intact\n");
    expect((await readFile(output)).equals(film)).toBe(true);
    await runClipsList({}, stand.context);
    expect(stand.printed()).toContain(`${known} (copied)  r`);
  });

  test("are made when it is back that was killed in the middle of one; that is said once; none is made twice", async () => {
    const clips = [await recorded(1, 600_000), await recorded(2, 1_000)];
    await keep({ encrypt: false, bandwidth: "200k" });
    await until("the first has begun", () => ledger().length === 1);
    await delay(1_200);
    await server.kill();
    await until("that it failed is told", () => told.length > 0);
    // It is still away.
    clock.advance(30_000);
    await until("it is tried again", () => clock.due[0] === 60_000);
    expect(told.map(({ name }) => name)).toEqual(["copy.failed"]);
    expect(await farClips()).toEqual([]);
    await server.begin();
    clock.advance(60_000);
    await until("both are copied", areCopied(2));
    expect(told.map(({ name }) => name)).toEqual(["copy.failed", "copy.recovered"]);
    expect(await farClips()).toEqual(clips.map((clip) => `${clip}.mp4`).sort());
    expect(await areAlike(clips)).toBe(true);
    clock.advance(10_000);
    await until("it has looked again", () => clock.due[0] === 10_000);
    expect(ledger().filter((line) => line.startsWith("copied"))).toHaveLength(2);
  }, 60_000);

  test("are never half there under their name when the copying process is killed, and made anew", async () => {
    const clip = await recorded(1, 600_000);
    await keep({ encrypt: false, bandwidth: "200k" });
    await until("it has begun", () => ledger().length === 1);
    await delay(1_200);
    keeper?.stop();
    await delay(200);
    expect(await farClips()).toEqual([]);
    clock = new ManualClock();
    await keep({ encrypt: false });
    await until("it is copied", areCopied(1));
    expect(await farClips()).toEqual([`${clip}.mp4`]);
    expect(await areAlike([clip])).toBe(true);
  }, 60_000);

  test("of strangers do not wait for a long one of nobody", async () => {
    const long = await recorded(1, 2_000_000);
    await keep({ encrypt: false, bandwidth: "200k" });
    await until("the long one has begun", () => ledger().length === 1);
    const stranger = await recorded(2, 1_000, "stranger");
    await delay(500);
    clock.advance(10_000);
    await until("that of the stranger is copied", () => ledger().includes(`copied ${stranger}`));
    expect(ledger()).not.toContain(`copied ${long}`);
    expect(told).toEqual([]);
  }, 60_000);

  test("are not made again if the power went before it was written down that they are there", async () => {
    const clip = await recorded(1, 20_000);
    await keep({ encrypt: false });
    await until("it is copied", areCopied(1));
    keeper?.stop();
    const path = join(directory, "clip-copies.jsonl");
    writeFileSync(path, `${readFileSync(path, "utf8").split("\n")[0] ?? ""}\n`);
    const { ino } = await stat(join(server.folder, "house/clips", `${clip}.mp4`));
    clock = new ManualClock();
    await keep({ encrypt: false });
    await until("it is known", areCopied(1));
    expect(ledger()).toEqual([`begun ${clip}`, `copied ${clip}`]);
    expect((await stat(join(server.folder, "house/clips", `${clip}.mp4`))).ino).toBe(ino);
  });
});

describe.skipIf(!hasRclone)(`the commands about copies${why}`, () => {
  beforeEach(() => far("sftp"));

  test("copy without a daemon, and say what is left", async () => {
    const clip = await recorded(1, 20_000);
    await runClipsCopy({}, withConfig());
    expect(stand.printed()).toBe("far:house: 0 clips are copied, 1 wait (0.0 MB)\n");
    await runClipsCopy({ wait: true }, withConfig());
    expect(stand.printed()).toContain(`${clip}: copied\nfar:house: 1 clip is copied, none waits\n`);
  });

  test("copy pictures as well where all is wanted, and each once", async () => {
    const picture = join(directory, "media/2026-11-23/porch-face.jpg");
    await mkdir(dirname(picture), { recursive: true });
    await writeFile(picture, "picture");
    await utimes(picture, 1_000_000, 1_000_000);
    await runClipsCopy({ wait: true }, withConfig(false, "all"));
    const there = join(server.folder, "house/media/2026-11-23/porch-face.jpg");
    expect(await readFile(there, "utf8")).toBe("picture");
    const { ctimeMs } = await stat(there);
    await runClipsCopy({ wait: true }, withConfig(false, "all"));
    expect((await stat(there)).ctimeMs).toBe(ctimeMs);
  });

  test("do not take a copy for the clip that was changed on the other side, nor a clip that was changed here", async () => {
    const [clip, forged] = [await recorded(1, 20_000), await recorded(2, 10_000)];
    await writeFile(join(directory, "clips", `${forged}.mp4`), "forged");
    await runClipsCopy({ wait: true }, withConfig(false));
    expect(stand.printed()).toContain(`${forged}: changed\n`);
    await writeFile(join(server.folder, "house/clips", `${clip}.mp4`), randomBytes(20_000));
    const output = join(directory, "back.mp4");
    await expect(runClipsFetch(clip, { output }, withConfig(false))).rejects.toMatchObject({
      code: "CLIP_DIFFERS",
    });
    await expect(runClipsFetch(forged, { output }, withConfig(false))).rejects.toMatchObject({
      code: "CLIP_NOT_COPIED_THERE",
    });
  });

  test("bring a clip back on a machine that has lost everything, and verify it by the copied manifest", async () => {
    const clip = await recorded(1, 20_000);
    await runClipsCopy({ wait: true }, withConfig());
    for (const name of ["clips", "clips-manifest.jsonl", "clip-copies.jsonl"])
      await rm(join(directory, name), { recursive: true });
    await runClipsFetch(undefined, {}, withConfig());
    await runClipsFetch(clip, { output: join(directory, "back.mp4") }, withConfig());
    expect(stand.printed()).toMatch(new RegExp(`${clip}\\n.*back.mp4: intact\\n$`));
  });

  test("say why nothing can be copied", async () => {
    await recorded(1, 20_000);
    await server.kill();
    await expect(runClipsCopy({ wait: true }, withConfig())).rejects.toMatchObject({
      code: "REMOTE_FAILED",
      message: expect.stringContaining("connection refused") as string,
    });
  });
});

/** What lies on the other side as clips, unencrypted. */
async function farClips(): Promise<string[]> {
  return (await readdir(join(server.folder, "house/clips")).catch(() => []))
    .filter((name) => name.endsWith(".mp4"))
    .sort();
}

async function areAlike(clips: readonly string[]): Promise<boolean> {
  const same = clips.map(async (clip) => {
    const here = await readFile(join(directory, "clips", `${clip}.mp4`));
    return here.equals(await readFile(join(server.folder, "house/clips", `${clip}.mp4`)));
  });
  return (await Promise.all(same)).every((one) => one);
}
