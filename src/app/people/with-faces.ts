import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { galleryOf } from "../../adapters/people/people-store.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import type { FaceFiles } from "../face-files.ts";
import { peopleOf } from "./open-people.ts";
import { calibrationText, identifiedText } from "./people-text.ts";
import { sayEnrolled } from "./say-enrolled.ts";

export interface AddOptions {
  readonly name: string;
  readonly paths: readonly string[];
  readonly group?: string;
  readonly consent?: string;
  readonly lookalike?: readonly string[];
  readonly json?: boolean;
}

/** Enrols somebody, or refuses and says why. */
export async function runPeopleAdd(options: AddOptions, context: CommandContext): Promise<void> {
  const { config } = await context.config();
  const { recognize } = config.vision;
  const store = await peopleOf(context);
  await store.reseal();
  for (const { name, error } of (await store.read()).unreadable)
    context.err.write(`Not compared with ${name}: ${error.message}\n`);
  const enrolled = await withFaceFiles(context, async (files) => {
    const { enrol, sourcesFrom } = await import("../enrol.ts");
    return enrol(
      {
        ...{ name: options.name, group: options.group, consent: options.consent },
        sources: () => sourcesFrom(options.paths, files, context.signal),
        lookalikes: options.lookalike ?? [],
      },
      {
        ...{ model: files.model, store, clock: new SystemClock(), signal: context.signal, recognize },
        groups: config.people.groups,
      },
    );
  });
  sayEnrolled(enrolled, { json: options.json === true, recognize }, context);
}

/** Says who is in a photo or clip; refuses with `PEOPLE_NO_FACE` if there is nobody. */
export async function runPeopleIdentify(
  options: { path: string; json?: boolean },
  context: CommandContext,
): Promise<void> {
  const { config } = await context.config();
  const { people, unreadable } = await (await peopleOf(context)).read();
  for (const { name, error } of unreadable)
    context.err.write(`${name} is not recognised: ${error.message}\n`);
  const found = await withFaceFiles(context, async (files) => {
    const { gallery, outdated } = galleryOf(people, files.model);
    for (const name of outdated) {
      context.err.write(
        `${name} was enrolled with another model and is not recognised: enrol ${name} again\n`,
      );
    }
    const { identify } = await import("../identify.ts");
    return identify(options.path, { files, gallery, thresholds: config.vision, signal: context.signal });
  });
  if (found.length === 0) {
    throw new GatehouseError("PEOPLE_NO_FACE", `${options.path} shows no face`, { kind: "refused" });
  }
  for (const face of found) {
    context.out.write(
      `${options.json === true ? JSON.stringify({ file: options.path, ...face }) : identifiedText(face)}\n`,
    );
  }
}

/** Keeps pictures that are not somebody, or forgets them. */
export async function runPeopleNot(
  options: { name: string; paths: readonly string[]; clear?: boolean; json?: boolean },
  context: CommandContext,
): Promise<void> {
  const store = await peopleOf(context);
  const { name, paths } = options;
  const say = (facts: object, text: string): void =>
    void context.out.write(options.json === true ? `${JSON.stringify({ name, ...facts })}\n` : `${text}\n`);
  const { addCounterExamples, clearCounterExamples } = await import("./counter-examples.ts");
  if (options.clear === true) {
    const cleared = await clearCounterExamples(store, name);
    say({ cleared }, `What was known not to be ${name} is forgotten (${cleared}).`);
    return;
  }
  if (paths.length === 0) {
    throw new GatehouseError(
      "PEOPLE_NOT_NOTHING",
      `name the photos or clips that are not ${name}, or forget those of before with --clear`,
      { kind: "usage" },
    );
  }
  const { kept, total } = await withFaceFiles(context, (files) =>
    addCounterExamples({ name, paths }, { files, store, clock: new SystemClock(), signal: context.signal }),
  );
  for (const { source, shadows } of kept) {
    if (shadows === 0) continue;
    context.err.write(
      `Warning: ${source} is nearer to ${shadows} of the pictures of ${name} than the others are: ${name} will be recognised ` +
        "less often. Add clips from the door's own camera.\n",
    );
  }
  const texts = kept.map(({ source, similarity }) => `${source}: kept (similarity ${similarity.toFixed(2)})`);
  say(
    { kept, total },
    [...texts, `${total} ${total === 1 ? "face is" : "faces are"} known not to be ${name}.`].join("\n"),
  );
}

/** Measures the household and proposes a threshold; refuses with `PEOPLE_NO_THRESHOLD` if none is safe. */
export async function runPeopleCalibrate(
  options: { directory: string; json?: boolean },
  context: CommandContext,
): Promise<void> {
  const { config } = await context.config();
  const { calibrate } = await import("./calibrate.ts");
  const { progressOn } = await import("../evaluate/progress.ts");
  const progress = progressOn(context.err, "measuring");
  const found = await withFaceFiles(context, (files) =>
    calibrate(options.directory, {
      ...{ files, signal: context.signal, inForce: config.vision.recognize },
      onProgress: (done, total) => progress.done(done, total),
    }).finally(() => progress.end()),
  );
  context.out.write(options.json === true ? `${JSON.stringify(found)}\n` : calibrationText(found));
  if (found.proposal.kind === "threshold") return;
  throw new GatehouseError("PEOPLE_NO_THRESHOLD", `no threshold can be proposed: ${found.proposal.why}`, {
    kind: "refused",
  });
}

async function withFaceFiles<Result>(
  context: CommandContext,
  use: (files: FaceFiles) => Promise<Result>,
): Promise<Result> {
  // Loaded here: the models' and the media libraries are large, and most commands need neither.
  const { openFaceFiles } = await import("../face-files.ts");
  const files = await openFaceFiles(context);
  try {
    return await use(files);
  } finally {
    await files.close();
  }
}
