import { nearest } from "./nearest.ts";
import { factorsOf, type Policy } from "./policies.ts";
import type { Finding } from "./problem.ts";
import type { Alternative, Factor } from "./schema/guard.ts";
import type { Sections } from "./sections.ts";

/** What no evidence can ever satisfy. */
export function neverGranted(alternative: Alternative, path: Policy["path"], sections: Sections): Finding[] {
  const factors = factorsOf(alternative);
  const hasFace = factors.some(({ factor }) => factor.by === "face");
  const missing = factors.flatMap(({ factor, at }): Finding[] => {
    const place = [...path, ...at];
    switch (factor.by) {
      case "web": {
        const message = 'this version cannot judge "by: web", so the guard never authorises this alternative';
        return [{ severity: "warning", path: [...place, "by"], message }];
      }
      case "voice": {
        if (hasFace || factors.every((one) => one.factor.by === "voice")) return [];
        const message =
          "a voice counts only beside the face of somebody who stands there: add { by: face, … }, or leave the voice out";
        return [{ severity: "error", path: place, message }];
      }
      case "code":
        return noSuchCode(factor, place, sections);
      case "face":
      case "hub":
        return [];
    }
  });
  return [...missing, ...tooFewPeople(alternative, path, sections)];
}

/** A code that cannot be any of those that are declared. */
function noSuchCode(
  factor: Extract<Factor, { by: "code" }>,
  path: Policy["path"],
  { codes }: Sections,
): Finding[] {
  const opening = [...codes].filter(([, code]) => code.duress === undefined);
  if (opening.length === 0) {
    const message =
      "nobody can satisfy this, for there are no codes: declare one (codes: { anna: {} }) and set it with `gatehouse code set anna`";
    return [{ severity: "warning", path, message }];
  }
  const named = opening.filter(([name]) => factor.codes.length === 0 || factor.codes.includes(name));
  const forced = factor.codes.findIndex((name) => codes.get(name)?.duress !== undefined);
  if (forced >= 0) {
    const message = `${factor.codes[forced] ?? ""} is a code for duress: it opens nothing, so it cannot stand here`;
    return [{ severity: "error", path: [...path, "codes", forced], message }];
  }
  // Names that nothing is called by are told by themselves.
  if (factor.person === undefined || named.length === 0) return [];
  if (named.some(([, code]) => code.person === factor.person)) return [];
  const people = opening.flatMap(([, { person }]) => person ?? []);
  const message = `none of these codes is one of ${factor.person} (codes.NAME.person: ${people.join(", ") || "none"}), so nobody can ever satisfy this`;
  const suggestion = nearest(factor.person, people);
  return [
    {
      ...{ severity: "error", path: [...path, "person"], message },
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ];
}

/** More people than can ever stand for the factors. */
function tooFewPeople(alternative: Alternative, path: Policy["path"], sections: Sections): Finding[] {
  if (!("all" in alternative)) return [];
  const faces = alternative.all.filter((factor) => factor.by === "face");
  const named = faces.flatMap(({ person }) => person ?? []);
  const twice = named.find((person, index) => named.indexOf(person) !== index);
  if (twice !== undefined) {
    const message = `${twice} would have to stand there twice: each face of an alternative is another person's`;
    return [{ severity: "error", path: [...path, "all"], message }];
  }
  const { people } = alternative;
  if (people === undefined) return [];
  const fixed = new Set(named);
  let most = faces.length;
  // One code comes with a request.
  const code = alternative.all.find((factor) => factor.by === "code");
  const owners = code === undefined ? [] : ownersOf(code, sections);
  if (owners.some((owner) => !fixed.has(owner))) most += 1;
  if (most >= people) return [];
  const message = `at most ${most} different ${most === 1 ? "person" : "people"} can stand for these, so this is never satisfied: add a face, or a code of somebody else (codes.NAME.person)`;
  return [{ severity: "error", path: [...path, "people"], message }];
}

/** Whose the codes are that a factor counts. */
function ownersOf(factor: Extract<Factor, { by: "code" }>, { codes }: Sections): string[] {
  return [...codes].flatMap(([name, { person, duress }]) => {
    const counts = factor.codes.length === 0 || factor.codes.includes(name);
    const isTheirs = factor.person === undefined || factor.person === person;
    return counts && isTheirs && person !== undefined && duress === undefined ? [person] : [];
  });
}
