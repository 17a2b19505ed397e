import { dirname } from "node:path";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { ProgramSpeaker } from "../../adapters/speech/program-speaker.ts";
import {
  captureBegun,
  isVetoed,
  POSES,
  step,
  type Advice,
  type Capture,
} from "../../perception/vision/guided-capture.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { located } from "../brain/house-voice.ts";
import { isHeard } from "../reply-heard.ts";
import type { CommandContext } from "../command-context.ts";
import type { LiveCamera } from "../live-camera.ts";
import { adviceText } from "./capture-text.ts";
import { peopleOf } from "./open-people.ts";
import { sayEnrolled } from "./say-enrolled.ts";
import { SpokenGuide } from "./spoken-guide.ts";

export interface CaptureOptions {
  readonly name: string;
  readonly camera: string;
  readonly group?: string;
  readonly consent?: string;
  readonly lookalike?: readonly string[];
  readonly json?: boolean;
  /** Say aloud what to do, through `voice.reply`. */
  readonly speak?: boolean;
}

/** Analysed pictures a second: the person waits for the answer. */
const FPS = 10;

/** Leads somebody through a capture at a camera and enrols them from it, or refuses and says why. */
export async function runPeopleCapture(options: CaptureOptions, context: CommandContext): Promise<void> {
  const { config } = await context.config();
  const { recognize, live } = config.vision;
  const store = await peopleOf(context);
  await store.reseal();
  for (const { name, error } of (await store.read()).unreadable)
    context.err.write(`Not compared with ${name}: ${error.message}\n`);
  const guide = options.speak === true ? await spokenGuide(context) : null;
  // Loaded here: the models' and the media libraries are large, and most commands need neither.
  const { openLiveCamera } = await import("../live-camera.ts");
  const camera = await openLiveCamera({ camera: options.camera, fps: FPS }, context);
  const json = options.json === true;
  const capture = await captured(camera, (advice) => {
    context.out.write(`${json ? JSON.stringify({ advice: advice.kind, ...advice }) : adviceText(advice)}\n`);
    guide?.advise(advice);
  }).finally(() => camera.close());
  await guide?.finished();
  context.signal.throwIfAborted();
  demandWhole(capture, live);
  const { enrol } = await import("../enrol.ts");
  const sources = POSES.map((pose, i) => ({
    name: `${options.camera} ${pose}`,
    kind: "clip" as const,
    frames: (capture.taken[i] ?? []).map((look) => [look]),
  }));
  const enrolled = await enrol(
    {
      ...{ name: options.name, group: options.group, consent: options.consent },
      sources: () => sources,
      lookalikes: options.lookalike ?? [],
    },
    {
      ...{ model: camera.model, store, clock: new SystemClock(), signal: context.signal, recognize },
      groups: config.people.groups,
    },
  );
  sayEnrolled(enrolled, { json, recognize }, context);
}

/** @throws GatehouseError VOICE_SILENT (usage) if the configuration says nothing aloud */
async function spokenGuide(context: CommandContext): Promise<SpokenGuide> {
  const { config, path } = await context.config();
  const { reply } = config.voice;
  if (!isHeard(reply) && !reply.speaker.startsWith("file:")) {
    throw new GatehouseError(
      "VOICE_SILENT",
      "nothing can be said aloud: name a loudspeaker in voice.reply.speaker (alsa:default, say), or leave --speak out",
      { kind: "usage" },
    );
  }
  const clock = new SystemClock();
  const output = located(reply.speaker, dirname(path));
  const speaker = new ProgramSpeaker({
    ...{ output, command: reply.command, clock, scheduler: new SystemScheduler() },
  });
  context.signal.addEventListener("abort", () => void speaker.stop(), { once: true });
  const failed = (error: unknown): void =>
    void context.err.write(`Nothing more is said aloud: ${messageOf(error)}\n`);
  return new SpokenGuide({ speaker, clock, failed });
}

/** Says each advice once, until there is another. */
async function captured({ seen }: LiveCamera, say: (advice: Advice) => void): Promise<Capture> {
  let state = captureBegun;
  let said = "";
  for await (const { frame, looks } of seen) {
    const { state: next, advice } = step(state, looks, frame);
    state = next;
    const line = JSON.stringify(advice);
    if (line !== said) say(advice);
    said = line;
    if (state.over !== null) break;
  }
  return state;
}

function demandWhole(capture: Capture, live: number): void {
  if (capture.over !== "done") {
    throw new GatehouseError(
      "PEOPLE_CAPTURE_INCOMPLETE",
      "not every pose could be taken, so nobody was enrolled: stand an arm's length before the camera, alone, in even light, " +
        "and try again",
      { kind: "refused" },
    );
  }
  if (!isVetoed(capture, live)) return;
  throw new GatehouseError(
    "PEOPLE_CAPTURE_NOT_ALIVE",
    "what was before the camera does not pass as a living face (a picture or a screen, say), so nobody was enrolled",
    { kind: "refused" },
  );
}
