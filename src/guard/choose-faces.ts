import type { Evidence } from "../events/catalogue.ts";
import { findFace, type FaceFinding, type Hearing, type Shortfall } from "./face.ts";
import type { FaceProof } from "./decision.ts";
import type { FaceFactor } from "./policy.ts";

type Found = Extract<FaceFinding, { ok: true }>;

/** A different person for each factor, or what the first factor for which nobody is left lacks. */
export type FaceChoice =
  | { readonly ok: true; readonly proofs: readonly FaceProof[]; readonly evidence: readonly Evidence[] }
  | { readonly ok: false; readonly shortfall: Shortfall; readonly evidence: readonly Evidence[] };

/** Chooses who stands for which factor. Nobody stands for two, nor whoever is in `taken`; what is missing is told as if nobody were. */
export function chooseFaces(
  factors: readonly FaceFactor[],
  hearing: Hearing,
  taken: readonly string[] = [],
): FaceChoice {
  const found = assigned(
    factors.map((factor) => everybodyFor(factor, hearing)),
    taken,
  );
  if (found !== null) {
    return {
      ok: true,
      proofs: found.map(({ proof }) => proof),
      evidence: found.map(({ evidence }) => evidence),
    };
  }
  return whatIsMissing(factors, hearing);
}

/** Everybody who satisfies a factor, the latest recognition first. */
function everybodyFor(factor: FaceFactor, hearing: Hearing): Found[] {
  const found: Found[] = [];
  // Nobody is found twice: there cannot be more of them than faces.
  while (found.length < hearing.state.faces.length) {
    const used = found.map(({ proof }) => proof.event.person);
    const next = findFace(factor, hearing, used);
    if (!next.ok) break;
    found.push(next);
  }
  return found;
}

function assigned(options: readonly (readonly Found[])[], taken: readonly string[]): readonly Found[] | null {
  const [first, ...rest] = options;
  if (first === undefined) return [];
  for (const found of first) {
    const { person } = found.proof.event;
    if (taken.includes(person)) continue;
    const others = assigned(rest, [...taken, person]);
    if (others !== null) return [found, ...others];
  }
  return null;
}

function whatIsMissing(factors: readonly FaceFactor[], hearing: Hearing): FaceChoice {
  const evidence: Evidence[] = [];
  const used: string[] = [];
  for (const factor of factors) {
    const found = findFace(factor, hearing, used);
    if (found.evidence !== null) evidence.push(found.evidence);
    if (!found.ok) return { ok: false, shortfall: found.shortfall, evidence };
    used.push(found.proof.event.person);
  }
  const reason = "Those who are recognised cannot stand for all that the policy asks for.";
  return { ok: false, shortfall: { code: "NO_FACE", reason, rank: 0 }, evidence };
}
