import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/app/command-line.ts";
import { TextSink } from "../fakes/command-context.ts";
import { developmentData } from "../fakes/development-data.ts";
import { ffmpeg } from "../fakes/test-video.ts";

const data = developmentData();
const person = join(data ?? "", "video/signers/signerA_again.mkv");

/** One person before a webcam, and what may be wrong with such a picture: ffmpeg's filters. */
const FILMS: Readonly<Record<string, string>> = {
  bright: "null",
  dark: "lutyuv=y=val*0.28",
  burnt: "lutyuv=y='clip((val-16)*2.2+16,0,255)'",
  backlit: "crop=320:400:160:40,lutyuv=y=val*0.3,pad=640:480:160:80:white",
  low: "scale=320:240",
  small: "scale=320:240,pad=640:480:160:120:gray",
  tilted: "rotate=35*PI/180",
  blurred: "gblur=sigma=4",
  squashed: "scale=480:480,setsar=4/3",
};

describe.skipIf(data === null)("gatehouse doctor --camera (needs the development data)", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "doctor-"));
    for (const [name, filter] of Object.entries(FILMS)) {
      await ffmpeg(["-i", person, "-vf", filter, "-t", "2.5", "-an", join(folder, `${name}.mp4`)]);
    }
    const cameras = Object.keys(FILMS).map((name) => `  ${name}: { source: ${name}.mp4, paced: false }`);
    await writeFile(
      join(folder, "gatehouse.yaml"),
      `node: test\nmqtt: embedded\nstate_dir: state\ncameras:\n${cameras.join("\n")}\n`,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function doctor(...words: string[]): Promise<{ code: number; out: TextSink; err: TextSink }> {
    const [out, err] = [new TextSink(), new TextSink()];
    const argv = ["node", "gatehouse", "--config", join(folder, "gatehouse.yaml"), "doctor", ...words];
    const code = await runCommandLine(argv, { out, err, signal: new AbortController().signal });
    return { code, out, err };
  }

  test("a good picture needs nothing", async () => {
    const { code, out } = await doctor("--camera", "bright");
    expect(out.text).toMatch(/^stream +h264, 640x480, 30\.0 pictures a second/);
    expect(out.text).toMatch(/^face 1 +\d+ of \d+ looks are good/m);
    expect(out.text).toMatch(/Nothing to change\.\n$/);
    expect(code).toBe(0);
  });

  test.each<[film: string, code: number, advice: RegExp]>([
    ["dark", 1, /^problem: .*the face is dark \(\d+ of 255, 60 needed\): light the place/m],
    ["burnt", 1, /^problem: the face is too bright \(2\d\d of 255/m],
    ["backlit", 1, /^problem: .*the face is dark .* before a bright background/m],
    ["low", 1, /^problem: the face is 3\d px wide, 44 needed: come closer, .* or raise the resolution/m],
    ["small", 1, /^problem: the face is 3\d px wide, 44 needed in a picture of 640: .* does not help/m],
    ["tilted", 0, /^warning: the face is tilted by 3\d°/m],
    ["blurred", 1, /^problem: .*the face is blurred \(sharpness 0\.0\d\d, 0\.035 needed\)/m],
  ])("%s: exit code %i, and what to change", async (film, code, advice) => {
    const run = await doctor("--camera", film);
    expect(run.out.text).toMatch(advice);
    expect(run.code).toBe(code);
  });

  test("pixels that are not square are made up for, and facts are printed with --json", async () => {
    const { out } = await doctor("--camera", "squashed", "--json");
    expect(out.json()).toMatchObject([
      {
        camera: "squashed",
        stream: { width: 480, height: 480, sampleAspect: expect.closeTo(4 / 3, 2) as number },
        watch: { width: 640, height: 480, faces: [{ neededPx: 44 }] },
        advice: [],
      },
    ]);
  });

  test("a camera that is not there is said so, with the others", async () => {
    const { code, err } = await doctor("--camera", "porch");
    expect(err.text).toContain("there is no camera porch in the configuration: it has bright, dark");
    expect(code).toBe(2);
  });
});
