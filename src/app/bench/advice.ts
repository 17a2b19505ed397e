import type { Timing } from "./timing.ts";
import type { VisionBench } from "./vision-bench.ts";

/** A machine, as far as it limits the number of cameras. */
export interface Machine {
  readonly cores: number;
  readonly memoryMb: number;
}

export interface Advice {
  /** Analysed frames a second of a single camera, with a face and the search for people in each. */
  readonly framesPerSecond: number;
  /** Cameras that can be analysed at `ADVISED_FPS`, with somebody before each all the time; 0 if not even one. */
  readonly cameras: number;
  /** What there is least of. */
  readonly limit: "processor" | "memory" | "speed";
}

/** A camera's usual `detect.fps`. */
export const ADVISED_FPS = 5;
/** Shares of the machine that vision may take: the rest is for decoding, recording, the system and other programs. */
const PROCESSOR_SHARE = 0.5;
const MEMORY_SHARE = 0.7;

/** How many cameras a machine can analyse. A camera is looked at by one thread, so that it has to be fast enough too. */
export function advise(vision: AdvisedOn, machine: Machine, cameraMb: number): Advice {
  const { cpuMs } = vision.frames.faceAndPeople;
  const framesPerSecond = 1000 / undisturbedMs(vision.frames.faceAndPeople, vision);
  if (framesPerSecond < ADVISED_FPS) return { framesPerSecond, cameras: 0, limit: "speed" };
  const byProcessor = Math.floor((PROCESSOR_SHARE * machine.cores * 1000) / (ADVISED_FPS * cpuMs));
  const byMemory = Math.floor((MEMORY_SHARE * machine.memoryMb) / cameraMb);
  return byMemory < byProcessor
    ? { framesPerSecond, cameras: byMemory, limit: "memory" }
    : { framesPerSecond, cameras: byProcessor, limit: "processor" };
}

type AdvisedOn = Pick<VisionBench, "frames" | "choices" | "bare">;

/** How long something takes while nothing else runs: on the CPU its processor time, on other providers the clock's. */
function undisturbedMs({ medianMs, cpuMs }: Timing, { choices }: AdvisedOn): number {
  return choices.every(({ provider }) => provider === "cpu") ? cpuMs : medianMs;
}

/** How many times longer the models took by the clock than in processor time, for want of a free core; 1 on other providers. */
export function disturbance({ choices, bare }: AdvisedOn): number {
  return choices.every(({ provider }) => provider === "cpu") ? Math.max(1, bare.medianMs / bare.cpuMs) : 1;
}
