import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import type { RecordedCamera } from "../../fakes/recorded-camera.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import type { RtspCamera } from "../../fakes/rtsp-camera.ts";
import { startRtspCamera } from "../../fakes/rtsp-camera.ts";

const LOGIN = ["--user", "cam", "--password", "p@ss/w:rd"];
const WITHIN = { withinMs: 12_000 };

let port: number;
let server: RtspCamera | null = null;
let watched: RecordedCamera | null = null;

beforeEach(async () => {
  port = await freePort();
});
afterEach(async () => {
  await watched?.camera.stop();
  await server?.kill();
  watched = null;
  server = null;
});

const health = (): boolean | undefined => watched?.heard.health.at(-1)?.ok;
const url = (login: string): string => `rtsp://${login}@127.0.0.1:${port}/live`;

test("a camera with a password is seen and heard; its pictures are fresh and in step with time", async () => {
  server = await startRtspCamera(port, LOGIN);
  watched = recordCamera(url("cam:p%40ss%2Fw%3Ard"));
  const { heard } = watched;
  await eventually(() => heard.frames.length > 15 && heard.chunks.length > 20, WITHIN);
  expect(heard.health.map(({ ok }) => ok)).toEqual([true]);
  expect(heard.frames[0]).toMatchObject({ width: 640, height: 480, frozen: false });
  // The first pictures may have waited in buffers while the stream was being opened: they are not analysed.
  const firstPacketT = heard.packets[0]!.t;
  expect(heard.frames[0]!.heardT - firstPacketT).toBeGreaterThan(900);
  for (const frame of heard.frames) {
    expect(frame.t).toBeLessThanOrEqual(frame.heardT);
    expect(frame.heardT - frame.t).toBeLessThan(700);
    expect(frame.lagMs).toBeLessThan(700);
  }
  const steps = heard.frames.slice(1).map(({ t }, i) => t - heard.frames[i]!.t);
  expect(steps.reduce((sum, step) => sum + step, 0) / steps.length).toBeCloseTo(200, -1);
  expect(heard.packets.find(({ media }) => media === "video")?.key).toBe(true);
});

test.each([
  ["a wrong password", "cam:wrong", "live", /refused the user name or the password/],
  ["a wrong path", "cam:p%40ss%2Fw%3Ard", "garden", /does not know the path/],
])("%s is said so, without the password", async (_, login, path, why) => {
  server = await startRtspCamera(port, LOGIN);
  watched = recordCamera(url(login).replace("/live", `/${path}`));
  const said = await eventually(() => watched?.heard.health[0], WITHIN);
  expect(said.ok).toBe(false);
  expect(said.why).toMatch(why);
  expect(said.why).not.toMatch(/wrong|p%40ss|cam:/);
  expect(said.why).toContain(`rtsp://127.0.0.1:${port}/`);
});

test("a camera that breaks off is lost, and back when it is back", async () => {
  server = await startRtspCamera(port);
  watched = recordCamera(server.url);
  await eventually(() => health() === true, WITHIN);
  await server.kill();
  await eventually(() => health() === false, WITHIN);
  const { heard, camera } = watched;
  const seen = heard.frames.length;
  server = await startRtspCamera(port);
  await eventually(() => health() === true && heard.frames.length > seen + 5, WITHIN);
  expect(camera.counters().restarts).toBeGreaterThan(0);
  const steps = heard.frames.slice(1).map(({ t }, i) => t - heard.frames[i]!.t);
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
});

test("a camera that keeps the connection but sends nothing is lost after the patience for it", async () => {
  server = await startRtspCamera(port);
  watched = recordCamera(server.url, { stream: { stallMs: 1_500 } });
  await eventually(() => health() === true, WITHIN);
  server.freeze();
  const { clock, heard } = watched;
  const frozenT = clock.now().t;
  await eventually(() => health() === false, WITHIN);
  expect(heard.health.at(-1)!.t - frozenT).toBeGreaterThan(1_000);
  expect(heard.health.at(-1)!.t - frozenT).toBeLessThan(4_000);
});

test("a machine that accepts the connection and never answers holds nobody up, and the camera can be stopped meanwhile", async () => {
  const mute = createServer((socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const source = `rtsp://127.0.0.1:${(mute.address() as AddressInfo).port}/live`;
  watched = recordCamera(source, { stream: { stallMs: 700 } });
  const said = await eventually(() => watched?.heard.health[0], WITHIN);
  expect(said.ok).toBe(false);
  const { camera, clock } = watched;
  const stoppedT = clock.now().t;
  await camera.stop();
  expect(clock.now().t - stoppedT).toBeLessThan(500);
  mute.close();
});
