import { describe, expect, it, test } from "vitest";
import { checkCamera, type SensorWord } from "../../../../../src/app/doctor/checks/camera.ts";
import type { AskProbe } from "../../../../../src/app/doctor/probe/ask-probe.ts";
import type { StreamReport } from "../../../../../src/app/doctor/probe/jobs.ts";

const STREAM: StreamReport = {
  ...{ codec: "h264", width: 1280, height: 720, sampleAspect: 1, rotation: 0, fps: 15, keyFrameSeconds: 2 },
  ...{ keyFrameWait: 3, bitrate: 2e6, sound: null, unrecordable: null, decoded: 45, undecodable: 0 },
};
const setup = { source: "rtsp://ana:hunter2@camera/1", detectSource: null, fps: 5 };
const RUNNING: SensorWord = { ok: true, why: "" };

/** Answers by source; a text is a refusal. */
function answering(streams: Readonly<Record<string, Partial<StreamReport> | string>>): AskProbe {
  return (job, report) => {
    const answer = job.job === "stream" ? streams[job.source] : undefined;
    if (answer === undefined) throw new Error(`${JSON.stringify(job)} was not expected`);
    if (typeof answer === "string") return Promise.reject(new Error(answer));
    return Promise.resolve(report.parse({ ...STREAM, ...answer }));
  };
}

async function look(
  streams: Parameters<typeof answering>[0],
  changes: { detectSource?: string; source?: string; daemon?: SensorWord | null } = {},
): Promise<{ found: string; advice: string[] }> {
  const { daemon = null, ...rest } = changes;
  const tools = { ask: answering(streams), signal: new AbortController().signal };
  const { found, advice } = await checkCamera({ setup: { ...setup, ...rest }, daemon }, tools);
  return { found, advice: advice.map(({ severity, text }) => `${severity}: ${text}`) };
}
const only = (text: string) => [expect.stringContaining(text) as string];

test("what it sends is told", async () => {
  expect(await look({ [setup.source]: {} })).toEqual({
    found: "h264, 1280x720, 15.0 pictures a second, a key frame every 2.0 s, 2.0 Mbit/s, no sound",
    advice: [],
  });
});

test.each<[Partial<StreamReport>, string]>([
  [{ fps: 2 }, "warning: it sends 2.0 pictures a second, 5 are wanted"],
  [{ unrecordable: "raw pictures cannot be recorded" }, "warning: raw pictures cannot be recorded"],
  [
    { keyFrameSeconds: 10 },
    "warning: a key frame comes only every 10 s, so clips begin up to 10 s too early",
  ],
  [{ keyFrameSeconds: 10, bitrate: 60e6 }, "warning: a key frame comes only every 10 s and 75 MB"],
  [{ keyFrameSeconds: null, keyFrameWait: 12 }, "warning: no second key frame came within 12 s"],
  [{ undecodable: 5 }, "warning: 5 of 50 pictures could not be decoded"],
  [{ decoded: 0 }, "problem: not one picture could be decoded"],
])("%o", async (stream, said) => {
  expect((await look({ [setup.source]: stream })).advice).toEqual(only(said));
});

test("a single picture has no key frames to be warned of", async () => {
  const still = { fps: null, keyFrameSeconds: null, keyFrameWait: 0 };
  expect((await look({ [setup.source]: still })).advice).toEqual([]);
});

test("of a camera with a second stream that one has to be fast enough, and only the first is recorded", async () => {
  const detectSource = "rtsp://camera/2";
  const slowMain = { [setup.source]: { fps: 2 }, [detectSource]: { unrecordable: "no" } };
  expect((await look(slowMain, { detectSource })).advice).toEqual([]);
  const slowDetect = { [setup.source]: {}, [detectSource]: { fps: 2 } };
  expect((await look(slowDetect, { detectSource })).advice).toEqual(only("detect: it sends 2.0 pictures"));
});

describe("a camera that does not open", () => {
  it("is a problem, its password not told", async () => {
    const { found, advice } = await look({ [setup.source]: "Cannot open it." });
    expect(found).toBe("rtsp://camera/1 does not open");
    expect(advice).toEqual(["problem: Cannot open it."]);
  });

  it("may be one of a single reader while the daemon sees it", async () => {
    const { advice } = await look({ [setup.source]: "Cannot open it." }, { daemon: RUNNING });
    expect(advice).toEqual(only("warning: Cannot open it. The running Gatehouse sees this camera"));
    const lost = { ok: false, why: "gone" };
    const blind = await look({ [setup.source]: "Cannot open it." }, { daemon: lost });
    expect(blind.advice).toEqual(["problem: Cannot open it."]);
  });
});

test("a device that the daemon holds is not opened, its word is taken", async () => {
  const source = "/dev/video0";
  expect(await look({}, { source, daemon: RUNNING })).toEqual({
    found: "/dev/video0, held by the running Gatehouse, which sees it",
    advice: [],
  });
  const lost = await look({}, { source, daemon: { ok: false, why: "the device is gone" } });
  expect(lost.advice).toEqual(only("problem: the device is gone; stop Gatehouse"));
});
