import { COMMAND_KEYS, COMMANDS } from "./schema/actions.ts";
import { filtersOverlap, topicMatches } from "../runtime/topic-filter.ts";
import { addressMatches, webAddress } from "../runtime/web-address.ts";
import type { Names } from "./names.ts";
import type { Finding } from "./problem.ts";
import { error, isTemplate, namesAt, type Path, type RuleSurroundings } from "./rule-findings.ts";
import type { RuleAction } from "./schema/actions.ts";
import type { Rule } from "./schema/rules.ts";

/** Checks one action; those inside of it are checked by themselves. */
export function checkAction(
  { action, rule }: { action: RuleAction; rule: Rule },
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
      return checkNotify(action, names, path);
    case "mqtt":
      return checkTopic(action.topic, around, [...path, "topic"]);
    case "ask":
      return checkMicrophone(action.microphone, { rule, names }, [...path, "microphone"]);
    case "http":
      return [
        ...checkAddress(action.url, around, [...path, "url"]),
        ...(action.sign === undefined
          ? []
          : namesAt(names, { kind: "key", path: [...path, "sign"] }, [action.sign])),
      ];
    case "listen":
      return namesAt(names, { kind: "microphone", path: [...path, "microphone"] }, [action.microphone]);
    default:
      return [];
  }
}

function checkNotify(
  { notifier, link }: Extract<RuleAction, { action: "notify" }>,
  names: Names,
  path: Path,
): Finding[] {
  const findings: Finding[] =
    notifier === undefined
      ? []
      : namesAt(names, { kind: "notifier", path: [...path, "notifier"] }, [notifier]);
  if (notifier === undefined && names.notifiers.size === 0) {
    const message = "the configuration has no notifiers, so nobody would be told";
    findings.push({ severity: "warning", path, message });
  }
  if (link !== undefined && !names.hasLinks) {
    const message = "the configuration has no `links`, so the message would go without one";
    findings.push({ severity: "warning", path: [...path, "link"], message });
  }
  return findings;
}

function checkMicrophone(
  microphone: string,
  { rule, names }: { rule: Rule; names: Names },
  path: Path,
): Finding[] {
  if (!isTemplate(microphone)) return namesAt(names, { kind: "microphone", path }, [microphone]);
  if (!/(?<![.\w])trigger\.microphone\b/.test(microphone)) return [];
  const without = rule.triggers.find(
    ({ trigger }) => trigger !== "voice" && trigger !== "wake" && trigger !== "sound",
  );
  if (without === undefined) return [];
  const message = `at which microphone? The trigger "${without.trigger}" has none; name one: microphone: NAME`;
  return [error(path, message)];
}

/** What each type of device can be told. */
const COMMANDS_OF: Readonly<Record<string, readonly string[]>> = {
  lock: ["lock", "unlock"],
  cover: ["open", "close", "stop"],
  switch: ["on", "off"],
  button: ["press"],
};

function checkDevice(action: { device: string; command: string }, names: Names, path: Path): Finding[] {
  const key = COMMAND_KEYS.find((one) => COMMANDS[one] === action.command) ?? action.command;
  const unknown = namesAt(names, { kind: "device", path: [...path, key] }, [action.device]);
  if (unknown.length > 0) return unknown;
  const type = names.devices.get(action.device)?.type;
  const known = COMMANDS_OF[type ?? ""];
  if (known === undefined || known.includes(action.command)) return [];
  return [error([...path, key], `${action.device} is a ${type}; it cannot ${key.replace("_", " ")}`)];
}

function checkCamera(camera: string, { rule, names }: { rule: Rule; names: Names }, path: Path): Finding[] {
  if (!isTemplate(camera)) return namesAt(names, { kind: "camera", path }, [camera]);
  if (!/(?<![.\w])trigger\.camera\b/.test(camera)) return [];
  const without = rule.triggers.find((trigger) => trigger.trigger !== "face" && trigger.trigger !== "person");
  if (without === undefined) return [];
  const message = `which camera? The trigger "${without.trigger}" has none; name one: camera: NAME`;
  return [error(path, message)];
}

/** What is left open by a template is checked when it is sent. */
function checkAddress(text: string, { outputs }: RuleSurroundings, path: Path): Finding[] {
  const fixed = text.replace(/\{\{.*$/s, "");
  const isOpen = fixed !== text;
  const url = webAddress(fixed);
  if (url === null)
    return isOpen && fixed === ""
      ? []
      : [error(path, "expected an address such as https://example.org/hook")];
  const isBelow = (allowed: string): boolean =>
    isOpen && allowed.startsWith(fixed) && webAddress(allowed)?.origin === url.origin;
  if (outputs.some((allowed) => addressMatches(allowed, url) || isBelow(allowed))) return [];
  return [
    error(
      path,
      `${url.origin}${url.pathname} is not among the addresses that outputs.allow lists in the configuration`,
    ),
  ];
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
