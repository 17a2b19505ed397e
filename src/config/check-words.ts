import { nearest } from "./nearest.ts";
import type { Names } from "./names.ts";
import type { Finding } from "./problem.ts";
import type { Part } from "./rule-parts.ts";

/** What devices report, by type; `unknown` until one has. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  lock: ["LOCKED", "UNLOCKED", "LOCKING", "UNLOCKING", "JAMMED"],
  switch: ["ON", "OFF"],
};

/** Finds words that nothing ever is: a device's states, and modes that expressions compare with. */
export function checkWords({ trigger, condition, path }: Part, names: Names): Finding[] {
  if (trigger?.trigger === "device")
    return [
      ...states(names, { device: trigger.device, path: [...path, "to"] }, trigger.to),
      ...states(names, { device: trigger.device, path: [...path, "from"] }, trigger.from),
    ];
  if (typeof condition === "string") return expressionWords(condition, path, names);
  if (condition?.condition !== "device") return [];
  return states(names, { device: condition.device, path: [...path, "is"] }, condition.is);
}

function states(
  names: Names,
  { device, path }: { device: string; path: Finding["path"] },
  found: readonly string[] = [],
): Finding[] {
  return found.flatMap(
    (state, index) => stateFinding(names, device, { state, path: [...path, index] }) ?? [],
  );
}

function stateFinding(
  names: Names,
  device: string,
  { state, path }: { state: string; path: Finding["path"] },
): Finding | null {
  const valid = STATES[names.devices.get(device)?.type ?? ""];
  if (valid === undefined || valid.includes(state) || state === "unknown") return null;
  const message = `${device} is never "${state}"; it is ${valid.join(", ")}, or unknown`;
  return { severity: "warning", path, message, ...suggestionFor(state, valid) };
}

const STATE_COMPARED = /\bdevices\.(\w+)\s*(?:==|!=)\s*(["'])([^"']*)\2/dg;
const MODE_COMPARED = /(?<![.\w])mode\s*(?:==|!=)\s*(["'])([^"']*)\1/dg;
const MODE_AMONG = /(?<![.\w])mode\s+in\s*\[([^\]]*)\]/dg;

function expressionWords(source: string, path: Finding["path"], names: Names): Finding[] {
  const findings: Finding[] = [];
  for (const found of source.matchAll(STATE_COMPARED)) {
    const finding = stateFinding(names, found[1] ?? "", { state: found[3] ?? "", path });
    if (finding !== null) findings.push({ ...finding, within: placeOf(found, 3) });
  }
  for (const found of source.matchAll(MODE_COMPARED))
    findings.push(...modeFinding(found[2] ?? "", { path, within: placeOf(found, 2) }, names));
  for (const found of source.matchAll(MODE_AMONG)) {
    const list = placeOf(found, 1);
    for (const word of (found[1] ?? "").matchAll(/(["'])([^"']*)\1/g)) {
      const within = { offset: list.offset + word.index + 1, length: word[2]?.length ?? 0 };
      findings.push(...modeFinding(word[2] ?? "", { path, within }, names));
    }
  }
  return findings;
}

function modeFinding(
  mode: string,
  place: { readonly path: Finding["path"]; readonly within: NonNullable<Finding["within"]> },
  { modes }: Names,
): Finding[] {
  if (modes.has(mode)) return [];
  const message = `there is no mode "${mode}" (declared: ${[...modes].join(", ")})`;
  return [{ severity: "error", ...place, message, ...suggestionFor(mode, modes) }];
}

function placeOf(found: RegExpExecArray, group: number): { offset: number; length: number } {
  const [from, to] = found.indices?.[group] ?? [0, 1];
  return { offset: from, length: Math.max(1, to - from) };
}

function suggestionFor(name: string, valid: Iterable<string>): Pick<Finding, "suggestion"> {
  const suggestion = nearest(name, valid);
  return suggestion === undefined ? {} : { suggestion };
}
