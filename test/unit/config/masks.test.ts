import { expect, it } from "vitest";
import { whyNotRecorded } from "../../../src/app/brain/why-not-recorded.ts";
import { check } from "../../fakes/checked-house.ts";

const MASK = "masks: [[[0, 0], [0.5, 0], [0.5, 1]]]";
const houseWith = (lines: string) =>
  check({
    config: `node: a\ncameras:\n  porch: { source: rtsp://camera/1, ${lines} }\n  yard: { source: rtsp://camera/2 }\n`,
  });

it.each([
  [MASK, "this camera records no clips", "would show what its masks hide"],
  [`${MASK}, record_unmasked: true`, "clips of this camera are not masked", null],
])("check says what becomes of the clips of a camera with masks (%s)", async (lines, warning, why) => {
  const checked = await houseWith(lines);
  if (!checked.ok) throw new Error("the house does not hold");
  expect(checked.warnings.map(({ message }) => message)).toEqual([expect.stringContaining(warning)]);
  const refusal = whyNotRecorded("porch", checked.config);
  if (why === null) expect(refusal).toBeNull();
  else expect(refusal).toContain(why);
  expect(whyNotRecorded("yard", checked.config)).toBeNull();
  expect(whyNotRecorded("nowhere", checked.config)).toBeNull();
});

it("records clips into which the masks are painted", async () => {
  const checked = await houseWith(`${MASK}, encode: true`);
  if (!checked.ok) throw new Error("the house does not hold");
  expect(checked.warnings).toEqual([]);
  expect(whyNotRecorded("porch", checked.config)).toBeNull();
});

it("does not paint masks into clips and leave them out", async () => {
  const checked = await houseWith(`${MASK}, encode: true, record_unmasked: true`);
  if (checked.ok) throw new Error("the house holds");
  expect(checked.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining("one of encode and record_unmasked"),
  ]);
});

it("refuses a mask that is no area", async () => {
  expect((await houseWith("masks: [[[0, 0], [1, 1]]]")).ok).toBe(false);
  expect((await houseWith("masks: [[[0, 0], [50, 0], [50, 100]]]")).ok).toBe(false);
});

it("says that what masks hide is not recorded all the time either", async () => {
  const problemsOf = async (lines: string) => {
    const checked = await houseWith(lines);
    return checked.ok ? checked.warnings.map(({ message }) => message) : null;
  };
  const [masked, ...others] = await Promise.all([
    problemsOf(`${MASK}, continuous: true`),
    problemsOf(`${MASK}, record_unmasked: true, continuous: true`),
    problemsOf(`${MASK}, encode: true, continuous: true`),
    problemsOf("continuous: true"),
  ]);
  expect(masked).toContainEqual(expect.stringContaining("nothing is recorded all the time"));
  expect(
    others
      .flat()
      .filter((message) => message?.includes("masks hide") === true && message.includes("all the time")),
  ).toEqual([]);
});
