import { expect, test } from "vitest";
import { drawOthers, ENROLLED } from "../../../../src/app/evaluate/impostors.ts";
import { seededRandom } from "../../../../src/app/evaluate/sway.ts";

const people = Array.from({ length: 40 }, (_, i) => `person-${i}`);

test("a household is five different others, never the impostor", () => {
  const random = seededRandom(3);
  for (let trial = 0; trial < 2_000; trial += 1) {
    const impostor = people[trial % people.length] ?? "";
    const household = drawOthers(people, impostor, random);
    expect(new Set(household).size).toBe(ENROLLED);
    expect(household).not.toContain(impostor);
  }
});

test("the same seed draws the same households, another one others", () => {
  const drawn = (seed: number): string[] => {
    const random = seededRandom(seed);
    return people.flatMap((impostor) => drawOthers(people, impostor, random));
  };
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
});
