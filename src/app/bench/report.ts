import { describeChoices } from "../../models/execution-provider.ts";
import { ADVISED_FPS, disturbance, type Advice, type Machine } from "./advice.ts";
import type { Timing } from "./timing.ts";
import { PICTURE, type VisionBench } from "./vision-bench.ts";
import type { VoiceBench } from "./voice-bench.ts";

/** Everything that `gatehouse bench` found. */
export interface BenchResult {
  readonly machine: Machine & { readonly processor: string; readonly architecture: string };
  readonly vision: VisionBench;
  /** Null if it could not be measured. */
  readonly voice: VoiceBench | null;
  readonly voiceMissing: string | null;
  /** Of this process with the vision models loaded and at work. */
  readonly memoryMb: number;
  readonly advice: Advice;
}

/** The facts for programs. */
export function benchFacts({ machine, vision, voice, voiceMissing, memoryMb, advice }: BenchResult): object {
  const { choices, models, bare, frames } = vision;
  return {
    machine,
    providers: choices,
    picture: PICTURE,
    models,
    modelRunsOfAFace: bare,
    frames,
    voice,
    ...(voiceMissing === null ? {} : { voiceMissing }),
    memoryMb,
    framesPerSecond: advice.framesPerSecond,
    camerasAt5Fps: advice.cameras,
    limit: advice.limit,
    disturbance: disturbance(vision),
  };
}

/** The same for people. */
export function benchText(result: BenchResult): string {
  const { machine, vision, memoryMb } = result;
  const { choices, models, bare, frames } = vision;
  const providerOf = (task: string): string => choices.find((choice) => choice.task === task)?.provider ?? "";
  const note = describeChoices(choices);
  const lines = [
    `${machine.processor}, ${counted(machine.cores, "core")}, ${gigabytes(machine.memoryMb)}, ${machine.architecture}`,
    ...(note === null ? [] : [`${note}.`]),
    "",
    row("one run of a model", ["median", "p95", "processor"]),
    ...Object.entries(models).map(([task, timing]) => timed(`  ${task}`, timing, `on ${providerOf(task)}`)),
    row(`one frame of ${PICTURE.width}x${PICTURE.height}`, []),
    timed("  nobody is there", frames.nobody),
    timed(
      "  one face",
      frames.face,
      `${(frames.face.cpuMs / bare.cpuMs).toFixed(2)} times the model runs in it`,
    ),
    timed("  one face, and a look for people", frames.faceAndPeople),
    "",
    voiceLine(result),
    `memory: ${memoryMb.toFixed(0)} MB with the vision models at work`,
    "",
    ...disturbed(vision),
    ...advised(result),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function row(what: string, columns: readonly string[], remark = ""): string {
  return `${what.padEnd(34)}${columns.map((column) => column.padStart(11)).join("")}  ${remark}`;
}

function timed(what: string, { medianMs, p95Ms, cpuMs }: Timing, remark?: string): string {
  return row(
    what,
    [medianMs, p95Ms, cpuMs].map((ms) => `${ms.toFixed(1)} ms`),
    remark,
  );
}

function voiceLine({ voice, voiceMissing }: BenchResult): string {
  if (voice === null) return `voice: not measured: ${voiceMissing ?? ""}`;
  const percent = (100 * voice.realTimeFactor).toFixed(1);
  return `voice: ${percent} % of a core while somebody speaks (measured on ${voice.seconds.toFixed(0)} s)`;
}

/** Half as long again is more than chance. */
const DISTURBED = 1.5;

function disturbed(vision: VisionBench): readonly string[] {
  const times = disturbance(vision);
  if (times < DISTURBED) return [];
  return [
    `Other programs kept the processor busy: by the clock the models took ${times.toFixed(1)} times their processor time.`,
    "What follows holds for a machine that has nothing else to do.",
  ];
}

function advised({ advice }: BenchResult): readonly string[] {
  const { framesPerSecond, cameras, limit } = advice;
  const possible = `One camera could be analysed at ${framesPerSecond.toFixed(framesPerSecond < 10 ? 1 : 0)} pictures a second.`;
  if (limit === "speed") {
    const fps = Math.floor(framesPerSecond);
    return [
      possible,
      fps >= 2
        ? `That is less than the usual ${ADVISED_FPS}: set \`detect.fps\` to ${fps}, or \`vision.people\` to false, and try again.`
        : "That is too little to follow anybody: this machine is too slow.",
    ];
  }
  if (cameras === 0) {
    return [
      possible,
      `There is not enough ${limit} for a camera at ${ADVISED_FPS} pictures a second and everything else.`,
    ];
  }
  return [
    possible,
    `This machine can analyse ${counted(cameras, "camera")} at ${ADVISED_FPS} pictures a second with somebody before each all the time;`,
    limit === "processor"
      ? "half of the processor is then left for decoding, recording and everything else."
      : "a third of the memory is then left for everything else.",
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
const gigabytes = (megabytes: number): string => `${(megabytes / 1024).toFixed(1)} GB`;
