import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventOf } from "../../../src/events/catalogue.ts";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, until, type House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, gatehouse, OPEN_FOR_FAMILY } from "../door.ts";

describe.skipIf(!ffmpegInstalled)("the pictures of a decision", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    // A machine that has much else to do may be too late for the first time: she comes again.
    house = await doorHouse({ mqtt, visit: "family", loop: true, rules: OPEN_FOR_FAMILY });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("show the face and, in the whole of what the camera saw, whom it was about; the decision links them", async () => {
    const allowed = (await hub.event("request.allowed", {
      withinMs: 60_000,
    })) as unknown as EventOf<"request.allowed">;
    const seen = (await hub.event("face.recognized", {
      where: ({ id }) => id === allowed.evidence[0]?.event,
    })) as unknown as EventOf<"face.recognized">;
    const [face, scene] = seen.media;
    expect([face?.path, scene?.path]).toEqual([
      expect.stringMatching(/^media\/.*\/front_door-face-.*\.jpg$/),
      expect.stringMatching(/^media\/.*\/front_door-scene-.*\.jpg$/),
    ]);
    expect(scene?.shows).toEqual([{ track: seen.track, person: "anna" }]);

    expect(allowed.media).toEqual(seen.media);
    const why = await gatehouse(house, ["why", allowed.request]);
    expect(why.split(scene?.path ?? "no scene")).toHaveLength(3);

    const jpeg = await until(
      () => readFile(house.path(`state/${scene?.path ?? ""}`)).catch(() => undefined),
      {
        what: "the picture",
      },
    );
    expect(jpeg.length).toBeLessThan(100_000);
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    expect(Math.max(info.width, info.height)).toBeLessThanOrEqual(640);
    const redder = (x: number, y: number): number => {
      const at = (Math.round(y * info.height) * info.width + Math.round(x * info.width)) * 3;
      return (data[at] ?? 0) - (data[at + 2] ?? 0);
    };
    const [left, top, width, height] = seen.box;
    // Orange is drawn around the face, and the face itself is left as it is.
    for (const x of [left, left + width])
      expect(redder(x, top + height / 2)).toBeGreaterThan(redder(left + width / 2, top + height / 2) + 60);
  }, 90_000);
});
