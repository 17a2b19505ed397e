import { expect, test } from "vitest";
import { lookCloser } from "../../../../src/perception/vision/closer-look.ts";
import type { Raster } from "../../../../src/perception/vision/geometry.ts";
import { aLook } from "../../../fakes/face-looks.ts";

/** A large black picture with one white pixel. */
function picture(): Raster {
  const data = new Uint8Array(2000 * 1000 * 3);
  data.set([255, 255, 255], (520 * 2000 + 1040) * 3);
  return { width: 2000, height: 1000, data };
}

const small = aLook({
  box: { x: 1000, y: 460, width: 80, height: 100 },
  flaws: ["too-small"],
  embedding: null,
});

test("a face that is small in the whole picture is looked at again by itself", async () => {
  const seen: Raster[] = [];
  const looks = await lookCloser(picture(), (raster) => {
    seen.push(raster);
    if (seen.length === 1) return Promise.resolve([small]);
    const landmarks = Float32Array.from([10, 20]);
    return Promise.resolve([aLook({ box: { x: 162, y: 152, width: 78, height: 98 }, landmarks })]);
  });
  expect(seen[1]).toMatchObject({ width: 400, height: 400 });
  expect(seen[1]?.data[((520 - 310) * 400 + 1040 - 840) * 3]).toBe(255);
  expect(looks).toMatchObject([{ flaws: [], box: { x: 1002, y: 462 } }]);
  expect([...(looks[0]?.landmarks ?? [])]).toEqual([850, 330]);
});

test("the first look stays if the second finds another face, or none", async () => {
  for (const second of [[], [aLook({ box: { x: 0, y: 0, width: 80, height: 100 } })]]) {
    let count = 0;
    const looks = await lookCloser(picture(), () => Promise.resolve(count++ === 0 ? [small] : second));
    expect(looks).toEqual([small]);
  }
});

test("faces that are good already, or hopelessly small, are not looked at again", async () => {
  let count = 0;
  const tiny = { ...small, box: { x: 1, y: 1, width: 30, height: 40 } };
  await lookCloser(picture(), () => {
    count += 1;
    return Promise.resolve([aLook(), tiny]);
  });
  expect(count).toBe(1);
});
