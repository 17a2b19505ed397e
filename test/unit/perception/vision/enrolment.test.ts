import { describe, expect, test } from "vitest";
import { checkTemplates, templateOf } from "../../../../src/perception/vision/enrolment.ts";
import type { FaceLook, Flaw } from "../../../../src/perception/vision/face-look.ts";
import { cosine } from "../../../../src/perception/vision/matching.ts";
import { aLook, axis, enrolled, like } from "../../../fakes/face-looks.ts";

const photo = (...looks: FaceLook[]) => ({ name: "me.jpg", kind: "photo" as const, frames: [looks] });
const clip = (...frames: FaceLook[][]) => ({ name: "me.mp4", kind: "clip" as const, frames });
const flawed = (flaw: Flaw) => aLook({ flaws: [flaw], embedding: null });
const wide = (width: number) => aLook({ box: { x: 10, y: 10, width, height: width } });

describe("a photo", () => {
  test("of one good face gives a template", () => {
    const template = templateOf(photo(aLook({ quality: 0.7 })));
    expect(template).toMatchObject({ frames: 1, quality: 0.7 });
    expect(cosine(template.embedding, axis(0))).toBeCloseTo(1, 6);
  });
  test.each<[code: string, looks: FaceLook[]]>([
    ["PEOPLE_NO_FACE", []],
    ["PEOPLE_NO_FACE", [flawed("implausible")]],
    ["PEOPLE_TWO_FACES", [wide(100), wide(60)]],
    ["PEOPLE_FACE_TOO_SMALL", [flawed("too-small")]],
    ["PEOPLE_FACE_CUT", [flawed("cut-by-edge")]],
    ["PEOPLE_FACE_BLURRED", [flawed("blurred")]],
    ["PEOPLE_FACE_TURNED", [flawed("turned-away")]],
  ])("is refused with %s", (code, looks) => {
    expect(() => templateOf(photo(...looks))).toThrow(expect.objectContaining({ code, kind: "refused" }));
  });
  test("may have a small face in the background, and things that are no faces", () => {
    expect(templateOf(photo(wide(100), wide(40), flawed("implausible"))).frames).toBe(1);
  });
});

describe("a clip", () => {
  const good = [aLook()];
  test("gives the mean of its good looks", () => {
    const template = templateOf(
      clip(good, [], [flawed("blurred")], [aLook({ embedding: like(0, 0.8) })], good),
    );
    expect(template.frames).toBe(3);
    expect(cosine(template.embedding, axis(0))).toBeGreaterThan(0.97);
  });
  test("loses its outliers", () => {
    const template = templateOf(clip(good, good, good, [aLook({ embedding: axis(7) })]));
    expect(template.frames).toBe(3);
    expect(cosine(template.embedding, axis(7))).toBeCloseTo(0, 6);
  });
  test("of two people by turns is refused", () => {
    const other = [aLook({ embedding: axis(7) })];
    expect(() => templateOf(clip(good, other, good, other, good, other))).toThrow(
      expect.objectContaining({ code: "PEOPLE_UNSTEADY" }),
    );
  });
  test("with two people in many frames is refused, with a passer-by it is not", () => {
    const both = [wide(100), wide(90)];
    expect(() => templateOf(clip(good, both, good, both))).toThrow(
      expect.objectContaining({ code: "PEOPLE_TWO_FACES" }),
    );
    expect(templateOf(clip(good, good, good, good, both)).frames).toBe(4);
  });
  test("with less than three good looks is refused", () => {
    expect(() => templateOf(clip(good, good, [flawed("blurred")]))).toThrow(
      expect.objectContaining({ code: "PEOPLE_TOO_FEW_LOOKS" }),
    );
  });
});

describe("all templates of a person", () => {
  const mine = [
    { name: "a.jpg", embedding: axis(0) },
    { name: "b.jpg", embedding: like(0, 0.6) },
  ];
  test("must show one person", () => {
    expect(() => checkTemplates(mine, [], 0.58)).not.toThrow();
    expect(() => checkTemplates([...mine, { name: "c.jpg", embedding: axis(3) }], [], 0.58)).toThrow(
      expect.objectContaining({
        code: "PEOPLE_NOT_ONE_PERSON",
        message: expect.stringContaining("c.jpg") as string,
      }),
    );
  });
  test("must not look like somebody else who is enrolled", () => {
    const others = [enrolled("ben", 9), { ...enrolled("anna", 0), templates: [like(0, 0.55, 30)] }];
    expect(() => checkTemplates(mine, others, 0.58)).toThrow(
      expect.objectContaining({
        code: "PEOPLE_LOOKS_LIKE",
        message: expect.stringContaining("anna") as string,
      }),
    );
    expect(() => checkTemplates(mine, [enrolled("ben", 9)], 0.58)).not.toThrow();
  });
});
