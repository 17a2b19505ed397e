import type { EventOf, GatehouseEvent } from "../../events/catalogue.ts";

/** The steps of the story, in the order in which they are told. */
export const STEPS = [
  "started",
  "command-heard",
  "mode-sentry",
  "family-recognized",
  "door-unlocked",
  "door-locked-again",
  "stranger-noticed",
  "stranger-recorded",
  "clip-plays",
  "question-answered",
] as const;
export type StepName = (typeof STEPS)[number];

/** A step that truly happened: when (wall clock, ms) and the fact that proves it. */
export interface Step {
  readonly step: StepName;
  readonly at: number;
  readonly detail: string;
}

/** What has happened so far; plain data. */
export interface Story {
  readonly steps: readonly Step[];
  /** The request that unlocked the door. */
  readonly unlock: string | null;
  /** The event by which the stranger was first noticed. */
  readonly stranger: EventOf<"face.unknown"> | null;
  /** The finished recording of the stranger. */
  readonly clip: EventOf<"recording.finished"> | null;
}

export const BEGINNING: Story = { steps: [], unlock: null, stranger: null, clip: null };

/** The story after one more event of the daemon. Pure. */
export function tell(story: Story, event: GatehouseEvent): Story {
  switch (event.name) {
    case "voice.commanded":
      return add(story, "command-heard", event.at, `"${event.sentence}"`);
    case "mode.changed":
      return event.to === "sentry" && has(story, "command-heard")
        ? add(story, "mode-sentry", event.at, `${event.from} -> ${event.to}`)
        : story;
    case "request.completed":
    case "device.changed":
      return has(story, "family-recognized") ? tellDoor(story, event) : story;
    case "face.recognized":
    case "face.unknown":
      return tellFace(story, event);
    case "recording.finished":
      return tellRecording(story, event);
    default:
      return story;
  }
}

function tellDoor(story: Story, event: EventOf<"request.completed"> | EventOf<"device.changed">): Story {
  if (event.name === "request.completed") {
    if (event.action !== "unlock" || has(story, "door-unlocked")) return story;
    return { ...add(story, "door-unlocked", event.at, event.reason), unlock: event.request };
  }
  return event.state === "LOCKED" && has(story, "door-unlocked")
    ? add(story, "door-locked-again", event.at, `${event.device} says ${event.state}`)
    : story;
}

function tellFace(story: Story, event: EventOf<"face.recognized"> | EventOf<"face.unknown">): Story {
  if (event.name === "face.recognized") {
    const detail = `${event.person}, similarity ${event.similarity.toFixed(2)}`;
    return add(story, "family-recognized", event.at, detail);
  }
  if (has(story, "stranger-noticed")) return story;
  const detail = `similarity to the nearest ${event.similarity?.toFixed(2) ?? "none"}`;
  return { ...add(story, "stranger-noticed", event.at, detail), stranger: event };
}

/** A recording counts only if the moment at which the stranger was noticed lies in it. */
function tellRecording(story: Story, clip: EventOf<"recording.finished">): Story {
  const { stranger } = story;
  if (stranger === null || story.clip !== null || clip.camera !== stranger.camera) return story;
  const noticedAfterMs = stranger.t - clip.startT;
  if (noticedAfterMs < 0 || noticedAfterMs > clip.seconds * 1000) return story;
  const detail = `${clip.seconds.toFixed(1)} s, the first ${(noticedAfterMs / 1000).toFixed(1)} s before the notice`;
  return { ...add(story, "stranger-recorded", clip.at, detail), clip };
}

/** Adds a step that the daemon's events do not tell (it started, the clip plays, the question is answered). */
export function add(story: Story, step: StepName, at: number, detail: string): Story {
  return has(story, step) ? story : { ...story, steps: [...story.steps, { step, at, detail }] };
}

/** Whether a step has happened. */
function has(story: Story, step: StepName): boolean {
  return story.steps.some((done) => done.step === step);
}

/** The steps of `wanted` that have not happened. */
export function missing(story: Story, wanted: readonly StepName[]): readonly StepName[] {
  return wanted.filter((step) => !has(story, step));
}
