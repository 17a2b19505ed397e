import { describe, expect, it } from "vitest";
import { householdFindings, type Household } from "../../../../src/app/doctor/household.ts";
import { afterRun, type SpoofRun } from "../../../../src/app/doctor/spoof-test.ts";
import type { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import type { GalleryPerson } from "../../../../src/perception/vision/gallery.ts";
import { withLookalikes } from "../../../../src/perception/vision/lookalikes.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";

const FAMILY = "{ by: face, group: family, cameras: [front_door], accepts: replay }";
const models = { "face-liveness": "a" };
const shut = { allowed: null, faceFrames: 10, isAimed: true };
const all = { photo: shut, phone: shut, video: shut };

async function house(unlock: string, simulated = false): Promise<GatehouseConfig> {
  const text = HOUSE.replace(/unlock: \[.*\] \}/, `unlock: [${unlock}] }`).replace(
    "type: lock",
    `type: lock\n    simulated: ${String(simulated)}`,
  );
  const checked = await check({ config: text });
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join("; "));
  return checked.config;
}

function tested(facts: Partial<SpoofRun>): Household["spoofTest"] {
  const run = { livePassed: true, attacks: {}, models, live: 0.5, at: 1, ...facts };
  return { version: 1, cameras: { front_door: afterRun(undefined, run) }, lost: false };
}

/** Somebody whose face points `degrees` away from a common one. */
function person(name: string, group: string, degrees: number): GalleryPerson {
  const angle = (degrees * Math.PI) / 180;
  return { name, group, templates: [new Float32Array([Math.cos(angle), Math.sin(angle)])] };
}

async function messages(unlock: string, household: Partial<Household>, simulated = false): Promise<string[]> {
  const known: Household = { spoofTest: tested({ attacks: all }), models, gallery: [], ...household };
  return householdFindings(await house(unlock, simulated), known).map(({ message }) => message);
}

describe("a door that a face alone opens", () => {
  it("is warned about until every attack was tried there", async () => {
    expect(await messages(FAMILY, { spoofTest: null })).toEqual([
      expect.stringContaining("nobody has tried yet what a picture can do there") as string,
    ]);
    expect(await messages(FAMILY, { spoofTest: tested({ attacks: { photo: shut, phone: shut } }) })).toEqual([
      expect.stringContaining("a video on a phone was never tried there") as string,
    ]);
    expect(await messages(FAMILY, {})).toEqual([]);
  });

  it("is warned about when an attack passed, and when what was tried no longer counts", async () => {
    const passed = tested({ attacks: { ...all, photo: { ...shut, allowed: "ana" } } });
    expect((await messages(FAMILY, { spoofTest: passed })).join()).toContain("a printed photo passed");
    const other = await messages(FAMILY, { models: { "face-liveness": "b" } });
    expect(other.join()).toContain("other models judge since then (face-liveness)");
  });

  it("is not warned about where nothing real opens, or something stands beside the face", async () => {
    expect(await messages(FAMILY, { spoofTest: null }, true)).toEqual([]);
    const both = `{ all: [${FAMILY}, { by: voice }] }`;
    expect(await messages(both, { spoofTest: null })).toEqual([]);
  });
});

describe("two enrolled people who look alike", () => {
  const gallery = (group: string) => withLookalikes([person("ana", "family", 0), person("ben", group, 60)]);

  it("are named where only one of them is let in, another factor or not", async () => {
    const both = `{ all: [${FAMILY}, { by: voice }] }`;
    for (const unlock of [FAMILY, both]) {
      const [found = ""] = await messages(unlock, { gallery: gallery("friend") });
      expect(found).toContain("ana and ben look alike (similarity 0.50)");
      expect(found).toContain("ben may be taken for ana");
      expect(found).toContain("second factor");
    }
  });

  it("are named once where both are let in or neither is", async () => {
    const found = await messages(FAMILY, { gallery: gallery("family") });
    expect(found).toEqual([expect.stringContaining("either may be taken for the other") as string]);
  });

  it("who do not look alike are not named", async () => {
    const apart = withLookalikes([person("ana", "family", 0), person("ben", "friend", 75)]);
    expect(await messages(FAMILY, { gallery: apart })).toEqual([]);
  });
});
