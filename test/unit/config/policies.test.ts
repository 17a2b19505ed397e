import { describe, expect, it } from "vitest";
import { headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const withUnlock = (alternatives: string, more = ""): string =>
  HOUSE.replace("[{ all: [{ by: face, group: family }, { by: voice }] }]", alternatives).replace(
    "type: lock\n",
    `type: lock\n${more}`,
  );
const heads = async (alternatives: string, more?: string): Promise<string[]> =>
  (await problemsOf({ config: withUnlock(alternatives, more) })).map(headOf);

describe("policies", () => {
  it("refuse a face alone, and say what it would mean", async () => {
    const [problem] = await heads("[{ by: face, group: family }]");
    expect(problem).toContain("gatehouse.yaml:15:23: a face alone would unlock front_lock");
    expect(problem).toContain("holds up a photograph");
    expect(problem).toContain("accepts: replay");
  });

  it("refuse two faces without a voice as a face alone", async () => {
    expect(await heads("[{ all: [{ by: face, group: family }, { by: face, group: staff }] }]")).toEqual([
      expect.stringContaining("a face alone would"),
    ]);
  });

  it("refuse a voice alone", async () => {
    expect(await heads("[{ by: voice }]")).toEqual([expect.stringContaining("a voice alone may not")]);
  });

  it("let the risk be taken knowingly", async () => {
    expect(await heads("[{ by: face, group: family, accepts: replay }]")).toEqual([]);
  });

  it("hold for leaving a mode too", async () => {
    const config = HOUSE.replace("sentry: {}", "sentry: { leave: { guard: [{ by: face, group: family }] } }");
    expect((await problemsOf({ config })).map(headOf)).toEqual([
      expect.stringContaining("a face alone would leave the mode sentry"),
    ]);
  });

  it("warn that by: web is never granted by this version", async () => {
    expect(await heads("[{ by: web }]")).toEqual([
      expect.stringMatching(/^gatehouse.yaml:15:\d+: warning: .*never authorises/),
    ]);
  });

  it("warn about a file that is to open a real door, unless the door is simulated", async () => {
    const file = withUnlock("[{ by: face, group: family, accepts: replay }]").replace(
      "source: /dev/video0",
      "source: clip.mp4",
    );
    const [warning] = await problemsOf({ config: file });
    expect(warning).toContain(
      'warning: camera "garden" plays a file, and a file never authorises anything real',
    );
    const simulated = file.replace("type: lock\n", "type: lock\n    simulated: true\n");
    expect(await problemsOf({ config: simulated })).toEqual([]);
  });

  it("warn about a lock that does not lock again", async () => {
    const config = HOUSE.replace("    relock_after: 10s\n", "");
    expect(await problemsOf({ config })).toEqual([
      expect.stringContaining(
        "gatehouse.yaml:10:3: warning: front_lock has neither relock_after nor a contact",
      ),
    ]);
  });

  it("name the unknown group, camera, zone and microphone", async () => {
    const alternative =
      "[{ all: [{ by: face, group: famly, cameras: [front], zones: [prch] }, { by: voice, microphones: [hal] }] }]";
    expect(await heads(alternative)).toEqual([
      expect.stringContaining(
        'there is no group "famly" (declared: family, friend, staff); did you mean "family"?',
      ),
      expect.stringContaining('there is no camera "front"'),
      expect.stringContaining('there is no zone "prch"'),
      expect.stringContaining('there is no microphone "hal" (declared: hall); did you mean "hall"?'),
    ]);
  });
});
