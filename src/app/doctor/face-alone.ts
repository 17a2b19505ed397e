import { factorsOf, isFaceAlone, type Alternative, type FaceFactor } from "../../guard/policy.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { guardPolicies } from "../brain/guard-policies.ts";

/** A way to have something opened by faces alone, without a challenge: a picture is all that it takes to attack it. */
export interface FaceAloneWay {
  /** Where it stands in the configuration. */
  readonly path: readonly (string | number)[];
  /** For messages: `unlock front_door_lock`, `leave the mode sentry`. */
  readonly what: string;
  /** The cameras at which such a face counts. */
  readonly cameras: readonly string[];
  /** There is no real door behind it. */
  readonly isSimulated: boolean;
  readonly factor: FaceFactor;
}

/** Every way in which a face alone opens something; one for each face that an alternative asks for. */
export function faceAloneWays(config: GatehouseConfig): FaceAloneWay[] {
  const { devices, modes } = guardPolicies(config);
  const every = Object.keys(config.cameras);
  const ways = (alternatives: readonly Alternative[], of: Omit<FaceAloneWay, "cameras" | "factor">) =>
    alternatives.flatMap((alternative, index) =>
      isFaceAlone(alternative)
        ? factorsOf(alternative).flatMap((factor) =>
            factor.by === "face"
              ? [{ ...of, path: [...of.path, index], cameras: factor.cameras ?? every, factor }]
              : [],
          )
        : [],
    );
  return [
    ...Object.entries(devices).flatMap(([name, { commands, simulated }]) => {
      const unlock = commands["unlock"];
      if (unlock === undefined || unlock === "free") return [];
      const path = ["devices", name, "guard", "unlock"];
      return ways(unlock.alternatives, { path, what: `unlock ${name}`, isSimulated: simulated });
    }),
    ...Object.entries(modes).flatMap(([name, { leave }]) => {
      const path = ["modes", name, "leave", "guard"];
      return ways(leave ?? [], { path, what: `leave the mode ${name}`, isSimulated: false });
    }),
  ];
}

/**
 * Least liveness score that is demanded at a camera before a face alone opens anything there; null if some policy says
 * `live: false` and so demands none.
 */
export function livenessDemanded(config: GatehouseConfig, camera: string): number | null {
  const here = faceAloneWays(config).filter(({ cameras }) => cameras.includes(camera));
  return here.some(({ factor }) => !factor.live) ? null : config.vision.live;
}
