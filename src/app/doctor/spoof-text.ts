import { ATTACK_TEXT, type ATTACKS, type AttackKind, type Tried } from "./spoof-test.ts";

/** One step of the test: the living person first, then the attacks. */
export type Step = "live" | (typeof ATTACKS)[number];

/** What the household is asked to do. */
export const TASKS: Readonly<Record<Step, string>> = {
  live: "Stand before the camera as you would to have the door opened",
  // Movement gives a picture away, and an attacker will know that.
  photo:
    "Hold a printed photo of the person still before the camera, uncover it only there, and stay out of the picture yourself",
  phone: "Hold a phone that shows a photo of the person still before the camera, and uncover it only there",
  video: "Play a video of the person on a phone before the camera",
};

/** What became of one step. */
export function stepText(
  step: Step,
  { allowed, faceFrames, isAimed, reason }: Tried & { readonly reason: string | null },
): string {
  const what = step === "live" ? "the living person" : ATTACK_TEXT[step];
  if (allowed !== null) return `${what}: a face alone would have opened, for ${allowed}`;
  if (faceFrames === 0) return `${what}: no face was seen`;
  const worthless = isAimed || step === "live" ? "" : " Nobody enrolled was seen, so this proves nothing.";
  return `${what}: stayed shut: ${reason ?? ""}${worthless}`;
}

/** How strict the door is that is attacked. */
export function strictnessText(camera: string, live: number | null): string {
  const liveness =
    live === null
      ? `a policy at ${camera} says live: false, so the liveness check is left out here too`
      : `liveness of ${live} is demanded`;
  return `The door is attacked at its weakest: any enrolled person, anywhere in the picture; ${liveness}.`;
}

/** What a whole run came to. */
export function runText({
  livePassed,
  untried,
}: {
  readonly livePassed: boolean;
  readonly untried: readonly AttackKind[];
}): string {
  return [
    ...(livePassed ? [] : ["The living person was not let in, so a door that stayed shut proves nothing."]),
    ...(untried.length === 0 ? [] : [`Not tried: ${untried.map((kind) => ATTACK_TEXT[kind]).join(", ")}.`]),
    "Masks, better screens and made-up video were not tried. This is a test of your own, and certifies nothing.",
  ].join("\n");
}
