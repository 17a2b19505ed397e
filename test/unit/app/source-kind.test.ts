import { expect, test } from "vitest";
import { isFileSource } from "../../../src/app/source-kind.ts";

test.each([
  "film.mp4",
  "/films/film.mp4",
  "./a.wav",
  "file:///films/film.mp4",
  "FILE:///a.mp4",
  "camera.mp4",
])("%s is a file", (source) => {
  expect(isFileSource(source)).toBe(true);
});

test.each([
  "rtsp://c/1",
  "RTSPS://c/1",
  "http://c/",
  "/dev/video0",
  "alsa:hw:1",
  "pulse:default",
  "camera:porch",
])("%s is not", (source) => {
  expect(isFileSource(source)).toBe(false);
});
