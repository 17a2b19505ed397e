import { expect, test } from "vitest";
import { isLive, redactSource, sourceKind } from "../../../src/sensors/camera-source.ts";

test.each([
  ["rtsp://10.0.0.2/stream", "rtsp", true],
  ["RTSPS://10.0.0.2/stream", "rtsp", true],
  ["http://10.0.0.2/mjpeg", "http", true],
  ["/dev/video0", "device", true],
  ["/dev/v4l/by-id/usb-cam", "device", true],
  ["/var/clips/porch.mp4", "file", false],
  ["porch.MKV", "file", false],
  ["portrait.JPG", "picture", false],
] as const)("%s is a %s", (source, kind, live) => {
  expect(sourceKind(source)).toBe(kind);
  expect(isLive(kind)).toBe(live);
});

test.each([
  ["rtsp://user:pass@10.0.0.2:554/a", "rtsp://10.0.0.2:554/a"],
  ["rtsp://user:p@ss/w:rd@10.0.0.2/a", "rtsp://10.0.0.2/a"],
  ["http://10.0.0.2/snap?user=admin&pwd=secret", "http://10.0.0.2/snap"],
  ["/dev/video0", "/dev/video0"],
])("%s is shown without what is secret", (source, shown) => {
  expect(redactSource(source)).toBe(shown);
});
