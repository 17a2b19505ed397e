import type { GatehouseEvent } from "../../events/catalogue.ts";
import { visionEvent } from "../../events/from-observation.ts";
import { stampEvent } from "../../events/stamp.ts";
import { createVision, type VisionOptions } from "../../perception/vision/vision.ts";
import { describeEvent } from "../../surfaces/cli/describe-event.ts";
import type { FaceFileParts } from "../face-files.ts";
import { show, watch, type ShowOptions } from "./show.ts";

/** Something that a camera would have said. */
export interface Noticed {
  /** Time within the file, ms. */
  readonly t: number;
  readonly event: GatehouseEvent;
  /** The event for programs: what it says, at `t` ms from the start of the file. */
  readonly facts: object;
}

export interface AnalysisOptions extends VisionOptions {
  readonly show: ShowOptions;
}

/** Everything that a camera would say of a file, in order, each as soon as it is said. */
export async function* analyse(
  path: string,
  parts: FaceFileParts,
  options: AnalysisOptions,
): AsyncGenerator<Noticed> {
  const vision = createVision(options);
  let seq = 0;
  for await (const { t, step } of watch(show(path, parts, options.show), vision)) {
    for (const observation of step.observations) {
      seq += 1;
      const draft = visionEvent(observation, []);
      const event = stampEvent(draft, { id: `event-${seq}`, seq, boot: "analysis", run: "analysis" });
      yield { t, event, facts: factsOf(event, t) };
    }
  }
}

/** What only the journal gives an event: its number, its time of day, where its pictures are. */
const JOURNALLED = new Set(["name", "id", "v", "seq", "at", "t", "boot", "run", "source", "media"]);

function factsOf(event: GatehouseEvent, t: number): object {
  const said = Object.entries(event).filter(([field]) => !JOURNALLED.has(field));
  return { name: event.name, t, ...Object.fromEntries(said) };
}

/** The same for people. */
export function lineOf({ t, event }: Noticed): string {
  return `${(t / 1000).toFixed(2).padStart(8)} s  ${describeEvent(event)}`;
}
