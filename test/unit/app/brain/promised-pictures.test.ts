import { beforeEach, expect, test } from "vitest";
import { PromisedPictures } from "../../../../src/app/brain/promised-pictures.ts";
import type { PromisedPicture } from "../../../../src/perception/vision/shown.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const came: [name: string, bytes: Uint8Array | null][] = [];
let clock: ManualClock;
let pictures: PromisedPictures;
beforeEach(() => {
  came.length = 0;
  clock = new ManualClock();
  pictures = new PromisedPictures({
    scheduler: clock,
    expect: ({ name }) => ({
      ref: { kind: "picture", path: `media/${name}.jpg` },
      arrived: (bytes) => came.push([name, bytes]),
    }),
  });
});

const scene: PromisedPicture = { id: "0-1", kind: "scene", shows: [{ track: 1, person: "anna" }] };

test("an event links a picture that comes later, and whom it shows", () => {
  expect(pictures.promised("door", scene, 5)).toEqual({
    ...{ kind: "picture", path: "media/door-scene.jpg" },
    shows: [{ track: 1, person: "anna" }],
  });
  pictures.arrived("door", "0-1", new Uint8Array([7]));
  pictures.arrived("door", "0-1", new Uint8Array([8]));
  expect(came).toEqual([["door-scene", new Uint8Array([7])]]);
  expect(clock.pending).toBe(0);
});

test("a picture of another camera by the same number is another picture", () => {
  pictures.promised("door", scene, 5);
  pictures.arrived("garden", "0-1", new Uint8Array([7]));
  expect(came).toEqual([]);
});

test("what a camera that is gone has promised does not come, what another has promised does", () => {
  pictures.promised("door", scene, 5);
  pictures.promised("garden", scene, 5);
  pictures.lost("door");
  expect(came).toEqual([["door-scene", null]]);
});

test("after five seconds nobody waits any more", () => {
  pictures.promised("door", scene, 5);
  clock.advance(5_000);
  expect(came).toEqual([["door-scene", null]]);
});
