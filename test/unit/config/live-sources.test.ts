import { expect, it } from "vitest";
import { showsNow } from "../../../src/config/sources.ts";
import { sourceKind } from "../../../src/sensors/camera-source.ts";

it.each([
  "rtsp://192.168.1.20/stream1",
  "RTSPS://camera/stream",
  "/dev/video0",
  "/dev/v4l/by-id/usb-camera",
  "/dev/shm/film.mp4",
  "http://camera/mjpeg",
  "rtmp://camera/live",
  "udp://239.0.0.1:1234",
  "film.mp4",
  "picture.jpg",
])("check warns of %s if and only if the camera process does not take it for live", (source) => {
  const kind = sourceKind(source);
  expect(showsNow(source)).toBe(kind === "rtsp" || kind === "device");
});
