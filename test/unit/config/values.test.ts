import { describe, expect, it } from "vitest";
import { parseDuration, parseSize } from "../../../src/config/values.ts";

describe("durations and sizes", () => {
  it.each([
    ["500ms", 500],
    ["10s", 10_000],
    ["1.5 h", 5_400_000],
    ["2m", 120_000],
    ["14 days", 1_209_600_000],
    ["10", null],
    ["ten seconds", null],
    ["-1s", null],
  ])("%s is %s ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    ["20 GB", 20e9],
    ["512 MiB", 536_870_912],
    ["20", null],
    ["20 gb", null],
  ])("%s is %s bytes", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });
});
