import { afterEach, describe, expect, it } from "vitest";
import type { MediaRef } from "../../../src/events/envelope.ts";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, gatehouse } from "../door.ts";

const TWO_PICTURES = `
rules:
  - id: picture
    triggers: [{ trigger: face, group: family, camera: front_door }]
    actions:
      - { action: snapshot, camera: front_door }
      - { action: record, camera: front_door, for: 1s }
`;

describe.skipIf(!ffmpegInstalled)("what is kept of a known face", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  /** Lets Anna come to the door of a house that shows known faces so. */
  const come = async (faces: string): Promise<readonly MediaRef[]> => {
    const port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", rules: TWO_PICTURES, faces });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
    const events = [];
    for (const name of ["face.recognized", "snapshot.taken", "recording.finished"])
      events.push(await hub.event(name, { withinMs: 30_000 }));
    return events.flatMap((event) => event["media"] as MediaRef[]);
  };

  /** Whom a stored picture shows, as far as Gatehouse itself can tell. */
  const whoIsOn = async (path: string): Promise<string> =>
    gatehouse(house, ["people", "identify", house.path(`state/${path}`)]).catch((error: unknown) =>
      String((error as { stderr?: unknown }).stderr),
    );

  const pictures = (media: readonly MediaRef[]): string[] =>
    media.flatMap(({ kind, path }) => (kind === "picture" ? [path] : []));

  afterEach(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("is the face, in all four pictures", async () => {
    const kept = pictures(await come("keep"));
    expect(kept).toHaveLength(4);
    for (const path of kept.filter((name) => !name.includes("-clip-")))
      expect(await whoIsOn(path)).toMatch(/anna/i);
  }, 120_000);

  it("is nobody whom anything would recognise, with blur", async () => {
    const kept = pictures(await come("{ family: blur }"));
    expect(kept).toHaveLength(4);
    for (const path of kept) expect(await whoIsOn(path)).not.toMatch(/anna/i);
  }, 120_000);

  it("is nothing, with none; and in pictures that are not about her nobody would recognise her", async () => {
    const kept = pictures(await come("none"));
    expect(kept.map((path) => /front_door-(\w+)-/.exec(path)?.[1])).toEqual(["snapshot", "clip"]);
    for (const path of kept) expect(await whoIsOn(path)).not.toMatch(/anna/i);
  }, 120_000);
});
