import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { privatePulse, type PrivatePulse } from "../../fakes/private-pulse.ts";
import { ffmpeg } from "../../fakes/test-video.ts";
import { installed } from "../../fakes/voice-tools.ts";
import { GATEHOUSE, House } from "../daemon.ts";

const run = promisify(execFile);
const tools = ["pulseaudio", "pactl", "paplay", "aplay", "arecord", "parec", "ffmpeg", "flite"];
const NEEDED = tools.join(", ");

const CONFIG = (speaker: string): string => `
node: test
cameras: { film: { source: film.mp4 }, mute: { source: mute.mp4 } }
microphones:
  alsa: { source: "alsa:default", near: [film] }
  pulse: { source: "pulse:mic", near: [film] }
  film: { source: "camera:film" }
  mute: { source: "camera:mute" }
voice: { reply: { speaker: "${speaker}" } }
`;

describe.skipIf(!installed(...tools))(`the doctor and the sound of a house (needs ${NEEDED})`, () => {
  let pulse: PrivatePulse;
  let house: House;
  beforeAll(async () => {
    house = await House.build({ "gatehouse.yaml": CONFIG("pulse:speaker") });
    const tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=3,volume=0.5"];
    await ffmpeg([...tone, house.path("tone.wav")]);
    const picture = ["-f", "lavfi", "-i", "testsrc=duration=3"];
    await ffmpeg([...picture, ...tone, "-c:a", "aac", house.path("film.mp4")]);
    await ffmpeg([...picture, house.path("mute.mp4")]);
    pulse = await privatePulse();
    pulse.play(house.path("tone.wav"));
  }, 60_000);
  afterAll(async () => {
    await pulse.stop();
    await house.remove();
  });

  async function doctor(): Promise<Map<string, string>> {
    const argv = [GATEHOUSE, "--config", house.path("gatehouse.yaml"), "doctor"];
    const { stdout } = await run(process.execPath, argv, { env: pulse.env }).catch(
      (error: unknown) => error as { stdout: string },
    );
    const found = stdout
      .split(/\n(?! )/)
      .map((text): [string, string] => [
        text.slice(9, 31).trim(),
        `${text.slice(0, 9).trim()}: ${text.slice(32)}`,
      ]);
    return new Map(found);
  }

  it("measures how loud each microphone is, and opens the loudspeaker without a sound", async () => {
    const found = await doctor();
    // ffmpeg's sine has an amplitude of an eighth; halved, that is 24 dB below the limit at its peak.
    for (const name of ["alsa", "pulse", "film"]) {
      expect(found.get(`microphone ${name}`), name).toMatch(/^ok: .*, level -2[678] dB, peak -2[345] dB/);
    }
    expect(found.get("microphone mute")).toMatch(/^problem: .*no sound came: does this camera send any\?/s);
    expect(found.get("speaker")).toBe("ok: flite to pulse:speaker");
  }, 60_000);

  it("says that a loudspeaker is not there", async () => {
    await house.write("gatehouse.yaml", CONFIG("alsa:no_such_device"));
    expect((await doctor()).get("speaker")).toMatch(
      /^problem: .*alsa:no_such_device does not open: aplay: /s,
    );
  }, 60_000);
});
