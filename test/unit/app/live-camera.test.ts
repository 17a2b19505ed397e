import { expect, test } from "vitest";
import { liveCamera, type LiveCameraParts } from "../../../src/app/live-camera.ts";
import type { FaceAnalyser } from "../../../src/perception/vision/ports.ts";
import { GatehouseError } from "../../../src/runtime/errors.ts";
import type { CameraSink, CameraSource } from "../../../src/sensors/camera.ts";
import type { Frame } from "../../../src/sensors/frame.ts";
import { aLook } from "../../fakes/face-looks.ts";

const context = { lagMs: 0, frozen: false, covered: false, leapt: false, fullWidth: 8 };

function frame(t: number): Frame {
  return { camera: "door", width: 8, height: 8, data: new Uint8Array(192), at: t, t, ptsMs: t };
}

/** A camera that does what the test says, and counts how often it was stopped. */
function aCamera(play: (sink: CameraSink<unknown>) => Promise<void>) {
  const closed = { stream: 0, analyser: 0 };
  const stream: CameraSource<unknown> = {
    start: (sink) => void play(sink),
    stop: () => Promise.resolve(void (closed.stream += 1)),
    counters: () => ({}),
  };
  const analyser: FaceAnalyser = {
    analyse: () => Promise.resolve([aLook()]),
    counters: { analysed: 0, dropped: 0, restarts: 0 },
    close: () => Promise.resolve(void (closed.analyser += 1)),
  };
  const parts = (changes: Partial<LiveCameraParts> = {}): LiveCameraParts => ({
    ...{ name: "door", source: "/dev/video0", model: "abc", stream, analyser, waits: false },
    signal: new AbortController().signal,
    ...changes,
  });
  return { closed, parts };
}

test("a film that can wait is seen whole, and everything is closed at its end", async () => {
  const { closed, parts } = aCamera(async (sink) => {
    for (let t = 0; t < 10; t += 1) await sink.frame(frame(t), context);
    sink.ended();
  });
  const seen: number[] = [];
  for await (const { frame, looks } of liveCamera(parts({ waits: true })).seen) {
    expect(looks).toHaveLength(1);
    seen.push(frame.t);
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(closed).toEqual({ stream: 1, analyser: 1 });
});

test("a device that another program holds is said so, with what to do", async () => {
  const { closed, parts } = aCamera((sink) => {
    sink.health(false, "Cannot open /dev/video0: the device is busy; another program uses it.");
    return Promise.resolve();
  });
  const reading = (async () => {
    for await (const { frame } of liveCamera(parts()).seen) expect.unreachable(`frame ${frame.t}`);
  })();
  await expect(reading).rejects.toThrow(GatehouseError);
  await expect(reading).rejects.toThrow(/door shows nothing: .*busy.*systemctl stop gatehouse/);
  expect(closed).toEqual({ stream: 1, analyser: 1 });
});

test("the command's signal ends it without an error, and closes the camera", async () => {
  const abort = new AbortController();
  const { closed, parts } = aCamera(async (sink) => {
    await sink.frame(frame(1), context);
  });
  const seen: number[] = [];
  for await (const { frame } of liveCamera(parts({ signal: abort.signal })).seen) {
    seen.push(frame.t);
    abort.abort();
  }
  expect(seen).toEqual([1]);
  expect(closed).toEqual({ stream: 1, analyser: 1 });
});
