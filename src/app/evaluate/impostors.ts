import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { IdentityThresholds } from "../../perception/vision/identity.ts";
import { nearest } from "../../perception/vision/matching.ts";
import type { FaceAnalyser } from "../../perception/vision/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { attempt } from "./attempt.ts";
import { FRAMES_A_LOOK, lookAtPerson, type Comer } from "./comers.ts";
import type { DoorPolicy } from "./door-policy.ts";
import { foldersIn } from "./folders.ts";
import { ENROLLED, Households, type Member } from "./households.ts";
import type { Progress } from "./progress.ts";
import { oneNameEach, type SamePerson } from "./same-person.ts";
import { seededRandom } from "./sway.ts";

/** Visits after which the command looks whether it is to end. */
const VISITS_A_TURN = 500;
/** Of whom was let in so many are named. */
const MOST_NAMED = 50;

/** An impostor who was let in. */
export interface LetIn {
  readonly person: string;
  readonly takenFor: string;
  /** The nearest any look of theirs comes to that one. */
  readonly similarity: number;
}

export interface ImpostorsResult {
  /** Who comes to the doors, and how many of them can be enrolled. */
  readonly people: number;
  readonly enrollable: number;
  readonly enrolledEach: number;
  readonly looksEach: number;
  /** Photos that people are enrolled from, at most. */
  readonly photosEach: number;
  /** People who come under several names, as far as that was said. */
  readonly samePerson: number;
  readonly impostors: { readonly allowed: number; readonly total: number };
  /** The most that the rate can be with 95 % confidence, if the trials were independent (rule of three). */
  readonly atMost: number | null;
  readonly calledUnknown: number;
  /** The nearest any impostor's look came to anybody enrolled. */
  readonly nearest: number;
  /** Who was let in; the first fifty. */
  readonly letIn: readonly LetIn[];
  /** Draws that the enrolment refused for looking alike; others were drawn in their place. */
  readonly redrawn: number;
  /** Everybody with everybody else. */
  readonly everyPair: EveryPair;
  /** People with enough photos, enrolled from others than that of the visit, who come to the door of a household of five. */
  readonly genuine: { readonly allowed: number; readonly total: number };
  /** Of those, let in as somebody else. */
  readonly mistaken: number;
  /** Whose visit shows too few good looks for any decision. */
  readonly withoutGoodLooks: number;
}

/** What would come of it if everybody came to the door of everybody. */
interface EveryPair {
  readonly total: number;
  /** Pairs with as many looks above the threshold as a decision takes; only of these one can be let in as the other. */
  readonly withinReach: number;
  /** Those within reach who were let in at the door of the other and four more; the fifty nearest. */
  readonly letIn: readonly LetIn[];
  readonly allowed: number;
}

