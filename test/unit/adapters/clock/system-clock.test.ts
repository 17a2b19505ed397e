import { execFileSync } from "node:child_process";
import { describe, expect, it, vi } from "vitest";
import { nativeBootTime, procBootTime } from "../../../../src/adapters/clock/boot-time.ts";
import { SystemClock, SystemScheduler, bootId } from "../../../../src/adapters/clock/system-clock.ts";

describe("the time since boot", () => {
  it("agrees between clock_gettime and /proc/uptime", () => {
    const native = nativeBootTime();
    const before = procBootTime();
    const between = native();
    const after = procBootTime();
    expect(between).toBeGreaterThanOrEqual(before - 10);
    expect(between).toBeLessThanOrEqual(after + 20);
  });

  it("never runs backwards and is finer than a millisecond", () => {
    const native = nativeBootTime();
    const readings = Array.from({ length: 1000 }, () => native());
    expect(readings.every((t, i) => i === 0 || t >= (readings[i - 1] ?? 0))).toBe(true);
    expect(readings.some((t) => !Number.isInteger(t))).toBe(true);
  });

  it("is one axis for every process of the machine", () => {
    const before = nativeBootTime()();
    const other = Number(
      execFileSync("/usr/bin/python3", ["-c", "import time; print(time.clock_gettime(7) * 1000)"], {
        encoding: "utf8",
      }),
    );
    const after = nativeBootTime()();
    expect(other).toBeGreaterThanOrEqual(before);
    expect(other).toBeLessThanOrEqual(after);
  });
});

describe("the system clock", () => {
  it("tells wall clock and time since boot of the same instant", () => {
    const before = Date.now();
    const now = new SystemClock(() => 1234.5).now();
    expect(now.t).toBe(1234.5);
    expect(now.at).toBeGreaterThanOrEqual(before);
    expect(now.at).toBeLessThanOrEqual(Date.now());
  });

  it("knows the boot it belongs to", () => {
    expect(bootId()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(bootId()).toBe(bootId());
  });
});

describe("the system scheduler", () => {
  it("runs once, later, unless it is cancelled", () => {
    vi.useFakeTimers();
    try {
      const scheduler = new SystemScheduler();
      const ran: string[] = [];
      scheduler.after(10, () => ran.push("kept"));
      const cancel = scheduler.after(10, () => ran.push("cancelled"));
      cancel();
      expect(ran).toEqual([]);
      vi.advanceTimersByTime(100);
      expect(ran).toEqual(["kept"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("waits longer than one of Node's timers can", () => {
    vi.useFakeTimers();
    try {
      const fortyDays = 40 * 24 * 3600 * 1000;
      let ran = 0;
      new SystemScheduler().after(fortyDays, () => (ran += 1));
      vi.advanceTimersByTime(fortyDays - 1);
      expect(ran).toBe(0);
      vi.advanceTimersByTime(1);
      expect(ran).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
