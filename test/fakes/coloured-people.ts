import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import type { FaceFileParts } from "../../src/app/face-files.ts";
import { aLook, axis } from "./face-looks.ts";
import { FakeAnalyser } from "./fake-analyser.ts";

/** Photos of one colour each, and eyes that take every colour for a person. */
export const COLOURS = { ana: "#c00000", ben: "#00c000", stranger: "#0000c0", nobody: "#808080" } as const;

/** Writes one-coloured photos below a folder. */
export async function writePhotos(
  folder: string,
  photos: Readonly<Record<string, keyof typeof COLOURS>>,
): Promise<void> {
  for (const [path, who] of Object.entries(photos)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const create = { width: 320, height: 240, channels: 3, background: COLOURS[who] } as const;
    await sharp({ create }).png().toFile(join(folder, path));
  }
}

/** Sees one face in every photo that is not grey: red, green and blue ones have nothing in common. */
export function colourEyes(): FaceFileParts {
  const analyser = new FakeAnalyser(({ data }) => {
    const pixel = [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0];
    const brightest = Math.max(...pixel);
    if (pixel.every((value) => value === brightest)) return [];
    return [
      aLook({ box: { x: 120, y: 70, width: 80, height: 100 }, embedding: axis(pixel.indexOf(brightest)) }),
    ];
  });
  const reader = {
    frames: (): AsyncIterable<never> => {
      throw new Error("only photos are shown here");
    },
  };
  return { analyser, reader, model: "colours" };
}
