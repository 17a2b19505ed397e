import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attempt, type Attempt } from "../../src/app/evaluate/attempt.ts";
import { doorPolicy } from "../../src/app/evaluate/door-policy.ts";
import { show, type Shown } from "../../src/app/evaluate/show.ts";
import { faceFiles, openFaceFileParts, sourceOf, type FaceFileParts } from "../../src/app/face-files.ts";
import { GatehouseConfig } from "../../src/config/schema/gatehouse.ts";
import { templateOf } from "../../src/perception/vision/enrolment.ts";
import type { GalleryPerson } from "../../src/perception/vision/gallery.ts";
import { cosine } from "../../src/perception/vision/matching.ts";
import { developmentData } from "../fakes/development-data.ts";
import { ffmpeg, temporaryFolder } from "../fakes/test-video.ts";

const data = developmentData();
const clips = join(data ?? "", "video/signers");
const names = data === null ? [] : readdirSync(clips).sort();
/** Two clips of each of two people come to the door; another one of each is enrolled, as it was filmed. */
const ofPerson = (person: string): string[] => names.filter((name) => name.startsWith(person));
const PEOPLE = ["signerA", "signerC"];
const enrolledFrom = PEOPLE.flatMap((person) => ofPerson(person).slice(0, 1));
const comers = PEOPLE.flatMap((person) => ofPerson(person).slice(1, 3));
const personOf = (clip: string): string => clip.slice(0, "signerA".length);

const LOSSLESS = ["-c:v", "ffv1"];
const h264 = (crf: number): string[] => ["-c:v", "libx264", "-crf", `${crf}`, "-pix_fmt", "yuv420p"];
/** What a network camera makes of what its lens shows. */
const through = (filter: string): string[] => ["-vf", filter, ...h264(26)];
const darker = (factor: number): string =>
  `format=rgb24,${["r", "g", "b"].map((colour) => `lutrgb=${colour}=val*${factor}`).join(",")},noise=alls=4:allf=t`;
const OBLONG = "scale=320:480,setsar=2/1";

/** Whoever is enrolled comes in all the same. `bench/conditions.mjs` says how far each of these goes. */
const STILL_KNOWN: readonly (readonly [what: string, options: readonly string[]])[] = [
  ["one stop darker, with noise", through(darker(0.73))],
  ["rolled by ten degrees", through("rotate=10*PI/180:fillcolor=gray")],
  ["slightly out of focus", through("gblur=sigma=0.8")],
  ["compressed hard", h264(33)],
  ["filmed with pixels twice as wide as high", through(OBLONG)],
];
/** Too little is left to know anybody by. */
const UNKNOWABLE: readonly (readonly [what: string, options: readonly string[]])[] = [
  ["four stops darker, with noise", through(darker(0.28))],
  ["far out of focus", through("gblur=sigma=3")],
  ["of somebody far away", through("scale=iw/2:ih/2,pad=640:480:(ow-iw)/2:(oh-ih)/2:gray")],
  ["squashed by a camera that does not say so", through("scale=320:480,setsar=1/1")],
];

describe.skipIf(data === null)("other light and other cameras (needs the development data)", () => {
  const config = GatehouseConfig.parse({ node: "front" });
  let parts: FaceFileParts;
  let folder: string;
  let gallery: GalleryPerson[];
  const { signal } = new AbortController();

  beforeAll(async () => {
    [parts, folder] = await Promise.all([openFaceFileParts({}, "."), temporaryFolder()]);
    const files = faceFiles(parts);
    gallery = [];
    for (const clip of enrolledFrom) {
      const { embedding } = templateOf(await sourceOf(files, join(clips, clip), signal));
      gallery.push({ name: personOf(clip), group: "family", templates: [embedding] });
    }
  });
  afterAll(async () => {
    await parts.analyser.close();
    await rm(folder, { recursive: true });
  });

  async function filmed(clip: string, options: readonly string[]): Promise<Shown[]> {
    const path = join(folder, "changed.mkv");
    await ffmpeg(["-i", join(clips, clip), "-an", ...options, path]);
    const frames: Shown[] = [];
    for await (const shown of show(path, parts, { fps: 10, seed: null, signal })) frames.push(shown);
    return frames;
  }

  const comes = (frames: readonly Shown[], household: readonly GalleryPerson[]): Promise<Attempt> =>
    attempt(frames, { door: doorPolicy(config), thresholds: config.vision, gallery: household });

  test.each(STILL_KNOWN)(
    "somebody is let in although the picture is %s, and no stranger is",
    async (_, options) => {
      for (const clip of comers) {
        const frames = await filmed(clip, options);
        expect(await comes(frames, gallery), clip).toMatchObject({
          allowed: personOf(clip),
          unknown: false,
          spoofed: false,
        });
        const others = gallery.filter(({ name }) => name !== personOf(clip));
        expect(await comes(frames, others), clip).toMatchObject({ allowed: null, recognized: false });
      }
    },
    120_000,
  );

  test.each(UNKNOWABLE)(
    "nobody is let in, and none of the family is called a stranger, when the picture is %s",
    async (_, options) => {
      for (const clip of comers) {
        const frames = await filmed(clip, options);
        expect(await comes(frames, gallery), clip).toMatchObject({ allowed: null, unknown: false });
        const others = gallery.filter(({ name }) => name !== personOf(clip));
        expect(await comes(frames, others), clip).toMatchObject({ allowed: null, recognized: false });
      }
    },
    120_000,
  );

  test("a film with oblong pixels shows the same faces as one with square ones", async () => {
    const [clip = ""] = comers;
    const plain = await filmed(clip, LOSSLESS);
    const oblong = await filmed(clip, ["-vf", OBLONG, ...LOSSLESS]);
    expect(oblong[0]).toMatchObject({ width: 640, height: 480 });
    const likeness = plain.flatMap(({ looks }, i) => {
      const [one, other] = [looks[0]?.embedding, oblong[i]?.looks[0]?.embedding];
      return one && other ? [cosine(one, other)] : [];
    });
    expect(likeness.length).toBeGreaterThan(5);
    expect(Math.min(...likeness)).toBeGreaterThan(0.8);
  });
});
