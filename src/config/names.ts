import { nearest } from "./nearest.ts";
import type { Finding } from "./problem.ts";
import { isRecord } from "./schema-shape.ts";
import { GatehouseConfig } from "./schema/gatehouse.ts";

/** What the configuration declares, by name; gathered even if parts of it are wrong, so that every reference can be checked. */
export interface Names {
  readonly cameras: ReadonlyMap<string, { readonly zones: readonly string[] }>;
  readonly microphones: ReadonlySet<string>;
  /** `reports`: whether anybody hears of their state. */
  readonly devices: ReadonlyMap<string, { readonly type: string; readonly reports: boolean }>;
  /** Microphones that listen to sounds that are no speech. */
  readonly listening: ReadonlySet<string>;
  readonly modes: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly notifiers: ReadonlySet<string>;
  readonly codes: ReadonlySet<string>;
  /** Names of keys to sign with. */
  readonly keys: ReadonlySet<string>;
  readonly webhooks: ReadonlySet<string>;
  /** Whether there are links to pictures and clips. */
  readonly hasLinks: boolean;
  /** Whether the configuration says where the house stands. */
  readonly hasLocation: boolean;
}

/** The kinds of names, in words for messages. */
export type NameKind =
  "camera" | "microphone" | "device" | "mode" | "group" | "notifier" | "code" | "zone" | "key" | "webhook";

/** Gathers the names of the configuration's raw data. */
export function namesOf(data: unknown): Names {
  const root = isRecord(data) ? data : {};
  const keys = (section: string): string[] => Object.keys(isRecord(root[section]) ? root[section] : {});
  const entry = (section: string, name: string): Record<string, unknown> => {
    const all = root[section];
    const one = isRecord(all) ? all[name] : undefined;
    return isRecord(one) ? one : {};
  };
  const defaults = GatehouseConfig.parse({ node: "defaults" });
  const people =
    isRecord(root.people) && Array.isArray(root.people.groups) ? root.people.groups : defaults.people.groups;
  return {
    cameras: new Map(
      keys("cameras").map((name) => {
        const { zones } = entry("cameras", name);
        return [name, { zones: Object.keys(isRecord(zones) ? zones : {}) }];
      }),
    ),
    microphones: new Set(keys("microphones")),
    devices: new Map(
      keys("devices").map((name) => {
        const { type, state, via } = entry("devices", name);
        return [name, { type: String(type), reports: state !== undefined || via !== undefined }];
      }),
    ),
    listening: new Set(keys("microphones").filter((name) => entry("microphones", name).sounds === true)),
    modes: new Set(isRecord(root.modes) ? keys("modes") : Object.keys(defaults.modes)),
    groups: new Set(people.map(String)),
    notifiers: new Set(keys("notifiers")),
    codes: new Set(keys("codes")),
    keys: new Set(
      Object.keys(isRecord(root.outputs) && isRecord(root.outputs.keys) ? root.outputs.keys : {}),
    ),
    hasLinks: root.links !== undefined,
    webhooks: new Set(
      Object.keys(isRecord(root.webhooks) && isRecord(root.webhooks.hooks) ? root.webhooks.hooks : {}),
    ),
    hasLocation: root.location !== undefined,
  };
}

/** The names of one kind; zones of `cameras` only, or of every camera if none is given. */
function declared(names: Names, kind: NameKind, cameras: readonly string[] = []): string[] {
  switch (kind) {
    case "zone":
      return (cameras.length === 0 ? [...names.cameras.keys()] : cameras).flatMap(
        (camera) => names.cameras.get(camera)?.zones ?? [],
      );
    case "camera":
      return [...names.cameras.keys()];
    case "device":
      return [...names.devices.keys()];
    case "microphone":
      return [...names.microphones];
    case "mode":
      return [...names.modes];
    case "group":
      return [...names.groups];
    case "key":
      return [...names.keys];
    case "webhook":
      return [...names.webhooks];
    case "notifier":
      return [...names.notifiers];
    case "code":
      return [...names.codes];
  }
}

/** One use of a name at a place of a file. */
export interface NameUse {
  readonly kind: NameKind;
  readonly name: string;
  readonly path: readonly (string | number)[];
  /** The name is the key of that place. */
  readonly atKey?: true;
  /** For zones: the cameras that may have it. */
  readonly cameras?: readonly string[];
}

/** The finding of a name that nothing is called by, or null. */
export function unknownName(names: Names, use: NameUse): Finding | null {
  const valid = declared(names, use.kind, use.cameras);
  if (valid.includes(use.name)) return null;
  const known = valid.length === 0 ? `none is declared` : `declared: ${valid.join(", ")}`;
  const finding: Finding = {
    severity: "error",
    path: use.path,
    ...(use.atKey === undefined ? {} : { atKey: use.atKey }),
    message: `there is no ${use.kind} "${use.name}" (${known})`,
  };
  const suggestion = nearest(use.name, valid);
  return suggestion === undefined ? finding : { ...finding, suggestion };
}
