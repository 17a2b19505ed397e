import { readFileSync } from "node:fs";
import koffi from "koffi";

/** `CLOCK_BOOTTIME` of linux/time.h: like CLOCK_MONOTONIC, but it goes on while the machine is suspended. */
const CLOCK_BOOTTIME = 7;

/** Reads the time since boot, in ms with fractions. */
export type BootTime = () => number;

/**
 * Time since boot through `clock_gettime(CLOCK_BOOTTIME)` of the C library (see clock_gettime(2)).
 * Throws where the C library cannot be loaded.
 */
export function nativeBootTime(): BootTime {
  const libc = koffi.load("libc.so.6");
  const wide = koffi.sizeof("long") === 8;
  const clockGettime = libc.func("int clock_gettime(int clock, _Out_ void *time)") as (
    clock: number,
    time: BigInt64Array | Int32Array,
  ) => number;
  const time64 = new BigInt64Array(2);
  const time32 = new Int32Array(2);
  return () => {
    const time = wide ? time64 : time32;
    if (clockGettime(CLOCK_BOOTTIME, time) !== 0) return procBootTime();
    return Number(time[0]) * 1000 + Number(time[1]) / 1e6;
  };
}

/** Time since boot from `/proc/uptime`: the same axis as CLOCK_BOOTTIME, in steps of 10 ms (see proc(5)). */
export function procBootTime(): number {
  return Number.parseFloat(readFileSync("/proc/uptime", "latin1")) * 1000;
}

/** The best source of the time since boot that this machine has. */
export function bootTime(): BootTime {
  try {
    return nativeBootTime();
  } catch {
    return procBootTime;
  }
}
