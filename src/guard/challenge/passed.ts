import type { ChallengeKind } from "../policy.ts";

/** Facts for the journal, as evidence has them. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** A passed challenge, in the journal: counts once, for its request, its person and its track. */
export interface PassedChallenge {
  readonly challenge: string;
  /** The id of the `challenge.passed` event. */
  readonly event: string;
  readonly request: string;
  readonly kind: ChallengeKind;
  /** The id of the recognition. */
  readonly face: string;
  readonly camera: string;
  readonly track: string;
  readonly person: string;
  readonly issuedT: number;
  readonly t: number;
  readonly facts: Facts;
}
