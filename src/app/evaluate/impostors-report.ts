import type { ImpostorsResult, LetIn } from "./impostors.ts";

/** What came of impostors, for people. */
export function impostorsText(result: ImpostorsResult): string {
  const { impostors, everyPair, genuine, mistaken } = result;
  const photos = result.photosEach === 1 ? "one photo" : `up to ${result.photosEach} photos`;
  const lines = [
    `${result.people} people, each with ${result.looksEach} looks, at doors of ${result.enrolledEach} others of ` +
      `${result.enrollable}, enrolled from ${photos}; every face taken for a living one`,
    `impostors   ${impostors.allowed} of ${impostors.total} let in${bound(result)}; ` +
      `${result.calledUnknown} called unknown; the nearest came to ${result.nearest.toFixed(3)}`,
    ...named(result.letIn, impostors.allowed),
    `every pair  ${everyPair.withinReach} of ${everyPair.total} pairs are within reach of each other; of these ` +
      `${everyPair.allowed} were let in`,
    ...named(everyPair.letIn, everyPair.allowed),
    `genuine     ${genuine.allowed} of ${genuine.total} let in at their own door, enrolled from ${photos === "one photo" ? "another photo" : "other photos"}` +
      (mistaken === 0 ? "" : `; ${mistaken} as somebody else`),
  ];
  if (result.redrawn > 0) {
    lines.push(
      `redrawn     ${result.redrawn} draws that the enrolment refused, since two people looked alike`,
    );
  }
  if (result.withoutGoodLooks > 0) {
    lines.push(`left out    ${result.withoutGoodLooks} people with too few good looks for any decision`);
  }
  if (result.samePerson > 0)
    lines.push(`same person ${result.samePerson} people under several names, as was said`);
  return lines.map((line) => `${line}\n`).join("");
}

function bound({ atMost }: ImpostorsResult): string {
  if (atMost === null) return "";
  return ` (below ${(100 * atMost).toFixed(3)} % with 95 % confidence, were the trials independent)`;
}

function named(letIn: readonly LetIn[], allowed: number): string[] {
  const lines = letIn.map(
    ({ person, takenFor, similarity }) => `  ${person} was taken for ${takenFor} (${similarity.toFixed(3)})`,
  );
  return allowed > letIn.length ? [...lines, `  and ${allowed - letIn.length} more`] : lines;
}
