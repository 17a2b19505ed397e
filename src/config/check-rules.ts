import { checkAction } from "./check-actions.ts";
import type { NameKind } from "./names.ts";
import { nearest } from "./nearest.ts";
import { error, namesAt, type Path, type RuleSurroundings } from "./rule-findings.ts";
import type { Finding } from "./problem.ts";
import { everyPart, type Part } from "./rule-parts.ts";
import type { Rule } from "./schema/rules.ts";

type TriggerOf<Kind extends Rule["triggers"][number]["trigger"]> = Extract<
  Rule["triggers"][number],
  { trigger: Kind }
>;

/** Checks that every name in a rule exists and that its parts fit together; expressions are checked elsewhere. */
export function checkRule(rule: Rule, around: RuleSurroundings): Finding[] {
  return [
    ...rule.triggers.flatMap((trigger, index) => [
      ...checkTrigger(trigger, around, ["triggers", index]),
      ...checkCount(trigger, ["triggers", index]),
    ]),
    ...rule.conditions.flatMap((condition, index) =>
      checkCondition(condition, around, ["conditions", index]),
    ),
    ...everyPart(rule.actions, ["actions"]).flatMap(({ path, ...part }) =>
      checkPart(part, { rule, around }, path),
    ),
  ];
}

const NO_LOCATION =
  "nobody knows when the sun rises: add `location: { latitude: …, longitude: … }` to the configuration";

function checkCount(trigger: Rule["triggers"][number], path: Path): Finding[] {
  if (!("count" in trigger || "within" in trigger)) return [];
  const { count, within } = trigger;
  if (count === undefined) return [error([...path, "within"], "how often? Add count: 3")];
  if (within === undefined) return [error([...path, "count"], "within what time? Add within: 1m")];
  if ("for" in trigger && trigger.for !== undefined)
    return [error([...path, "for"], "`for` and `count` exclude each other")];
  return [];
}

function checkPart(
  part: Omit<Part, "path">,
  { rule, around }: { rule: Rule; around: RuleSurroundings },
  path: Path,
): Finding[] {
  if (part.action !== undefined) return checkAction({ action: part.action, rule }, around, path);
  if (part.condition !== undefined) return checkCondition(part.condition, around, path);
  return part.trigger === undefined ? [] : checkAwaited(part.trigger, around, path);
}

/** What is waited for is no command: the grammar knows rules, not places in them. */
function checkAwaited(trigger: Rule["triggers"][number], around: RuleSurroundings, path: Path): Finding[] {
  if (trigger.trigger === "voice") {
    const message = "a spoken command cannot be waited for; `action: ask` waits for an answer";
    return [error([...path, "trigger"], message)];
  }
  return [...checkTrigger(trigger, around, path), ...checkCount(trigger, path)];
}

function checkTrigger(
  trigger: Rule["triggers"][number],
  { names, spoken }: RuleSurroundings,
  path: Path,
): Finding[] {
  const uses = (
    kind: NameKind,
    key: string,
    values: readonly string[] | undefined,
    cameras?: readonly string[],
  ): Finding[] => namesAt(names, { kind, path: [...path, key], cameras }, values);
  switch (trigger.trigger) {
    case "voice":
      return [
        ...uses("microphone", "microphone", trigger.microphone),
        ...namesAt(
          names,
          { kind: "group", path: [...path, "said_by", "group"] },
          trigger.said_by?.groups ?? [],
        ),
        ...checkSlots(trigger, spoken, path),
      ];
    case "sound":
    case "wake":
      return uses("microphone", "microphone", trigger.microphone);
    case "face":
      return [
        ...uses("group", "group", trigger.group),
        ...uses("camera", "camera", trigger.camera),
        ...uses("zone", "zone", trigger.zone, trigger.camera),
        ...faceContradiction(trigger, path),
      ];
    case "person":
      return [
        ...uses("camera", "camera", trigger.camera),
        ...uses("zone", "zone", trigger.zone, trigger.camera),
        ...personContradiction(trigger, path),
      ];
    case "mode":
      return [...uses("mode", "to", trigger.to), ...uses("mode", "from", trigger.from)];
    case "device":
      return uses("device", "device", [trigger.device]);
    case "sensor":
      return [
        ...uses("camera", "camera", trigger.camera),
        ...uses("microphone", "microphone", trigger.microphone),
      ];
    case "sun":
      return locationNeeded(names, path);
    case "webhook":
      return uses("webhook", "hook", trigger.hook);
    default:
      return [];
  }
}

function locationNeeded({ hasLocation }: RuleSurroundings["names"], path: Path): Finding[] {
  return hasLocation ? [] : [error([...path, "trigger"], NO_LOCATION)];
}

/** What sentences leave open has to be listed: the grammar is built from these words alone. */
function checkSlots(trigger: TriggerOf<"voice">, spoken: RuleSurroundings["spoken"], path: Path): Finding[] {
  const lists = [...Object.keys(trigger.slots), ...spoken.lists];
  return trigger.sentences.flatMap((sentence, index) => {
    const place = [...path, "sentences", index];
    return [...sentence.matchAll(/\{([^}:]*)[^}]*\}|<([^>]*)>/g)].flatMap((found): Finding[] => {
      const within = { offset: found.index, length: found[0].length };
      const [, list, named] = found;
      if (named === undefined ? lists.includes(list ?? "") : spoken.rules.includes(named)) return [];
      const suggestion = named === undefined ? nearest(list ?? "", lists) : nearest(named, spoken.rules);
      const message =
        named === undefined
          ? `slots: does not say what {${list ?? ""}} may be; add ${list ?? ""}: [one, another]`
          : `voice.expansion_rules of the configuration has no <${named}>`;
      const missing = { ...error(place, message), within };
      return [suggestion === undefined ? missing : { ...missing, suggestion }];
    });
  });
}

function faceContradiction(trigger: TriggerOf<"face">, path: Path): Finding[] {
  if (trigger.unknown && trigger.spoofed) {
    return [error([...path, "spoofed"], "unknown and spoofed are two triggers; write one of each")];
  }
  if (trigger.unknown && (trigger.group !== undefined || trigger.person !== undefined)) {
    return [
      error([...path, "unknown"], "an unknown face has neither group nor person; leave them out, or unknown"),
    ];
  }
  return [];
}

function personContradiction(trigger: TriggerOf<"person">, path: Path): Finding[] {
  if (!trigger.left) return [];
  return [
    ...(trigger.for === undefined
      ? []
      : [error([...path, "for"], "somebody who has left cannot stay: `for` and `left` exclude each other")]),
    ...(trigger.moving === undefined
      ? []
      : [
          error(
            [...path, "moving"],
            "somebody who has left is not in view: `moving: leaving` is for who walks away, `left` for who is gone",
          ),
        ]),
  ];
}

function checkCondition(
  condition: Rule["conditions"][number],
  { names }: RuleSurroundings,
  path: Path,
): Finding[] {
  if (typeof condition === "string") return [];
  switch (condition.condition) {
    case "mode":
      return namesAt(names, { kind: "mode", path: [...path, "is"] }, condition.is);
    case "device":
      return namesAt(names, { kind: "device", path: [...path, "device"] }, [condition.device]);
    case "present":
      return [
        ...namesAt(names, { kind: "camera", path: [...path, "camera"] }, condition.camera),
        ...namesAt(names, { kind: "group", path: [...path, "group"] }, condition.group),
      ];
    case "time":
      return condition.after === undefined &&
        condition.before === undefined &&
        condition.weekdays === undefined
        ? [error(path, "this condition always holds; give after, before or weekdays")]
        : [];
  }
}
