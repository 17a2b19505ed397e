import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import koffi from "koffi";

/** systemd-timesyncd makes it once the clock was set since the machine was started (systemd-timesyncd.service(8)). */
const SYNCHRONISED_FILE = "/run/systemd/timesync/synchronized";
/** `STA_UNSYNC` and the answer `TIME_ERROR` of adjtimex(2). */
const STA_UNSYNC = 0x40;
const TIME_ERROR = 5;
const TIMEDATECTL_MS = 3_000;

/** Ways to learn whether the clock is set, each asked only if those before it do not say yes. */
export interface ClockSyncSources {
  /** The kernel's own word; null if it may not be asked (a service's sandbox hides it). */
  kernel(): boolean | null;
  timesyncd(): Promise<boolean>;
  timedatectl(): Promise<boolean>;
}

/** Whether the clock was set by the network since the machine was started, as far as anybody knows. Never rejects. */
export async function isClockSynchronised(sources: ClockSyncSources = linux): Promise<boolean> {
  const kernel = sources.kernel();
  if (kernel === true || (await sources.timesyncd())) return true;
  // The kernel's no counts, and saves a process.
  return kernel === null && (await sources.timedatectl());
}

const linux: ClockSyncSources = {
  kernel: kernelSynchronised,
  timesyncd: () =>
    access(SYNCHRONISED_FILE).then(
      () => true,
      () => false,
    ),
  timedatectl: () =>
    new Promise((resolve) => {
      const words = ["show", "--property=NTPSynchronized", "--value"];
      execFile("timedatectl", words, { timeout: TIMEDATECTL_MS }, (error, stdout) =>
        resolve(error === null && stdout.trim() === "yes"),
      );
    }),
};

/** adjtimex(2) with `modes` 0 only reads; `status` follows four longs behind `modes` (linux/timex.h). */
function kernelSynchronised(): boolean | null {
  try {
    const adjtimex = koffi.load("libc.so.6").func("int adjtimex(_Inout_ void *timex)") as (
      timex: Uint8Array,
    ) => number;
    const timex = new Uint8Array(256);
    const state = adjtimex(timex);
    if (state < 0) return null;
    const status = new DataView(timex.buffer).getInt32(5 * koffi.sizeof("long"), isLittleEndian());
    return state !== TIME_ERROR && (status & STA_UNSYNC) === 0;
  } catch {
    return null;
  }
}

function isLittleEndian(): boolean {
  return new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
}
