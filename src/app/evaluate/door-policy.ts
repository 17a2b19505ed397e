import { factorsOf, type FaceFactor, type GuardPolicies } from "../../guard/policy.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { Zones } from "../../perception/vision/zones.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { guardPolicies } from "../brain/guard-policies.ts";

/** What a face at the door has to fulfil. */
export interface DoorPolicy {
  /** The lock whose policy it is; null: the default policy. */
  readonly lock: string | null;
  readonly camera: string;
  readonly zones: Zones;
  readonly factor: FaceFactor;
  readonly policies: GuardPolicies;
}

const CAMERA = "door";

const DEFAULT_FACTOR: FaceFactor = {
  by: "face",
  groups: ["family"],
  people: null,
  cameras: null,
  zones: [],
  live: true,
  alone: true,
  withinMs: 3_000,
  challenge: null,
  acceptsReplay: true,
};

/**
 * The policy of a configured lock, as far as faces are concerned; without a lock family, alive and alone. The thresholds
 * are the configuration's.
 *
 * @param wanted the lock's name; may be left out if there is just one
 * @throws GatehouseError EVAL_LOCK_UNKNOWN (usage)
 */
export function doorPolicy(config: GatehouseConfig, wanted?: string): DoorPolicy {
  const policies = guardPolicies(config);
  const lock = lockOf(policies, wanted);
  const factor = lock === null ? DEFAULT_FACTOR : faceFactorOf(policies, lock);
  const camera = factor.cameras?.[0] ?? Object.keys(config.cameras)[0] ?? CAMERA;
  // A clip stands for what the door's own camera shows now.
  const cameras = { [camera]: { replay: false } };
  return {
    lock,
    camera,
    zones: config.cameras[camera]?.zones ?? {},
    factor: { ...factor, cameras: [camera] },
    policies: { ...policies, cameras },
  };
}

function lockOf(policies: GuardPolicies, wanted: string | undefined): string | null {
  const locks = Object.entries(policies.devices).flatMap(([name, { type }]) =>
    type === "lock" ? [name] : [],
  );
  if (wanted === undefined && locks.length <= 1) return locks[0] ?? null;
  if (wanted !== undefined && locks.includes(wanted)) return wanted;
  const found = wanted === undefined ? "several locks are configured" : `there is no lock ${wanted}`;
  const advice = locks.length === 0 ? "none is configured" : `say --lock with one of ${locks.join(", ")}`;
  throw new GatehouseError("EVAL_LOCK_UNKNOWN", `${found}: ${advice}`, { kind: "usage" });
}

function faceFactorOf(policies: GuardPolicies, lock: string): FaceFactor {
  const unlock = policies.devices[lock]?.commands["unlock"];
  const alternatives = unlock === undefined || unlock === "free" ? [] : unlock.alternatives;
  const face = alternatives.flatMap(factorsOf).find((factor) => factor.by === "face");
  if (face !== undefined) return face;
  throw new GatehouseError(
    "EVAL_LOCK_UNKNOWN",
    `the policy of ${lock} asks for no face: name another lock with --lock`,
    { kind: "usage" },
  );
}

/** The policy that was applied, for the reader of a result. */
export interface PolicyFacts {
  /** The configuration's file; null for the defaults. */
  readonly configuration: string | null;
  readonly lock: string | null;
  readonly live: boolean;
  readonly alone: boolean;
  readonly zones: readonly string[];
  /** Every face was taken for a living one. */
  readonly assumeLive: boolean;
  readonly thresholds: Pick<
    GuardPolicies["thresholds"],
    "similarity" | "margin" | "frames" | "live" | "faceWidthPx"
  >;
}

export function policyFacts(
  { lock, factor, policies }: DoorPolicy,
  how: Pick<PolicyFacts, "configuration" | "assumeLive">,
): PolicyFacts {
  const { similarity, margin, frames, live, faceWidthPx } = policies.thresholds;
  const thresholds = { similarity, margin, frames, live, faceWidthPx };
  return { ...how, lock, live: factor.live, alone: factor.alone, zones: factor.zones, thresholds };
}
