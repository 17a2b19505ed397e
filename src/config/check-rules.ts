import { filtersOverlap, topicMatches } from "../runtime/topic-filter.ts";
import { nearest } from "./nearest.ts";
import { unknownName, type NameKind, type Names } from "./names.ts";
import type { Finding } from "./problem.ts";
import type { Rule } from "./schema/rules.ts";

type Path = (string | number)[];
type TriggerOf<Kind extends Rule["triggers"][number]["trigger"]> = Extract<
  Rule["triggers"][number],
  { trigger: Kind }
>;

/** What rules are checked against besides the names. */
export interface RuleSurroundings {
  readonly names: Names;
  /** `outputs.allow`. */
  readonly outputs: readonly string[];
  /** Lists and parts of sentences that every rule may name. */
  readonly spoken: { readonly lists: readonly string[]; readonly rules: readonly string[] };
}

/** Checks that every name in a rule exists and that its parts fit together; expressions are checked elsewhere. */
export function checkRule(rule: Rule, around: RuleSurroundings): Finding[] {
  return [
    ...rule.triggers.flatMap((trigger, index) => checkTrigger(trigger, around, ["triggers", index])),
    ...rule.conditions.flatMap((condition, index) =>
      checkCondition(condition, around, ["conditions", index]),
    ),
    ...rule.actions.flatMap((action, index) => checkAction({ action, rule }, around, ["actions", index])),
  ];
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
    case "mqtt":
    case "time":
    case "start":
      return [];
  }
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

function checkAction(
  { action, rule }: { action: Rule["actions"][number]; rule: Rule },
  around: RuleSurroundings,
  path: Path,
): Finding[] {
  const { names } = around;
  switch (action.action) {
    case "mode":
      return isTemplate(action.set)
        ? []
        : namesAt(names, { kind: "mode", path: [...path, "set"] }, [action.set]);
    case "device":
      return checkDevice(action, names, path);
    case "record":
    case "snapshot":
      return checkCamera(action.camera, { rule, names }, [...path, "camera"]);
    case "notify":
      if (action.notifier !== undefined) {
        return namesAt(names, { kind: "notifier", path: [...path, "notifier"] }, [action.notifier]);
      }
      if (names.notifiers.size > 0) return [];
      return [
        { severity: "warning", path, message: "the configuration has no notifiers, so nobody would be told" },
      ];
    case "mqtt":
      return checkTopic(action.topic, around, [...path, "topic"]);
    case "ask":
      return checkAsk({ action, rule }, around, path);
    case "listen":
      return namesAt(names, { kind: "microphone", path: [...path, "microphone"] }, [action.microphone]);
    case "speak":
    case "wait":
      return [];
  }
}

function checkAsk(
  { action, rule }: { action: Extract<Rule["actions"][number], { action: "ask" }>; rule: Rule },
  around: RuleSurroundings,
  path: Path,
): Finding[] {
  const inside = (key: "then" | "else"): Finding[] =>
    action[key].flatMap((one, index) => checkAction({ action: one, rule }, around, [...path, key, index]));
  return [
    ...checkMicrophone(action.microphone, { rule, names: around.names }, [...path, "microphone"]),
    ...inside("then"),
    ...inside("else"),
  ];
}

function checkMicrophone(
  microphone: string,
  { rule, names }: { rule: Rule; names: Names },
  path: Path,
): Finding[] {
  if (!isTemplate(microphone)) return namesAt(names, { kind: "microphone", path }, [microphone]);
  if (!/\{\{\s*trigger\.microphone\s*\}\}/.test(microphone)) return [];
  const without = rule.triggers.find(
    ({ trigger }) => trigger !== "voice" && trigger !== "wake" && trigger !== "sound",
  );
  if (without === undefined) return [];
  const message = `at which microphone? The trigger "${without.trigger}" has none; name one: microphone: NAME`;
  return [error(path, message)];
}

const KEY_OF_COMMAND: Record<string, string> = {
  lock: "lock",
  unlock: "unlock",
  on: "turn_on",
  off: "turn_off",
};

function checkDevice(action: { device: string; command: string }, names: Names, path: Path): Finding[] {
  const key = KEY_OF_COMMAND[action.command] ?? action.command;
  const unknown = namesAt(names, { kind: "device", path: [...path, key] }, [action.device]);
  if (unknown.length > 0) return unknown;
  const type = names.devices.get(action.device)?.type;
  const wanted = action.command === "lock" || action.command === "unlock" ? "lock" : "switch";
  if (type === wanted || (type !== "lock" && type !== "switch")) return [];
  return [error([...path, key], `${action.device} is a ${type}; it cannot ${key.replace("_", " ")}`)];
}

function checkCamera(camera: string, { rule, names }: { rule: Rule; names: Names }, path: Path): Finding[] {
  if (!isTemplate(camera)) return namesAt(names, { kind: "camera", path }, [camera]);
  if (!/\{\{\s*trigger\.camera\s*\}\}/.test(camera)) return [];
  const without = rule.triggers.find((trigger) => trigger.trigger !== "face" && trigger.trigger !== "person");
  if (without === undefined) return [];
  const message = `which camera? The trigger "${without.trigger}" has none; name one: camera: NAME`;
  return [error(path, message)];
}

function checkTopic(topic: string, { outputs }: RuleSurroundings, path: Path): Finding[] {
  if (isTemplate(topic)) {
    const filter = topic
      .split("/")
      .map((level) => (isTemplate(level) ? "+" : level))
      .join("/");
    if (outputs.some((allowed) => filtersOverlap(allowed, filter))) return [];
  } else {
    if (/[+#]/.test(topic))
      return [error(path, "a message is published to one topic; + and # are not possible here")];
    if (outputs.some((allowed) => topicMatches(allowed, topic))) return [];
  }
  return [error(path, `"${topic}" is not among the topics that outputs.allow lists in the configuration`)];
}

function namesAt(
  names: Names,
  place: { kind: NameKind; path: Path; cameras?: readonly string[] | undefined },
  values: readonly string[] | undefined,
): Finding[] {
  const { kind, path, cameras } = place;
  return (values ?? []).flatMap((name, index) => {
    const use = { kind, name, path: [...path, index] };
    return unknownName(names, cameras === undefined ? use : { ...use, cameras }) ?? [];
  });
}

function isTemplate(text: string): boolean {
  return text.includes("{{");
}

function error(path: Path, message: string): Finding {
  return { severity: "error", path, message };
}
