import { relative, sep } from "node:path";
import type { IdentityThresholds } from "../../perception/vision/identity.ts";
import { createVision } from "../../perception/vision/vision.ts";
import type { FaceFileParts } from "../face-files.ts";
import { demandMedia } from "./folders.ts";
import type { Progress } from "./progress.ts";
import { show, watch, type Shown, type ShowOptions } from "./show.ts";

/** What liveness said of one file. */
export interface Liveness {
  /** At some frame a face had passed the check, as a door would demand it. */
  readonly passed: boolean;
  /** The veto fell, at whatever frame. */
  readonly vetoed: boolean;
  /** The layers whose veto was said. */
  readonly why: readonly string[];
  /** Lowest and highest liveness of a track over time; null if none could be checked. */
  readonly least: number | null;
  readonly most: number | null;
  readonly frames: number;
  readonly faceFrames: number;
}

/** One file that was presented. */
export interface Presentation extends Liveness {
  readonly file: string;
  readonly presented: "live" | "attack";
  /** The folder directly below `--attack` in which the file lies: the sort of attack; "." for none. */
  readonly species: string;
}

interface Count {
  readonly passed: number;
  readonly total: number;
  /** Neither passed nor vetoed: no face was good enough to be checked. */
  readonly unjudged: number;
  /** A veto fell, but only after a face had passed: whoever asks early enough gets by. */
  readonly late: number;
  /** Files vetoed, by the layer whose veto fell first. */
  readonly vetoedBy: Readonly<Record<string, number>>;
}

/** One sort of attack (presentation attack instrument species). */
interface SpeciesResult extends Count {
  readonly name: string;
  /** Attack presentation classification error rate: what passed; what could not be judged has not. */
  readonly apcer: number;
  /** Attack presentation non-response rate: what could not be judged. */
  readonly apnrr: number;
}

/** How liveness stood up. */
export interface SpoofResult {
  readonly live: Count;
  readonly attack: Count;
  /** Each sort of attack. The standard knows no rate over all sorts: easy ones would hide the one that passes. */
  readonly species: readonly SpeciesResult[];
  /** The sort of which most pass, and the highest rate of non-responses of any sort. */
  readonly worst: { readonly species: string; readonly apcer: number; readonly apnrr: number };
  /** Bona fide presentation classification error rate: living people who did not pass, the unjudged among them. */
  readonly bpcer: number;
  /** Bona fide presentation non-response rate: living people of whom no face could be judged. */
  readonly bpnrr: number;
  readonly files: readonly Presentation[];
}

export interface SpoofOptions {
  readonly live: string;
  readonly attack: string;
  readonly parts: FaceFileParts;
  readonly thresholds: IdentityThresholds;
  readonly show: ShowOptions;
  readonly progress: Progress;
}

/**
 * Shows the pipeline living people and attacks. In doubt against the pipeline: an attack has passed if it ever passed,
 * a living person only if no veto ever fell.
 *
 * @throws GatehouseError EVAL_FOLDER_MISSING, EVAL_FOLDER_EMPTY (missing)
 */
export async function evaluateSpoof(options: SpoofOptions): Promise<SpoofResult> {
  const { parts, thresholds, progress } = options;
  const presented = [
    ...(await demandMedia(options.live)).map((path) => ({
      path,
      presented: "live" as const,
      below: options.live,
    })),
    ...(await demandMedia(options.attack)).map((path) => ({
      path,
      presented: "attack" as const,
      below: options.attack,
    })),
  ];
  const files: Presentation[] = [];
  for (const { path, presented: as, below } of presented) {
    const seen = await livenessOf(show(path, parts, options.show), thresholds);
    const passed = seen.passed && (as === "attack" || !seen.vetoed);
    const file = relative(below, path);
    files.push({ file, presented: as, species: speciesOf(file), ...seen, passed });
    progress.done(files.length, presented.length);
  }
  progress.end();
  const live = countOf(files.filter((file) => file.presented === "live"));
  const attack = countOf(files.filter((file) => file.presented === "attack"));
  const species = speciesResults(files.filter((file) => file.presented === "attack"));
  return {
    ...{ live, attack, species, files, worst: worstOf(species) },
    bpcer: 1 - live.passed / live.total,
    bpnrr: live.unjudged / live.total,
  };
}

/** What liveness says of a file, track by track; nobody is enrolled, for it does not matter who it is. */
export async function livenessOf(
  frames: AsyncIterable<Shown>,
  thresholds: IdentityThresholds,
): Promise<Liveness> {
  const vision = createVision({ camera: "door", zones: {}, thresholds, gallery: [] });
  const scores: number[] = [];
  const count = { frames: 0, faceFrames: 0 };
  const why = new Set<string>();
  let passed = false;
  let vetoed = false;
  for await (const { faces, step } of watch(frames, vision)) {
    count.frames += 1;
    if (faces > 0) count.faceFrames += 1;
    for (const said of step.observations) if (said.kind === "face-spoofed") why.add(said.why);
    for (const { identity, live } of step.sighting.tracks) {
      if (live !== null) scores.push(live);
      if (identity === "spoofed") vetoed = true;
      else if (live !== null && live >= thresholds.live) passed = true;
    }
  }
  const [least, most] = scores.length === 0 ? [null, null] : [Math.min(...scores), Math.max(...scores)];
  return { passed, vetoed, why: [...why], least, most, ...count };
}

/** Files directly in the folder are of one sort, those in a folder within it of another. */
function speciesOf(file: string): string {
  const [folder, ...rest] = file.split(sep);
  return rest.length === 0 ? "." : (folder ?? ".");
}

function speciesResults(attacks: readonly Presentation[]): SpeciesResult[] {
  const names = [...new Set(attacks.map(({ species }) => species))].sort();
  return names.map((name) => {
    const count = countOf(attacks.filter(({ species }) => species === name));
    return {
      ...{ name, ...count },
      apcer: count.passed / count.total,
      apnrr: count.unjudged / count.total,
    };
  });
}

/** There is a sort at least: the folder of attacks is not empty. */
function worstOf(species: readonly SpeciesResult[]): SpoofResult["worst"] {
  const [worst] = [...species].sort((a, b) => b.apcer - a.apcer);
  return {
    species: worst?.name ?? ".",
    apcer: worst?.apcer ?? 0,
    apnrr: Math.max(0, ...species.map(({ apnrr }) => apnrr)),
  };
}

function countOf(files: readonly Presentation[]): Count {
  const passed = files.filter((file) => file.passed).length;
  const unjudged = files.filter((file) => !file.passed && !file.vetoed).length;
  const late = files.filter((file) => file.passed && file.vetoed).length;
  const vetoedBy: Record<string, number> = {};
  for (const { why } of files) {
    const [first] = why;
    if (first !== undefined) vetoedBy[first] = (vetoedBy[first] ?? 0) + 1;
  }
  return { passed, total: files.length, unjudged, late, vetoedBy };
}
