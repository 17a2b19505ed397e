import { describe, expect, test } from "vitest";
import { attempt, type Attempt, type DoorSetup } from "../../../../src/app/evaluate/attempt.ts";
import { doorPolicy } from "../../../../src/app/evaluate/door-policy.ts";
import type { Shown } from "../../../../src/app/evaluate/show.ts";
import { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import { aLook, axis, enrolled, like } from "../../../fakes/face-looks.ts";

const config = GatehouseConfig.parse({ node: "front" });
const setup: DoorSetup = {
  door: doorPolicy(config),
  thresholds: config.vision,
  gallery: [enrolled("Ana", 0), enrolled("Ben", 1)],
};

/** Two seconds before the camera, ten frames a second. */
async function* frames(see: (index: number) => readonly FaceLook[]): AsyncGenerator<Shown> {
  for (let index = 0; index < 20; index += 1) {
    yield { t: index * 100, width: 640, height: 480, looks: await Promise.resolve(see(index)) };
  }
}
const come = (see: (index: number) => readonly FaceLook[]): Promise<Attempt> => attempt(frames(see), setup);

describe("somebody comes to the door", () => {
  test("who is known and alive is let in with the third look", async () => {
    expect(await come(() => [aLook()])).toEqual({
      ...{ allowed: "Ana", decisionMs: 200, reason: null, frames: 20, faceFrames: 20 },
      ...{ unknown: false, spoofed: false, recognized: true },
    });
  });

  test("the time until then counts from the first frame with a face", async () => {
    const outcome = await come((index) => (index < 7 ? [] : [aLook()]));
    expect(outcome).toMatchObject({ allowed: "Ana", decisionMs: 200, faceFrames: 13 });
  });

  test("a stranger is called unknown and not let in", async () => {
    expect(await come(() => [aLook({ embedding: axis(7) })])).toMatchObject({
      ...{ allowed: null, decisionMs: null, unknown: true },
      reason: "Nobody of group family has been recognised at door.",
    });
  });

  test("somebody alike, but not enough, is not let in", async () => {
    expect(await come(() => [aLook({ embedding: like(0, 0.57) })])).toMatchObject({
      ...{ allowed: null, unknown: false },
    });
  });

  test("a picture of somebody known is not let in", async () => {
    expect(await come(() => [aLook({ live: 0.1 })])).toMatchObject({ allowed: null, spoofed: true });
  });

  test("a face whose liveness cannot be checked is not let in", async () => {
    const outcome = await come(() => [aLook({ live: null })]);
    expect(outcome).toMatchObject({ allowed: null, spoofed: false });
    expect(outcome.reason).toContain("not checked whether Ana is a living face");
  });

  test("whoever is known is not let in beside a stranger", async () => {
    const beside = aLook({ box: { x: 20, y: 150, width: 80, height: 100 }, embedding: axis(7) });
    const outcome = await come(() => [aLook(), beside]);
    expect(outcome).toMatchObject({ allowed: null, unknown: true });
    expect(outcome.reason).toContain("Ana is not alone");
  });

  test("two looks are too few", async () => {
    expect(await come((index) => (index < 2 ? [aLook()] : []))).toMatchObject({ allowed: null });
  });
});
