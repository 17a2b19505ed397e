import { expect, it } from "vitest";
import { guardPolicies } from "../../../../src/app/brain/guard-policies.ts";
import { findFace } from "../../../../src/guard/face.ts";
import { emptyGuard } from "../../../../src/guard/state.ts";
import type { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";

const identity = { run: "run", boot: "boot" };
const FACE: Extract<GatehouseEvent, { name: "face.recognized" }> = {
  ...{ name: "face.recognized", id: "1", v: 1, seq: 1, at: 1000, t: 1000, source: "camera:front_door" },
  ...identity,
  ...{ camera: "front_door", track: 1, box: [0, 0, 1, 1], zones: [], person: "ana", group: "family" },
  ...{ similarity: 0.9, margin: 0.5, live: 1, frames: 5, quality: 1, media: [] },
};

async function shortfall(faceAlone: boolean): Promise<string | null> {
  const checked = await check({ config: HOUSE });
  if (!checked.ok) throw new Error("the house does not hold");
  const policies = guardPolicies(checked.config, () => "A photo passed.");
  const factor = {
    ...{
      by: "face" as const,
      groups: ["family"],
      people: null,
      cameras: ["front_door"],
      zones: [],
      live: true,
    },
    ...{ alone: false, withinMs: 5000, challenge: null, acceptsReplay: true },
  };
  const state = { ...emptyGuard(identity), faces: [FACE] };
  const hearing = {
    state,
    policies,
    now: { at: 1100, t: 1100 },
    simulated: false,
    anyCamera: false,
    target: "unlock",
  };
  const found = findFace(factor, { ...hearing, cause: null, request: "r", pass: null, faceAlone }, []);
  return found.ok ? null : found.shortfall.code;
}

it("denies a face alone at a camera that failed the household's test, accepts: replay or not", async () => {
  expect(await shortfall(true)).toBe("SPOOF_TEST_FAILED");
});

it("goes on to the next demand where another factor or a challenge stands beside the face", async () => {
  expect(await shortfall(false)).not.toBe("SPOOF_TEST_FAILED");
});
