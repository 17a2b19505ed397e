import type { FaceLook } from "./face-look.ts";
import type { PixelBox } from "./pixel-box.ts";
import { overlap, squareAround, type Raster } from "./geometry.ts";

/** A face at least this wide has enough detail, however small it is in the whole picture. */
const WORTH_A_CLOSER_LOOK_PX = 60;
/** What is looked at around the face, by its height. */
const SURROUNDINGS = 4;
/** How much the face found in the part must cover the one found in the whole. */
const SAME_FACE = 0.4;

/**
 * The faces of a large photo: the detector sees the whole picture small, so faces that are too small there but not in
 * themselves are looked at again, each in a part of the picture.
 */
export async function lookCloser(
  raster: Raster,
  analyse: (raster: Raster) => Promise<readonly FaceLook[]>,
): Promise<FaceLook[]> {
  const looks: FaceLook[] = [];
  for (const look of await analyse(raster)) {
    if (!look.flaws.includes("too-small") || look.box.width < WORTH_A_CLOSER_LOOK_PX) {
      looks.push(look);
      continue;
    }
    const region = pixelRegion(squareAround(look.box, SURROUNDINGS), raster);
    const found = (await analyse(cutOut(raster, region))).map((closer) => shifted(closer, region));
    looks.push(found.find((closer) => overlap(closer.box, look.box) >= SAME_FACE) ?? look);
  }
  return looks;
}

/** The part of a region that is inside the picture, on whole pixels. */
function pixelRegion(region: PixelBox, { width, height }: Raster): PixelBox {
  const x = Math.max(0, Math.floor(region.x));
  const y = Math.max(0, Math.floor(region.y));
  return {
    x,
    y,
    width: Math.min(width, Math.ceil(region.x + region.width)) - x,
    height: Math.min(height, Math.ceil(region.y + region.height)) - y,
  };
}

function cutOut(raster: Raster, region: PixelBox): Raster {
  const data = new Uint8Array(region.width * region.height * 3);
  for (let row = 0; row < region.height; row += 1) {
    const from = ((region.y + row) * raster.width + region.x) * 3;
    data.set(raster.data.subarray(from, from + region.width * 3), row * region.width * 3);
  }
  return { width: region.width, height: region.height, data };
}

function shifted(look: FaceLook, by: PixelBox): FaceLook {
  const box = { ...look.box, x: look.box.x + by.x, y: look.box.y + by.y };
  const landmarks = look.landmarks.map((value, i) => value + (i % 2 === 0 ? by.x : by.y));
  // What is cut out anew has moved with the face: nothing can be told from it.
  return { ...look, box, landmarks, surroundings: null };
}
