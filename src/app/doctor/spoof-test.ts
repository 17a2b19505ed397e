import { z } from "zod";
import { readSpoofTest, spoofTestPath } from "../../adapters/state-directory/spoof-test-file.ts";
import { messageOf } from "../../runtime/errors.ts";

/** What a household can try at its own door. */
export const ATTACKS = ["photo", "phone", "video"] as const;
export type AttackKind = (typeof ATTACKS)[number];

/** In words, after "by". */
export const ATTACK_TEXT: Readonly<Record<AttackKind, string>> = {
  photo: "a printed photo",
  phone: "a photo on a phone",
  video: "a video on a phone",
};

const Attack = z.object({
  /** A face alone would have opened. */
  passed: z.boolean(),
  /** When it was tried, ms since epoch. */
  at: z.number(),
});

const CameraResult = z.object({
  at: z.number(),
  /** Each attack by its latest trial; those that are missing were never tried. */
  attacks: z.partialRecord(z.enum(ATTACKS), Attack),
  /** SHA-256 of the models that judged, by task. */
  models: z.record(z.string(), z.string()),
  /** Least liveness score that was demanded; null: none. Where it was not kept nothing laxer is covered. */
  live: z.number().nullable().default(1),
});
export type CameraResult = z.infer<typeof CameraResult>;

const SpoofTest = z.object({
  version: z.literal(1),
  cameras: z.record(z.string(), CameraResult),
  /** Earlier results were lost with a damaged file: what is not tested completely since then counts as failed. */
  lost: z.boolean().default(false),
});
type SpoofTest = z.infer<typeof SpoofTest>;

/** The results as they were found: a damaged file is no clean bill of health. */
export type KnownSpoofTest = SpoofTest | { readonly damaged: string } | null;

/** What one step of the test showed. */
export interface Tried {
  /** For whom a face alone would have opened; null: it stayed shut. */
  readonly allowed: string | null;
  /** Pictures with a face in them: without any, nothing was tried. */
  readonly faceFrames: number;
  /** Somebody enrolled was recognised, or a face was taken for a picture: it was an attack on somebody enrolled. */
  readonly isAimed: boolean;
}

/** One run of the test at one camera. */
export interface SpoofRun extends Judging {
  /** The enrolled person was let in: without that, a closed door proves nothing. */
  readonly livePassed: boolean;
  readonly attacks: Readonly<Partial<Record<AttackKind, Tried>>>;
  readonly at: number;
}

/** What decides whether a face is taken for alive: a result stands for as long as this is as strict. */
export interface Judging {
  /** SHA-256 of the models, by task. */
  readonly models: Readonly<Record<string, string>>;
  /** Least liveness score that is demanded; null: none. */
  readonly live: number | null;
}

/** The results in the state directory; null if nothing was ever tested. Never throws. */
export function spoofTestOf(stateDirectory: string): KnownSpoofTest {
  const path = spoofTestPath(stateDirectory);
  try {
    const text = readSpoofTest(stateDirectory);
    return text === null ? null : parseSpoofTest(text, path);
  } catch (error) {
    return { damaged: `${path} cannot be read: ${messageOf(error)}` };
  }
}

/** The results from the file's text. */
export function parseSpoofTest(text: string, path: string): Exclude<KnownSpoofTest, null> {
  try {
    const parsed = SpoofTest.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not even JSON.
  }
  return { damaged: `${path} is damaged` };
}

/**
 * What is known of a camera after one more run. An attack that passed stays so until the same attack is tried again, with a
 * face in view and in a run in which the living person was let in.
 * A picture of somebody whom nobody enrolled proves nothing. What other models, or a stricter demand, withstood before says
 * nothing any more and counts as never tried.
 */
export function afterRun(before: CameraResult | undefined, run: SpoofRun): CameraResult {
  const stands = before !== undefined && whyOutdated(before, run) === null;
  const kept = Object.entries(before?.attacks ?? {}).filter(([, { passed }]) => stands || passed);
  const attacks: CameraResult["attacks"] = Object.fromEntries(kept);
  for (const kind of ATTACKS) {
    const tried = run.attacks[kind];
    if (tried === undefined) continue;
    const passed = tried.allowed !== null;
    if (passed || (run.livePassed && tried.faceFrames > 0 && tried.isAimed))
      attacks[kind] = { passed, at: run.at };
  }
  return { at: run.at, attacks, models: { ...run.models }, live: run.live };
}

/** Why attacks that failed once may pass now, in words that follow "because"; null if the result stands. */
export function whyOutdated({ models, live }: CameraResult, now: Judging): string | null {
  const changed = Object.keys(now.models).filter((task) => now.models[task] !== models[task]);
  if (changed.length > 0) return `other models judge since then (${changed.join(", ")})`;
  if (now.live === null && live !== null) return "a policy says live: false since then";
  if (live !== null && now.live !== null && now.live < live)
    return "less is demanded of liveness since then (vision.live)";
  return null;
}

/** The attacks that a face alone did not withstand. */
export function passedAttacks({ attacks }: CameraResult): AttackKind[] {
  return ATTACKS.filter((kind) => attacks[kind]?.passed === true);
}

/** The attacks of which nothing is known. */
export function untriedAttacks({ attacks }: CameraResult): AttackKind[] {
  return ATTACKS.filter((kind) => attacks[kind] === undefined);
}

/** Why a face alone authorises nothing at this camera, for people; null if nothing is known against it. */
export function whyNotAlone(known: KnownSpoofTest, camera: string): string | null {
  if (known === null) return null;
  const cure = `set a challenge or a second factor, or repeat \`gatehouse doctor --spoof --camera ${camera}\``;
  if ("damaged" in known) {
    return `The result of the spoof test cannot be relied on (${known.damaged}), so a face alone opens nothing: ${cure}.`;
  }
  const result = Object.hasOwn(known.cameras, camera) ? known.cameras[camera] : undefined;
  const passed = result === undefined ? [] : passedAttacks(result);
  if (known.lost && passed.length === 0 && (result === undefined || untriedAttacks(result).length > 0)) {
    return `Earlier results of the spoof test were lost, so a face alone opens nothing at ${camera} until every attack was tried there: ${cure}.`;
  }
  if (passed.length === 0) return null;
  const what = passed.map((kind) => ATTACK_TEXT[kind]).join(" and ");
  return `In the household's own test at ${camera} ${what} passed for a living face, so a face alone opens nothing there: ${cure}.`;
}
