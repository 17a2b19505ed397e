import { expect, it } from "vitest";
import { guardPolicies } from "../../../../src/app/brain/guard-policies.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";

async function policiesOf(config: string): Promise<ReturnType<typeof guardPolicies>> {
  const checked = await check({ config });
  if (!checked.ok) throw new Error("the house does not hold");
  return guardPolicies(checked.config);
}

const camera = async (source: string): Promise<boolean | undefined> =>
  (await policiesOf(HOUSE.replace("rtsp://camera/1", source))).cameras["front_door"]?.replay;

it.each(["rtsp://camera/1", "rtsps://camera/1"])("takes %s for what is there now", async (source) => {
  expect(await camera(source)).toBe(false);
});

it.each([
  "porch.mp4",
  "/dev/shm/porch.mp4",
  "/dev/../home/me/video0.mp4",
  "file:///home/me/porch.mp4",
  "ftp://store/porch.mp4",
  "rtmp://store/porch",
  "concat://a|b",
  "http://camera/video.mjpg",
  "porch.jpg",
])("takes no evidence for a real door from %s", async (source) => {
  expect(await camera(source)).toBe(true);
});

it("judges a camera by the stream that is analysed", async () => {
  const { cameras } = await policiesOf(
    HOUSE.replace('source: "rtsp://camera/1",', 'source: "rtsp://camera/1", detect: { source: porch.mp4 },'),
  );
  expect(cameras["front_door"]?.replay).toBe(true);
});

it.each([
  ["alsa:default", false],
  ["pulse:porch", false],
  ["camera:front_door", false],
  ["camera:garden", false],
  ["words.wav", true],
  ["/dev/shm/words.wav", true],
  ["ftp://store/words.wav", true],
])("takes the microphone %s for a replay: %s", async (source, replay) => {
  const { microphones } = await policiesOf(HOUSE.replace("alsa:default", source));
  expect(microphones["hall"]?.replay).toBe(replay);
});
