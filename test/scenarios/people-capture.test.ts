import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GATEHOUSE, House } from "../e2e/daemon.ts";
import { developmentData } from "../fakes/development-data.ts";
import { ffmpeg } from "../fakes/test-video.ts";

const data = developmentData();
const run = promisify(execFile);

/** Photos of one person who looks straight, to her left and to her right, by the end of their names. */
const WANTED = ["IAQdwKvFILUXjpg.jpg", "ontnetwpcontentuploadsMindyKalingjpg.jpg", "comxededbebccdajpg.jpg"];

function photo(end: string): string {
  const folder = join(data ?? "", "faces/celeb4/mindy_kaling");
  return join(folder, readdirSync(folder).find((name) => name.endsWith(end)) ?? end);
}

/** Shows each photo for two and a half seconds. */
async function film(photos: readonly string[], path: string): Promise<void> {
  const inputs = photos.flatMap((file) => ["-loop", "1", "-t", "2.5", "-i", file]);
  const same = "scale=-2:480,pad=640:480:(ow-iw)/2:0,setsar=1,fps=10";
  const parts = photos.map((_, i) => `[${i}]${same}[p${i}]`).join(";");
  const joined = photos.map((_, i) => `[p${i}]`).join("");
  await ffmpeg([
    ...inputs,
    ...["-filter_complex", `${parts};${joined}concat=n=${photos.length}`],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", path],
  ]);
}

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe.skipIf(data === null)("gatehouse people capture (needs the development data)", () => {
  let house: House;
  beforeAll(async () => {
    house = await House.build({
      "gatehouse.yaml": `node: test
mqtt: embedded
state_dir: state
cameras:
  whole: { source: whole.mkv }
  half: { source: half.mkv }
voice: { reply: { speaker: "file:said" } }
`,
    });
    const [front = "", left = "", right = ""] = WANTED.map(photo);
    await film([front, left, right], house.path("whole.mkv"));
    await film([front, left], house.path("half.mkv"));
  });
  afterAll(() => house.remove());

  async function gatehouse(...args: string[]): Promise<Result> {
    const command = [GATEHOUSE, ...args, "--config", house.path("gatehouse.yaml")];
    try {
      const { stdout, stderr } = await run(process.execPath, command, { cwd: house.directory });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  }

  test("who does not take every pose is not enrolled", async () => {
    const { code, out, err } = await gatehouse(
      "people",
      "capture",
      "mindy",
      "--camera",
      "half",
      "--group",
      "family",
    );
    expect(out).toContain("Turn your head a little to your right.");
    expect(err).toContain("PEOPLE_CAPTURE_INCOMPLETE");
    expect(code).toBe(1);
    expect((await gatehouse("people", "list")).out).toContain("Nobody is enrolled");
  });

  test("whoever follows what is said aloud is enrolled, and known in another photo", async () => {
    const wishes = ["--group", "family", "--consent", "agreed at home", "--speak"];
    const { code, out, err } = await gatehouse("people", "capture", "mindy", "--camera", "whole", ...wishes);
    expect(err).toBe("");
    expect(code).toBe(0);
    const orders = out.split("\n").filter((line) => /^(Turn your|Thank)/.test(line));
    expect(orders).toEqual([
      'Thank you, that was "straight into the camera".',
      "Turn your head a little to your left.",
      'Thank you, that was "a little to your left".',
      "Turn your head a little to your right.",
      "Thank you, that is all.",
    ]);
    expect(out).toContain("mindy is enrolled in family (3 in all).");
    expect((await readdir(house.path("said"))).length).toBeGreaterThanOrEqual(3);

    const other = photo("gbdprgfacehqwMTIOTcwODQNTUzNjQMzcjpg.jpg");
    const known = await gatehouse("people", "identify", other, "--json");
    expect(JSON.parse(known.out)).toMatchObject({ identity: "recognized", person: "mindy", group: "family" });
  });

  test("nothing is said aloud by a house that has no loudspeaker", async () => {
    await house.write(
      "gatehouse.yaml",
      "node: test\nmqtt: embedded\nstate_dir: state\ncameras: { half: { source: half.mkv } }\n",
    );
    const { code, err } = await gatehouse("people", "capture", "ben", "--camera", "half", "--speak");
    expect(err).toContain("voice.reply.speaker");
    expect(code).toBe(2);
  });
});