export interface ImpostorsOptions {
  /** A folder with a folder for each person, with photos. */
  readonly images: string;
  readonly trials: number;
  /** Looks at each photo. */
  readonly looks: number;
  /** Photos that people are enrolled from; those who have fewer, from what they have. */
  readonly photosEach: number;
  readonly seed: number;
  /** Which names are one person's, by the folders' names; left out: none. */
  readonly samePerson?: (names: readonly string[]) => SamePerson;
  /** Look at the photos side by side, one photo each at a time. */
  readonly analysers: readonly FaceAnalyser[];
  readonly door: DoorPolicy;
  readonly thresholds: IdentityThresholds;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/**
 * Lets everybody come in turn to the doors of households of five others, drawn anew for each trial and enrolled as in a
 * house. Tracks, verdicts and the guard's demand on a face are the daemon's own. Each look is computed once and shown at
 * many doors, so the trials are not independent of each other.
 *
 * @throws GatehouseError EVAL_FOLDER_MISSING, EVAL_FOLDER_EMPTY (missing)
 */
export async function evaluateImpostors(options: ImpostorsOptions): Promise<ImpostorsResult> {
  const { trials, thresholds, progress, seed } = options;
  const names = await foldersIn(options.images);
  const samePerson = options.samePerson?.(names) ?? oneNameEach;
  const found = await lookAtAll(names, options);
  const comers = found.filter((comer) => isDecidable(comer, options));
  const people = comersEnrolled(found);
  demandPeople(options.images, comers, people);
  const households = new Households({
    ...{ people, samePerson, recognize: thresholds.recognize, random: seededRandom(seed) },
  });
  const stage: Stage = { options, comers, people, households, samePerson };
  const impostors = await visitStrangers(stage);
  const everyPair = await visitWithinReach(stage);
  const own = await visitOwn(stage);
  progress.end();
  return {
    ...{ people: comers.length, enrollable: people.length, enrolledEach: ENROLLED, looksEach: options.looks },
    photosEach: options.photosEach,
    ...{ samePerson: samePerson.groups, ...impostors, redrawn: households.refused, everyPair, ...own },
    atMost: impostors.impostors.allowed === 0 && trials > 0 ? 3 / trials : null,
    withoutGoodLooks: found.length - comers.length,
  };
}

interface Stage {
  readonly options: ImpostorsOptions;
  readonly comers: readonly Comer[];
  readonly people: readonly Member[];
  readonly households: Households;
  readonly samePerson: SamePerson;
}

async function lookAtAll(names: readonly string[], options: ImpostorsOptions): Promise<Comer[]> {
  const { images, analysers, progress, signal } = options;
  const comers = names.map((): Comer | null => null);
  let [next, done] = [0, 0];
  const lookOn = async (analyser: FaceAnalyser): Promise<void> => {
    for (let index = next++; index < names.length; index = next++) {
      signal.throwIfAborted();
      comers[index] = await lookAtPerson(join(images, names[index] ?? ""), analyser, options);
      done += 1;
      progress.done(done, names.length);
    }
  };
  const lookOrEnd = (analyser: FaceAnalyser): Promise<void> =>
    lookOn(analyser).catch((error: unknown) => {
      // The others have nothing to look at any more.
      next = names.length;
      throw error;
    });
  await Promise.all(analysers.map(lookOrEnd));
  progress.end();
  return comers.filter((comer) => comer !== null);
}

/** Whether a visit shows enough good looks for anybody to be recognised; otherwise it would prove nothing. */
function isDecidable({ looks }: Comer, { door }: ImpostorsOptions): boolean {
  return looks.length * FRAMES_A_LOOK >= door.policies.thresholds.frames;
}

function comersEnrolled(comers: readonly Comer[]): Member[] {
  return comers.filter(({ templates }) => templates.length > 0);
}

function demandPeople(images: string, comers: readonly Comer[], people: readonly Member[]): void {
  if (comers.length > 0 && people.length > ENROLLED) return;
  throw new GatehouseError(
    "EVAL_FOLDER_EMPTY",
    `${images} shows ${people.length} people with a face that can be enrolled; more than ${ENROLLED} are needed`,
    { kind: "missing" },
  );
}

async function visitStrangers(
  stage: Stage,
): Promise<Pick<ImpostorsResult, "impostors" | "calledUnknown" | "nearest" | "letIn">> {
  const { options, comers, households } = stage;
  const { trials, door, thresholds, progress } = options;
  const letIn: LetIn[] = [];
  let [allowed, calledUnknown, closest] = [0, 0, -1];
  for (let trial = 0; trial < trials; trial += 1) {
    if (trial % VISITS_A_TURN === 0) await turn(options);
    const impostor = comers[trial % comers.length] as Comer;
    const gallery = households.draw(impostor.name);
    closest = Math.max(closest, ...gallery.map(({ templates }) => closestOf(impostor, templates)));
    const outcome = await attempt(impostor.visit, { door, thresholds, gallery });
    if (outcome.unknown) calledUnknown += 1;
    if (outcome.allowed !== null) {
      allowed += 1;
      const takenFor = outcome.allowed;
      const templates = gallery.find(({ name }) => name === takenFor)?.templates ?? [];
      if (letIn.length < MOST_NAMED)
        letIn.push({ person: impostor.name, takenFor, similarity: closestOf(impostor, templates) });
    }
    progress.done(trial + 1, trials);
  }
  return { impostors: { allowed, total: trials }, calledUnknown, nearest: closest, letIn };
}

/**
 * Everybody at the door of everybody: whoever has fewer looks above the threshold than a decision takes cannot be let in,
 * which dot products tell; the others come to the door.
 */
async function visitWithinReach(stage: Stage): Promise<EveryPair> {
  const { options, comers, people, households, samePerson } = stage;
  const { door, thresholds } = options;
  const letIn: LetIn[] = [];
  let [total, withinReach] = [0, 0];
  for (const comer of comers) {
    await turn(options);
    for (const person of people) {
      if (samePerson.same(comer.name, person.name)) continue;
      total += 1;
      const above = comer.looks.filter((look) => nearest(look, person.templates) >= thresholds.recognize);
      if (above.length * FRAMES_A_LOOK < door.policies.thresholds.frames) continue;
      withinReach += 1;
      const gallery = households.draw(comer.name, [person]);
      const { allowed } = await attempt(comer.visit, { door, thresholds, gallery });
      if (allowed === null) continue;
      letIn.push({ person: comer.name, takenFor: allowed, similarity: closestOf(comer, person.templates) });
    }
  }
  letIn.sort((a, b) => b.similarity - a.similarity);
  return { total, withinReach, letIn: letIn.slice(0, MOST_NAMED), allowed: letIn.length };
}

async function visitOwn(stage: Stage): Promise<Pick<ImpostorsResult, "genuine" | "mistaken">> {
  const { options, comers, households } = stage;
  const { door, thresholds } = options;
  const count = { total: 0, allowed: 0, mistaken: 0 };
  for (const { name, visit, otherTemplates } of comers) {
    if (otherTemplates.length === 0) continue;
    const gallery = households.draw(name, [{ name, templates: otherTemplates }]);
    const outcome = await attempt(visit, { door, thresholds, gallery });
    count.total += 1;
    if (outcome.allowed === name) count.allowed += 1;
    else if (outcome.allowed !== null) count.mistaken += 1;
  }
  return { genuine: { allowed: count.allowed, total: count.total }, mistaken: count.mistaken };
}

/** Nothing in a visit waits for anything, so that a wish to end would not be heard. */
async function turn({ signal }: ImpostorsOptions): Promise<void> {
  await nextTurn();
  signal.throwIfAborted();
}

function closestOf({ looks }: Comer, templates: readonly Float32Array[]): number {
  return Math.max(-1, ...looks.map((look) => nearest(look, templates)));
}
