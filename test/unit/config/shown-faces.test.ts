import { expect, it } from "vitest";
import { problemsOf } from "../../fakes/checked-house.ts";

const house = (faces: string): string => `node: front
mqtt: embedded
recordings:
  faces: ${faces}
`;

it.each(["keep", "blur", "none", "{ family: blur, friend: none }"])("takes %s", async (faces) => {
  expect(await problemsOf({ config: house(faces) })).toEqual([]);
});

it("names the group that there is not, where it is named", async () => {
  const [problem, ...more] = await problemsOf({ config: house("{ family: blur, famly: none }") });
  expect(problem).toContain(
    'gatehouse.yaml:4:26: there is no group "famly" (declared: family, friend, staff)',
  );
  expect(more).toEqual([]);
});

it("names a word that is none", async () => {
  const [problem] = await problemsOf({ config: house("{ family: blurr }") });
  expect(problem).toContain("gatehouse.yaml:4:20: found blurr, expected one of: keep, blur, none");
});
