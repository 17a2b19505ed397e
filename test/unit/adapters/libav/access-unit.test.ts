import { expect, test } from "vitest";
import { holdsPicture } from "../../../../src/adapters/libav/access-unit.ts";
import {
  AV_CODEC_ID_H264,
  AV_CODEC_ID_HEVC,
  AV_CODEC_ID_MJPEG,
} from "../../../../src/adapters/libav/native.ts";

const units = (...headers: number[]): Buffer =>
  Buffer.concat(headers.map((header) => Buffer.from([0, 0, 0, 1, header, 0xf0, 0x80])));

test.each([
  ["an announcement alone (H.264)", AV_CODEC_ID_H264, units(0x09), false],
  ["parameter sets and a remark (H.264)", AV_CODEC_ID_H264, units(0x09, 0x67, 0x68, 0x06), false],
  ["a key frame behind its parameter sets (H.264)", AV_CODEC_ID_H264, units(0x67, 0x68, 0x65), true],
  ["any other picture (H.264)", AV_CODEC_ID_H264, units(0x41), true],
  ["parameter sets (H.265)", AV_CODEC_ID_HEVC, units(0x40, 0x42, 0x44), false],
  ["a key frame (H.265)", AV_CODEC_ID_HEVC, units(0x40, 0x42, 0x44, 0x26), true],
  ["a start code and nothing behind it", AV_CODEC_ID_H264, Buffer.from([0, 0, 1]), false],
  ["nothing", AV_CODEC_ID_H264, Buffer.alloc(0), false],
  ["whatever another codec sends", AV_CODEC_ID_MJPEG, Buffer.from([0xff, 0xd8]), true],
])("%s", (_, codec, data, holds) => {
  expect(holdsPicture(data, codec)).toBe(holds);
});
