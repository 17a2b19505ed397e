import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineFile } from "../../adapters/media-files/line-file.ts";
import { sha256Of } from "../../adapters/media-files/digest.ts";
import { Rclone } from "../../adapters/rclone/rclone.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { clipOfFile, clipPath } from "../brain/clip-name.ts";
import { walkChain } from "../clips/chain.ts";
import { MANIFEST, manifestFile } from "../clips/manifest.ts";
import type { CommandContext } from "../command-context.ts";
import { configuredCopies } from "./clips-copy.ts";

type Context = Pick<CommandContext, "config" | "stateDirectory" | "out" | "signal">;

/**
 * Brings a copied clip back and compares it with what was written down when it was closed: here, or, if this machine knows
 * nothing of it, in the copy of the manifest. Without a name it says which clips lie there.
 *
 * @throws GatehouseError COPY_NOT_CONFIGURED (usage), CLIP_NOT_COPIED_THERE (usage), CLIP_DIFFERS (failed), and those of `Rclone`
 */
export async function runClipsFetch(
  name: string | undefined,
  options: { readonly output?: string },
  context: Context,
): Promise<void> {
  const { place } = await configuredCopies(context);
  const remote = await Rclone.open(place, context.signal);
  if (name === undefined) {
    const clips = (await remote.names("clips")).flatMap((file) => clipOfFile(file) ?? []);
    for (const clip of clips.toSorted()) context.out.write(`${clip}\n`);
    return;
  }
  const isClip = clipOfFile(`${name}.mp4`) !== null;
  const bytes = isClip ? await remote.size(clipPath(name)) : null;
  if (bytes === null)
    throw new GatehouseError(
      "CLIP_NOT_COPIED_THERE",
      `No copy of ${name} lies at ${place.to}; \`gatehouse clips fetch\` shows what does.`,
      { kind: "usage" },
    );
  const output = options.output ?? `${name}.mp4`;
  await remote.get(clipPath(name), `${output}.part`, bytes);
  await rename(`${output}.part`, output);
  const sum = await sumOf(name, { remote, stateDirectory: await context.stateDirectory() });
  if (sum === null) {
    context.out.write(
      `${output}: no sum of it is known, so nobody can tell whether it is what was recorded\n`,
    );
    return;
  }
  if ((await sha256Of(output)) !== sum)
    throw new GatehouseError(
      "CLIP_DIFFERS",
      `${output} is not what was recorded: its SHA-256 is not the one that was written down.`,
      { kind: "failed" },
    );
  context.out.write(`${output}: intact\n`);
}

async function sumOf(
  clip: string,
  { remote, stateDirectory }: { readonly remote: Rclone; readonly stateDirectory: string },
): Promise<string | null> {
  const sumIn = async (file: LineFile): Promise<string | null> =>
    walkChain(await file.lines()).clips.get(clip)?.recorded?.sha256 ?? null;
  const here = await sumIn(manifestFile(stateDirectory));
  if (here !== null) return here;
  const bytes = await remote.size(MANIFEST);
  if (bytes === null) return null;
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-manifest-"));
  try {
    await remote.get(MANIFEST, join(folder, MANIFEST), bytes);
    return await sumIn(new LineFile(join(folder, MANIFEST)));
  } finally {
    await rm(folder, { recursive: true });
  }
}
