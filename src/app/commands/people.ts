import type { Command } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { galleryOf, peopleStore } from "../../adapters/people/people-store.ts";
import { checkName } from "../../adapters/people/person-file.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import type { FaceFiles } from "../face-files.ts";
import type { Identified } from "../identify.ts";

interface Options {
  readonly group?: string;
  readonly json?: boolean;
}

/** Adds `gatehouse people add | list | remove | identify`. */
export function registerPeople(program: Command, context: CommandContext): void {
  const people = program.command("people").description("the people that cameras recognise");
  people
    .command("add <name> <files...>")
    .description("enrol somebody from photos or clips that show them alone")
    .option("--group <group>", "the group they belong to (people.groups in the configuration)")
    .option("--json", "print one JSON object")
    .action((name: string, paths: string[], options: Options) =>
      runPeopleAdd({ ...options, name, paths }, context),
    );
  people
    .command("list")
    .description("show who is enrolled, from what")
    .option("--json", "print one JSON object a person")
    .action((options: Options) => runPeopleList(options, context));
  people
    .command("remove <name>")
    .description("forget somebody")
    .option("--json", "print one JSON object")
    .action((name: string, options: Options) => runPeopleRemove({ ...options, name }, context));
  people
    .command("identify <file>")
    .description("say who is in a photo or clip")
    .option("--json", "print one JSON object a face")
    .action((path: string, options: Options) => runPeopleIdentify({ ...options, path }, context));
}

/** Enrols somebody, or refuses and says why. */
async function runPeopleAdd(
  options: Options & { name: string; paths: readonly string[] },
  context: CommandContext,
): Promise<void> {
  const { config } = await context.config();
  const store = peopleStore(await context.stateDirectory());
  const { person, added } = await withFaceFiles(context, async (files) => {
    const { enrol } = await import("../enrol.ts");
    return enrol(
      { name: options.name, group: options.group, paths: options.paths },
      {
        ...{ files, store, clock: new SystemClock(), signal: context.signal },
        groups: config.people.groups,
        recognize: config.vision.recognize,
      },
    );
  });
  const { name, group, templates } = person;
  if (options.json === true) {
    const facts = added.map(({ source, kind, frames, quality }) => ({ source, kind, frames, quality }));
    context.out.write(`${JSON.stringify({ name, group, added: facts, templates: templates.length })}\n`);
    return;
  }
  for (const { source, frames, quality } of added) {
    context.out.write(
      `${source}: ${frames} good ${frames === 1 ? "look" : "looks"}, quality ${quality.toFixed(2)}\n`,
    );
  }
  context.out.write(`${name} is enrolled in ${group} (${templates.length} in all).\n`);
}

/** Shows everybody. */
async function runPeopleList(options: Options, context: CommandContext): Promise<void> {
  const everybody = await peopleStore(await context.stateDirectory()).list();
  for (const { name, group, templates } of everybody) {
    if (options.json === true) {
      const from = templates.map(({ source, kind, at, frames, quality }) => ({
        source,
        kind,
        at,
        frames,
        quality,
      }));
      context.out.write(`${JSON.stringify({ name, group, templates: from })}\n`);
      continue;
    }
    const days = new Set(templates.map(({ at }) => new Date(at).toISOString().slice(0, 10)));
    context.out.write(`${name}  ${group}  ${templates.length} from ${[...days].join(", ")}\n`);
  }
  if (everybody.length === 0 && options.json !== true) {
    context.out.write("Nobody is enrolled. Begin with `gatehouse people add NAME --group GROUP PHOTO…`.\n");
  }
}

/** Forgets somebody; refuses with `PEOPLE_NOT_ENROLLED` if there is nobody of that name. */
async function runPeopleRemove(options: Options & { name: string }, context: CommandContext): Promise<void> {
  const name = checkName(options.name);
  if (!(await peopleStore(await context.stateDirectory()).remove(name))) {
    throw new GatehouseError(
      "PEOPLE_NOT_ENROLLED",
      `${name} is not enrolled: see \`gatehouse people list\``,
      {
        kind: "refused",
      },
    );
  }
  context.out.write(
    options.json === true ? `${JSON.stringify({ removed: name })}\n` : `${name} is forgotten.\n`,
  );
}

/** Says who is in a photo or clip; refuses with `PEOPLE_NO_FACE` if there is nobody. */
async function runPeopleIdentify(
  options: Options & { path: string },
  context: CommandContext,
): Promise<void> {
  const { config } = await context.config();
  const everybody = await peopleStore(await context.stateDirectory()).list();
  const found = await withFaceFiles(context, async (files) => {
    const { gallery, outdated } = galleryOf(everybody, files.model);
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
      `${options.json === true ? JSON.stringify({ file: options.path, ...face }) : sentence(face)}\n`,
    );
  }
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

function sentence({ identity, person, similarity, margin, live, flaws, box }: Identified): string {
  const where = `face at ${Math.round((box[0] + box[2] / 2) * 100)} %, ${Math.round((box[1] + box[3] / 2) * 100)} %`;
  const alive = live === null ? "liveness not checked" : `live ${live.toFixed(2)}`;
  const before = margin === null ? "" : `, ${margin.toFixed(2)} before the next`;
  const nearest =
    person === null || similarity === null ? "" : `${person} at ${similarity.toFixed(2)}${before}`;
  switch (identity) {
    case "flawed":
      return `${where}: cannot be judged (${flaws.join(", ")})`;
    case "recognized":
      return `${where}: ${nearest}; ${alive}`;
    case "spoofed":
      return `${where}: not a living face (${alive})${nearest === "" ? "" : `; nearest: ${nearest}`}`;
    case "unknown":
    case "undecided":
      return `${where}: ${identity}${nearest === "" ? "" : ` (nearest: ${nearest})`}; ${alive}`;
  }
}
