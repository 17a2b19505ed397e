import { describe, expect, it } from "vitest";
import { faceWays, livenessDemanded } from "../../../../src/app/doctor/face-ways.ts";
import type { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import { check } from "../../../fakes/checked-house.ts";

const FACE = "by: face, group: family, accepts: replay";

async function house(unlock: string, leave = "{}"): Promise<GatehouseConfig> {
  const config = `
node: test
mqtt: embedded
cameras: { front: { source: "rtsp://camera.test/1" }, garage: { source: "rtsp://camera.test/2" } }
microphones: { hall: { source: "alsa:default", near: [front] } }
voice: { reply: { speaker: "alsa:default" } }
devices:
  door:
    type: lock
    state: { topic: door/state }
    command: { topic: door/set }
    relock_after: 5s
    guard: { unlock: ${unlock} }
modes: { home: {}, away: ${leave} }
`;
  const checked = await check({ config });
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join("; "));
  return checked.config;
}

describe("the ways in which a face opens something", () => {
  it("are told apart by whether another factor or a challenge stands beside it", async () => {
    const config = await house(
      `[{ all: [{ ${FACE} }, { by: voice }] }, { ${FACE}, challenge: say-code, cameras: [front] }, { ${FACE}, cameras: [front] }]`,
    );
    expect(faceWays(config)).toMatchObject([
      { path: ["devices", "door", "guard", "unlock", 0], isAlone: false },
      { path: ["devices", "door", "guard", "unlock", 1], isAlone: false },
      { path: ["devices", "door", "guard", "unlock", 2], isAlone: true, what: "unlock door" },
    ]);
  });

  it("hold at every camera where none is named, and for modes too", async () => {
    const config = await house("[]", `{ leave: { guard: [{ ${FACE} }] } }`);
    expect(faceWays(config)).toMatchObject([
      { what: "leave the mode away", cameras: ["front", "garage"], isSimulated: false },
    ]);
  });
});

describe("the liveness that is demanded at a camera", () => {
  it("is none where one policy says live: false, and the threshold elsewhere", async () => {
    const config = await house(
      `[{ ${FACE}, cameras: [front], live: false }, { ${FACE}, cameras: [garage] }]`,
    );
    expect(livenessDemanded(config, "front")).toBeNull();
    expect(livenessDemanded(config, "garage")).toBe(config.vision.live);
  });
});
