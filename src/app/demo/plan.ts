import { FILM } from "../../adapters/demo-media/choreography.ts";
import type { DemoMedia } from "./media.ts";
import { STEPS, type StepName } from "./story.ts";

/** What the visitor asked for. */
export interface DemoWishes {
  /** A camera source of the visitor's own, or null for the film. */
  readonly camera: string | null;
  /** A microphone source of the visitor's own, or null for the synthesised voice. */
  readonly microphone: string | null;
  /** Photographs of the visitor, so that the door opens for him. */
  readonly me: readonly string[];
  /** Folder for everything the demo makes, or null for a temporary one. */
  readonly keep: string | null;
}

/** A demo, ready to be played. */
export interface DemoPlan {
  readonly directory: string | null;
  readonly camera: string;
  readonly loopCamera: boolean;
  readonly microphone: string;
  readonly speaker: string | null;
  readonly person: {
    readonly name: string;
    readonly photos: readonly string[];
    readonly from: string;
  } | null;
  /** The steps that make the story complete. */
  readonly steps: readonly StepName[];
  /** Seconds after which what has not happened will not; null while a visitor acts himself. */
  readonly patienceSeconds: number | null;
  readonly prologue: readonly string[];
  /** What the narrator adds to a step. */
  readonly remarks: Partial<Record<StepName, readonly string[]>>;
}

/** Steps that need somebody enrolled. */
const FAMILY_STEPS: readonly StepName[] = ["family-recognized", "door-unlocked", "door-locked-again"];

/** Beyond the film: for a slow machine to start, and to write the last clip. */
const SLACK_SECONDS = 25;

const PHOTOGRAPH_REMARK = [
  "A photograph opened this door: its camera is a film, its lock is `simulated: true`, and its policy says",
  "`accepts: replay`. A real lock cannot do that: evidence from a file is denied there, and `gatehouse check`",
  "refuses a face alone unless a challenge or a second factor stands beside it.",
];

/** Decides what is played and what is said around it. Pure. */
export function planDemo(wishes: DemoWishes, media: DemoMedia, speaker: string | null): DemoPlan {
  const own = wishes.camera !== null || wishes.microphone !== null;
  const person = personOf(wishes, media);
  return {
    directory: wishes.keep,
    camera: wishes.camera ?? media.film,
    loopCamera: wishes.camera === null && wishes.microphone !== null,
    microphone: wishes.microphone ?? media.sound,
    speaker,
    person,
    steps: person === null ? STEPS.filter((step) => !FAMILY_STEPS.includes(step)) : STEPS,
    patienceSeconds: own ? null : FILM.seconds + SLACK_SECONDS,
    prologue: [...opening(wishes), ...(own ? instructions(wishes) : []), ""],
    remarks: wishes.camera === null ? { "door-unlocked": PHOTOGRAPH_REMARK } : {},
  };
}

function personOf(wishes: DemoWishes, media: DemoMedia): DemoPlan["person"] {
  if (wishes.camera === null) {
    return {
      name: "anna",
      photos: [media.portrait],
      from: "one photograph; she comes to the door in another",
    };
  }
  return wishes.me.length === 0 ? null : { name: "visitor", photos: wishes.me, from: wishes.me.join(", ") };
}

function opening(wishes: DemoWishes): string[] {
  const camera =
    wishes.camera === null ? "the camera shows a film made of photographs" : `the camera is ${wishes.camera}`;
  const voice =
    wishes.microphone === null ? "the voice is synthesised" : `the microphone is ${wishes.microphone}`;
  return [
    "Gatehouse demo",
    "The daemon, its models, its rules and its guard are the real ones. The door is pretend,",
    `${camera}, and ${voice}.`,
  ];
}

function instructions(wishes: DemoWishes): string[] {
  const lines = ["", "What to do (Ctrl-C ends it):"];
  if (wishes.microphone !== null) lines.push('  Say: "hey gatehouse, turn on sentry mode".');
  if (wishes.camera !== null) {
    lines.push(
      wishes.me.length === 0
        ? "  Then look into the camera: you are a stranger here, and are recorded. With --me PHOTO the door opens for you."
        : "  Then look into the camera, for some seconds, and let somebody come whom it does not know.",
    );
  }
  return lines;
}
