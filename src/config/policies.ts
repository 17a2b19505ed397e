import { isRecord } from "./schema-shape.ts";
import { Alternative, type Factor } from "./schema/guard.ts";

/** A list of alternatives and what they authorise. */
export interface Policy {
  readonly path: readonly (string | number)[];
  /** The alternatives that are right by themselves, with their index in the file. */
  readonly alternatives: readonly { readonly index: number; readonly alternative: Alternative }[];
  /** Whether nothing at all is written there. */
  readonly isEmpty: boolean;
  /** For messages: `unlock front_door_lock`, `leave the mode sentry`. */
  readonly what: string;
  /** There is no real door behind it. */
  readonly isSimulated: boolean;
}

/** Every policy in the configuration's data. */
export function policiesOf(root: Readonly<Record<string, unknown>>): Policy[] {
  const locks = entriesOf(root.devices).flatMap(([name, device]) => {
    const command = device.type === "lock" ? "unlock" : device.type === "cover" ? "open" : null;
    if (command === null) return [];
    const path = ["devices", name, "guard", command];
    const isSimulated = device.simulated === true;
    return [policy(path, field(device.guard, command), { what: `${command} ${name}`, isSimulated })];
  });
  const modes = entriesOf(root.modes).flatMap(([name, mode]) => {
    if (mode.leave === undefined) return [];
    const path = ["modes", name, "leave", "guard"];
    return [policy(path, field(mode.leave, "guard"), { what: `leave the mode ${name}`, isSimulated: false })];
  });
  return [...locks, ...modes];
}

/** The factors of an alternative with their paths below it. */
export function factorsOf(alternative: Alternative): { factor: Factor; at: (string | number)[] }[] {
  if ("by" in alternative) return [{ factor: alternative, at: [] }];
  return alternative.all.map((factor, index) => ({ factor, at: ["all", index] }));
}

function policy(path: Policy["path"], list: unknown, what: Pick<Policy, "what" | "isSimulated">): Policy {
  const items = Array.isArray(list) ? list : [];
  const alternatives = items.flatMap((item: unknown, index) => {
    const result = Alternative.safeParse(item);
    return result.success ? [{ index, alternative: result.data }] : [];
  });
  return { path, alternatives, isEmpty: items.length === 0, ...what };
}

function entriesOf(section: unknown): [string, Record<string, unknown>][] {
  return Object.entries(isRecord(section) ? section : {}).flatMap(([name, entry]) =>
    isRecord(entry) ? [[name, entry] as [string, Record<string, unknown>]] : [],
  );
}

function field(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
