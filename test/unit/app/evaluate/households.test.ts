import { expect, test } from "vitest";
import { ENROLLED, Households, type Member } from "../../../../src/app/evaluate/households.ts";
import { oneNameEach, type SamePerson } from "../../../../src/app/evaluate/same-person.ts";
import { seededRandom } from "../../../../src/app/evaluate/sway.ts";
import { axis, like } from "../../../fakes/face-looks.ts";

const people = Array.from({ length: 40 }, (_, i): Member => ({ name: `person-${i}`, templates: [axis(i)] }));

function households(of: readonly Member[], seed: number, samePerson: SamePerson = oneNameEach): Households {
  return new Households({ people: of, samePerson, recognize: 0.58, random: seededRandom(seed) });
}

test("a household is five different others, never the impostor", () => {
  const drawn = households(people, 3);
  for (let trial = 0; trial < 400; trial += 1) {
    const impostor = `person-${trial % people.length}`;
    const names = drawn.draw(impostor).map(({ name }) => name);
    expect(new Set(names).size).toBe(ENROLLED);
    expect(names).not.toContain(impostor);
  }
  expect(drawn.refused).toBe(0);
});

test("the same seed draws the same households, another one others", () => {
  const drawn = (seed: number): string[] => {
    const from = households(people, seed);
    return people.flatMap((impostor) => from.draw(impostor.name).map(({ name }) => name));
  };
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
});

test("nobody is drawn who is the impostor under another name, or is there under another name", () => {
  const same = (one: string, other: string): boolean =>
    one === other || [one, other].every((name) => /^person-[012]$/u.test(name));
  const drawn = households(people.slice(0, 8), 5, { groups: 1, same });
  for (let trial = 0; trial < 200; trial += 1) {
    const names = drawn.draw("person-0").map(({ name }) => name);
    expect(names).toHaveLength(ENROLLED);
    expect(names.filter((name) => /^person-[012]$/u.test(name))).toEqual([]);
    const others = drawn.draw("person-7").map(({ name }) => name);
    expect(others.filter((name) => /^person-[012]$/u.test(name)).length).toBeLessThanOrEqual(1);
  }
});

test("whom the enrolment would refuse beside somebody alike is not enrolled, and is counted", () => {
  const alike = { name: "twin", templates: [axis(9), like(0, 0.51)] };
  const drawn = households([...people.slice(0, 6), alike], 7);
  for (let trial = 0; trial < 200; trial += 1) {
    const names = drawn.draw("person-5").map(({ name }) => name);
    expect(names).toHaveLength(ENROLLED);
    expect(names.includes("twin") && names.includes("person-0")).toBe(false);
  }
  expect(drawn.refused).toBeGreaterThan(0);
});

test("those who look a little alike know of each other, as in a house", () => {
  const alike = { name: "cousin", templates: [like(0, 0.45)] };
  const gallery = households([...people.slice(0, 4), alike], 7).draw("somebody");
  expect(gallery.find(({ name }) => name === "cousin")?.lookalikes).toEqual(["person-0"]);
});

test("with too few people who are not alike the household stays small", () => {
  const twins = Array.from({ length: 9 }, (_, i) => ({ name: `twin-${i}`, templates: [axis(0)] }));
  expect(households(twins, 1).draw("somebody")).toHaveLength(1);
});
