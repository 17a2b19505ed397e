import { spawn, type ChildProcess } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import { recordCamera, type RecordedCamera } from "../../fakes/recorded-camera.ts";

let server: ChildProcess | null = null;
let watched: RecordedCamera | null = null;

afterEach(async () => {
  await watched?.camera.stop();
  server?.kill("SIGKILL");
});

/** ffmpeg as a camera with 10 pictures a second, whose clock leaps by so many seconds after three; it serves one visitor. */
async function serve(leap: number): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}/live`;
  const picture = ["-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10"];
  const leaping = ["-vf", `setpts=PTS+gte(N\\,30)*${leap}/TB`, "-fps_mode", "passthrough"];
  const codec = ["-c:v", "mpeg4", "-g", "5", "-f", "nut"];
  server = spawn(
    "ffmpeg",
    ["-v", "error", "-nostdin", ...picture, ...leaping, ...codec, "-listen", "1", url],
    {
      stdio: "ignore",
    },
  );
  return url;
}

test("what a camera shows after its clock leapt is told to be worth nothing for a while", async () => {
  watched = recordCamera(await serve(4));
  const { heard } = watched;
  await eventually(() => heard.frames.some(({ leapt }) => leapt), { withinMs: 15_000, what: "the leap" });
  const first = heard.frames.findIndex(({ leapt }) => leapt);
  expect(first).toBeGreaterThan(5);
  await eventually(() => heard.frames.at(-1)?.leapt === false, { withinMs: 15_000, what: "the end of it" });
  const distrusted = heard.frames.filter(({ leapt }) => leapt);
  const [begin, end] = [distrusted[0]!.heardT, distrusted.at(-1)!.heardT];
  expect(end - begin).toBeGreaterThan(4_000);
  expect(end - begin).toBeLessThan(5_500);
  // The stream goes on, and its pictures are as old as they say again.
  const begun = heard.health.findIndex(({ ok }) => ok);
  expect(heard.health.slice(begun).map(({ why }) => why)).toEqual([""]);
  const times = heard.frames.map(({ t }) => t);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.max(...heard.frames.map(({ heardT, t }) => heardT - t))).toBeLessThan(1_000);
});
