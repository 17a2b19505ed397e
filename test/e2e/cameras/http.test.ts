import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import type { RecordedCamera } from "../../fakes/recorded-camera.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";

let server: ChildProcess | null = null;
let watched: RecordedCamera | null = null;

afterEach(async () => {
  await watched?.camera.stop();
  server?.kill("SIGKILL");
});

/** ffmpeg as the web server of a camera with 10 pictures a second; it serves one visitor. */
async function serve(codec: readonly string[]): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}/live`;
  const picture = ["-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10"];
  server = spawn("ffmpeg", ["-v", "error", "-nostdin", ...picture, ...codec, "-listen", "1", url], {
    stdio: "ignore",
  });
  return url;
}

test.each([
  ["MJPEG", ["-c:v", "mjpeg", "-f", "mpjpeg"]],
  [
    "MPEG-TS",
    ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "10", "-f", "mpegts"],
  ],
])("a camera that sends %s over HTTP is watched in step with time", async (_, codec) => {
  watched = recordCamera(await serve(codec));
  const { heard } = watched;
  await eventually(() => heard.frames.length > 20, { withinMs: 15_000, what: "pictures" });
  expect(heard.health.at(-1)).toMatchObject({ ok: true });
  const steps = heard.frames.slice(1).map(({ t }, i) => t - heard.frames[i]!.t);
  const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
  expect(mean).toBeGreaterThan(170);
  expect(mean).toBeLessThan(230);
  expect(Math.max(...heard.frames.map(({ heardT, t }) => heardT - t))).toBeLessThan(700);
  expect(heard.packets[0]).toMatchObject({ media: "video", key: true });
});
