import { factorsOf, isFaceAlone, type Alternative, type FaceFactor } from "../../guard/policy.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { guardPolicies } from "../brain/guard-policies.ts";

/** A way to have something opened in which a face counts; one for each face that an alternative asks for. */
export interface FaceWay {
  /** Where it stands in the configuration. */
  readonly path: readonly (string | number)[];
  /** For messages: `unlock front_door_lock`, `leave the mode sentry`. */
  readonly what: string;
  /** The cameras at which such a face counts. */
  readonly cameras: readonly string[];
  /** There is no real door behind it. */
  readonly isSimulated: boolean;
  /** Nothing else is asked for, and no challenge: a picture is all that it takes to attack it. */
  readonly isAlone: boolean;
  readonly factor: FaceFactor;
}

/** Every way in which a face counts. */
export function faceWays(config: GatehouseConfig): FaceWay[] {
  const { devices, modes } = guardPolicies(config);
  const every = Object.keys(config.cameras);
  const ways = (
    alternatives: readonly Alternative[],
    of: Pick<FaceWay, "path" | "what" | "isSimulated">,
  ): FaceWay[] =>
    alternatives.flatMap((alternative, index) =>
      factorsOf(alternative).flatMap((factor) => {
        if (factor.by !== "face") return [];
        const path = [...of.path, index];
        return [{ ...of, path, cameras: factor.cameras ?? every, isAlone: isFaceAlone(alternative), factor }];
      }),
    );
  return [
    ...Object.entries(devices).flatMap(([name, { commands, simulated }]) => {
      const command = commands["unlock"] === undefined ? "open" : "unlock";
      const opening = commands[command];
      if (opening === undefined || opening === "free") return [];
      const path = ["devices", name, "guard", command];
      return ways(opening.alternatives, { path, what: `${command} ${name}`, isSimulated: simulated });
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
  const here = faceWays(config).filter(({ isAlone, cameras }) => isAlone && cameras.includes(camera));
  return here.some(({ factor }) => !factor.live) ? null : config.vision.live;
}
