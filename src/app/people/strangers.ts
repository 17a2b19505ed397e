import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { galleryOf } from "../../adapters/people/people-store.ts";
import type { StrangerStore } from "../../adapters/people/stranger-store.ts";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { sha256OfFile } from "../../adapters/model-files/model-directory.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { matchFace } from "../../perception/vision/matching.ts";
import type { Stranger } from "../../perception/vision/strangers.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { enrol } from "../enrol.ts";
import { openStrangers, peopleOf } from "./open-people.ts";
import { sayEnrolled } from "./say-enrolled.ts";
import { strangerText } from "./people-text.ts";
import type { StrangerFacts } from "./stranger-facts.ts";

/** The strangers of the configuration that a command was given. */
async function strangersOf(context: CommandContext): Promise<StrangerStore> {
  const { config } = await context.config();
  return openStrangers({ stateDirectory: await context.stateDirectory(), key: config.people.key });
}

/** Shows everybody who was seen and is not enrolled, the latest first. */
export async function runPeopleUnknown(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const directory = await context.stateDirectory();
  const { strangers, unreadable } = await (await strangersOf(context)).read();
  const { people } = await (await peopleOf(context)).read();
  for (const stranger of strangers.toSorted((a, b) => b.lastAt - a.lastAt)) {
    const { pictures, ...rest } = factsOf(stranger, galleryOf(people, stranger.model).gallery);
    // Pictures may go before the stranger does.
    const facts = { ...rest, pictures: pictures.filter((path) => existsSync(join(directory, path))) };
    context.out.write(options.json === true ? `${JSON.stringify(facts)}\n` : strangerText(facts));
  }
  for (const { error } of unreadable) context.err.write(`${error.message}\n`);
  if (strangers.length > 0 || options.json === true) return;
  context.out.write(
    "No stranger is kept. Faces that stay unknown are, while Gatehouse runs, as long as people.unknown.keep says.\n",
  );
}

function factsOf({ id, visits, firstAt, lastAt, kept }: Stranger, gallery: Gallery): StrangerFacts {
  const near = kept
    .flatMap(({ embedding }) => matchFace(embedding, gallery) ?? [])
    .sort((a, b) => b.similarity - a.similarity)[0];
  return {
    ...{ id, visits, firstAt, lastAt },
    cameras: [...new Set(kept.map(({ camera }) => camera))],
    pictures: kept.flatMap(({ picture }) => picture ?? []),
    nearest: near === undefined ? null : { name: near.person, similarity: near.similarity },
  };
}

export interface NameOptions {
  readonly stranger: string;
  readonly name: string;
  readonly group?: string;
  readonly consent?: string;
  readonly lookalike?: readonly string[];
  readonly json?: boolean;
}

/**
 * Enrols a stranger from what the cameras saw of them, with the checks of every enrolment, and forgets the stranger.
 * Refuses with `PEOPLE_NO_STRANGER` if there is none of that name.
 */
export async function runPeopleName(options: NameOptions, context: CommandContext): Promise<void> {
  const { config, path } = await context.config();
  const strangers = await strangersOf(context);
  const stranger = (await strangers.read()).strangers.find(({ id }) => id === options.stranger);
  if (stranger === undefined) throw noStranger(options.stranger);
  const models = await resolveModels(modelsDirectory(), config.models, dirname(path));
  const model = (await sha256OfFile(models["face-embedding"])) ?? "";
  if (stranger.model !== model) {
    throw new GatehouseError(
      "PEOPLE_OTHER_MODEL",
      `${stranger.id} was seen with another face model, which cannot be compared: forget the stranger`,
      { kind: "refused" },
    );
  }
  const { recognize } = config.vision;
  const { name, group, consent, lookalike = [] } = options;
  const enrolled = await enrol(
    {
      ...{ name, group, consent, lookalikes: lookalike },
      sources: () =>
        stranger.kept.map((visit) => ({
          name: `${visit.camera} ${new Date(visit.at).toISOString().slice(0, 16)}`,
          kind: "clip",
          template: { ...visitTemplate(visit), weakest: null },
        })),
    },
    {
      ...{ model, recognize, clock: new SystemClock(), signal: context.signal },
      store: await peopleOf(context),
      groups: config.people.groups,
    },
  );
  await strangers.forget(stranger.id);
  sayEnrolled(enrolled, { json: options.json === true, recognize }, context);
}

function visitTemplate({ embedding, frames, quality }: Stranger["kept"][number]) {
  return { embedding, frames, quality };
}

/** Forgets a stranger, or all of them; those whose file cannot be read too. */
export async function runPeopleForget(
  options: { stranger?: string; all?: boolean; json?: boolean },
  context: CommandContext,
): Promise<void> {
  const store = await strangersOf(context);
  if ((options.stranger === undefined) === (options.all !== true)) {
    throw new GatehouseError("PEOPLE_FORGET_WHOM", "name one stranger, or say --all", { kind: "usage" });
  }
  const { strangers, unreadable } = await store.read();
  const ids =
    options.stranger === undefined ? [...strangers, ...unreadable].map(({ id }) => id) : [options.stranger];
  const forgotten: string[] = [];
  for (const id of ids) if (await store.forget(id)) forgotten.push(id);
  if (options.stranger !== undefined && forgotten.length === 0) throw noStranger(options.stranger);
  context.out.write(
    options.json === true
      ? `${JSON.stringify({ forgotten })}\n`
      : `${forgotten.length === 0 ? "Nobody was there to forget" : `Forgotten: ${forgotten.join(", ")}`}.\n`,
  );
}

function noStranger(id: string): GatehouseError {
  return new GatehouseError("PEOPLE_NO_STRANGER", `there is no ${id}: see \`gatehouse people unknown\``, {
    kind: "refused",
  });
}
