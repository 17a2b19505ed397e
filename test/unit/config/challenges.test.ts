import { describe, expect, it } from "vitest";
import { headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const HEARD = "voice: { reply: { speaker: alsa:default } }\n";

/** The problems of a house whose lock has this policy; line 15 is where it stands. */
async function heads(alternatives: string, more = HEARD): Promise<string[]> {
  const before = "[{ all: [{ by: face, group: family }, { by: voice }] }]";
  const config = HOUSE.replace(before, alternatives) + more;
  return (await problemsOf({ config })).map(headOf);
}

const asking = (challenge: string, camera = "front_door"): string =>
  `{ by: face, group: family, cameras: [${camera}], challenge: ${challenge} }`;

describe("a challenge", () => {
  it.each(["say-code", "turn-head"])("is enough beside a face: %s", async (challenge) => {
    expect(await heads(`[${asking(challenge)}]`)).toEqual([]);
  });

  it.each(["say-code", "turn-head"])("that nobody can hear is refused: %s", async (challenge) => {
    expect(await heads(`[${asking(challenge)}]`, "")).toEqual([
      expect.stringMatching(
        new RegExp(
          `^gatehouse.yaml:15:\\d+: the challenge "${challenge}" is asked aloud: .*voice.reply.speaker`,
        ),
      ),
    ]);
  });

  it("that is answered aloud is refused where no microphone hears", async () => {
    expect(await heads(`[${asking("say-code", "garden")}]`)).toEqual([
      expect.stringMatching(
        /^gatehouse.yaml:15:\d+: the challenge "say-code" needs a microphone .* at camera "garden"/,
      ),
    ]);
    expect(await heads(`[${asking("turn-head", "garden")}]`)).toEqual([]);
  });

  it("is heard by the camera's own sound", async () => {
    const own = HOUSE.replace("source: /dev/video0", 'source: "rtsp://camera/2"').replace(
      "microphones:\n",
      'microphones:\n  garden_sound: { source: "camera:garden" }\n',
    );
    const config = own.replace(
      "[{ all: [{ by: face, group: family }, { by: voice }] }]",
      `[${asking("say-code", "garden")}]`,
    );
    expect((await problemsOf({ config: config + HEARD })).map(headOf)).toEqual([]);
  });

  it("has to be heard at every camera where none is named", async () => {
    const anywhere = "[{ by: face, group: family, challenge: say-code }]";
    expect(await heads(anywhere)).toEqual([expect.stringContaining('at camera "garden"')]);
  });
});

describe("two challenges at once", () => {
  it("are refused, where the second stands", async () => {
    const all = (second: string): string =>
      `[{ all: [${asking("say-code")}, { by: face, group: staff, cameras: [front_door]${second} }] }]`;
    const problems = await heads(all(", challenge: turn-head"));
    const column = HOUSE.split("\n")[14]?.indexOf("[{ all:") ?? -1;
    const at = column + all(", challenge: ").indexOf(", challenge:  }") + ", challenge: ".length + 1;
    expect(problems).toEqual([
      `gatehouse.yaml:15:${at}: two challenges cannot be passed at once: leave a challenge with one of the faces only`,
    ]);
    expect(await heads(all(""))).toEqual([]);
  });

  it("may be asked for in two alternatives", async () => {
    expect(await heads(`[${asking("say-code")}, ${asking("turn-head")}]`)).toEqual([]);
  });

  it("are refused for leaving a mode too", async () => {
    const both = `[{ all: [${asking("turn-head")}, ${asking("turn-head").replace("family", "staff")}] }]`;
    const config = HOUSE.replace("sentry: {}", `sentry: { leave: { guard: ${both} } }`) + HEARD;
    expect((await problemsOf({ config })).map(headOf)).toEqual([
      expect.stringContaining("two challenges cannot be passed at once"),
    ]);
  });
});
