import { SystemClock } from "../../adapters/clock/system-clock.ts";
import {
  captureBegun,
  isVetoed,
  POSES,
  step,
  type Advice,
  type Capture,
  type Pose,
} from "../../perception/vision/guided-capture.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import type { LiveCamera } from "../live-camera.ts";
import { peopleOf } from "./open-people.ts";
import { sayEnrolled } from "./say-enrolled.ts";

export interface CaptureOptions {
  readonly name: string;
  readonly camera: string;
  readonly group?: string;
  readonly consent?: string;
  readonly lookalike?: readonly string[];
  readonly json?: boolean;
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
  // Loaded here: the models' and the media libraries are large, and most commands need neither.
  const { openLiveCamera } = await import("../live-camera.ts");
  const camera = await openLiveCamera({ camera: options.camera, fps: FPS }, context);
  const json = options.json === true;
  const capture = await captured(camera, (advice) => {
    context.out.write(`${json ? JSON.stringify({ advice: advice.kind, ...advice }) : adviceText(advice)}\n`);
  }).finally(() => camera.close());
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

/** Says each advice once, until there is another. */
async function captured({ seen }: LiveCamera, say: (advice: Advice) => void): Promise<Capture> {
  let state = captureBegun;
  let said = "";
  for await (const { frame, looks } of seen) {
    const { state: next, advice } = step(state, looks, frame.t);
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

const SIDE: Readonly<Record<Pose, string>> = {
  front: "straight into the camera",
  left: "a little to your left",
  right: "a little to your right",
};

function adviceText(advice: Advice): string {
  switch (advice.kind) {
    case "nobody":
      return "Nobody is seen: stand before the camera.";
    case "one-person-only":
      return "One person only, please.";
    case "into-the-picture":
      return "Your face is cut by the edge of the picture: move to its middle.";
    case "hold-still":
      return "Hold still; more light helps too.";
    case "no-clear-face":
      return "Your face is not seen clearly: look into the camera, and take away what covers it.";
    case "come-closer":
      return `Come closer: the face is ${advice.widthPx} pixels wide, ${advice.neededPx} are needed.`;
    case "turn": {
      if (advice.how === "more") return `Turn your head ${SIDE[advice.pose]}.`;
      return advice.pose === "front" ? `Look ${SIDE.front}.` : "Turn back a little.";
    }
    case "keep":
      return `Good, stay like that: ${advice.good} of ${advice.needed}.`;
    case "got":
      return `Thank you, that was "${SIDE[advice.pose]}".`;
    case "done":
      return "Thank you, that is all.";
    case "too-late":
      return `"${SIDE[advice.pose]}" did not succeed in time.`;
  }
}
