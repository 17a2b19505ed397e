import { z } from "zod";
import { enlarged } from "./geometry.ts";
import type { Box } from "./observation.ts";
import type { Shown } from "./shown.ts";

/** What pictures show of somebody: the face, a face that cannot be recognised, or there are no pictures of them. */
export const FaceRule = z.enum(["keep", "blur", "none"]);
export type FaceRule = z.infer<typeof FaceRule>;

/** What pictures show of people who are known. */
export const FaceRules = z.object({
  /** Of everybody whose group is not named. */
  known: FaceRule,
  groups: z.record(z.string(), FaceRule),
});
export type FaceRules = z.infer<typeof FaceRules>;

/** A face is hidden with so much around it: its width and height are multiplied by this, for hair and ears tell a lot too. */
const MARGIN = 1.6;
/** Where the head of somebody is whose face is not seen: the upper part of the body, and a little above. */
const HEAD_PART = 0.35;
const HEAD_ABOVE = 0.05;

/** Whether every face may be shown, so that nobody has to look for faces before a picture is made. */
export function showsEverybody(rules: FaceRules): boolean {
  return strictest(rules) === "keep";
}

/** The strictest of all rules: for whoever may be anybody. */
export function strictest({ known, groups }: FaceRules): FaceRule {
  const all = [known, ...Object.values(groups)];
  return all.includes("none") ? "none" : all.includes("blur") ? "blur" : "keep";
}

/** The rule for a known person of this group. */
export function ruleOfGroup(rules: FaceRules, group: string): FaceRule {
  return Object.hasOwn(rules.groups, group) ? (rules.groups[group] ?? rules.known) : rules.known;
}

/**
 * The parts of a picture in which nobody may be recognised. Whoever is decided to be unknown is shown; whoever may be
 * somebody who is not to be seen is not: a face that is undecided, a head whose face was not found.
 */
export function hiddenParts(shown: readonly Shown[], rules: FaceRules): Box[] {
  return shown.flatMap((one) => {
    if (!isHidden(one, rules)) return [];
    const { face, faceFound, body } = one;
    return [
      ...(face === null ? [] : [enlarged(face, MARGIN)]),
      // Where a face was last it need not be any more.
      ...(faceFound || body === null ? [] : [headOf(body)]),
    ];
  });
}

function isHidden({ identity, group }: Shown, rules: FaceRules): boolean {
  if (identity === "unknown") return false;
  if (identity === "recognized") return ruleOfGroup(rules, group ?? "") !== "keep";
  return !showsEverybody(rules);
}

function headOf([left, top, width, height]: Box): Box {
  return [left, top - height * HEAD_ABOVE, width, height * (HEAD_ABOVE + HEAD_PART)];
}
