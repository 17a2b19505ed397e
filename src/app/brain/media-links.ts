import { access } from "node:fs/promises";
import { join } from "node:path";
import { LinkServer } from "../../adapters/http/link-server.ts";
import { forkSmallChild } from "../../adapters/process/fork-child.ts";
import { signedLink, type LinkMaker } from "../../adapters/http/signed-link.ts";
import { makeLinkKey } from "../../adapters/state-directory/link-key.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { Link } from "../../devices/ports.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Teardown } from "../../runtime/teardown.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import type { ProcessParts } from "../process-parts.ts";
import { BroughtBack } from "../archive/brought-back.ts";
import { clipPath } from "./clip-name.ts";

interface LinkParts extends ProcessParts {
  readonly stateDirectory: string;
  readonly teardown: Teardown;
}

/** What of the state directory may be seen by a link. */
const SHOWN = /^(clips|media)\/(?!.*\.\.)[\w./-]+\.(mp4|jpg|wav)$/u;

const CLIP = /^clips\/[\w.-]+\.mp4$/u;

/** Links to pictures and clips, if the configuration wants them. */
export class MediaLinks {
  readonly #clock: Clock;
  readonly #validMs: number;
  readonly #maker: LinkMaker | null;

  private constructor(clock: Clock, validMs: number, maker: LinkMaker | null) {
    this.#clock = clock;
    this.#validMs = validMs;
    this.#maker = maker;
  }

  /** @throws GatehouseError LINKS_PORT, LINKS_KEY_INVALID (usage) */
  static async open({ links }: GatehouseConfig, parts: LinkParts): Promise<MediaLinks> {
    const { clock, logger, stateDirectory, teardown } = parts;
    if (links === undefined) return new MediaLinks(clock, 0, null);
    const { host, port, valid } = links;
    const key = await makeLinkKey(stateDirectory);
    const archive = new BroughtBack({ ...parts, start: forkSmallChild });
    const server = new LinkServer({
      ...{ host, port, key, clock, logger: logger.child("links") },
      find: async (path) => {
        if (!SHOWN.test(path)) return null;
        return (await shownFile(stateDirectory, path)) ?? (CLIP.test(path) ? archive.find(path) : null);
      },
    });
    await archive.empty();
    teardown.add(() => archive.empty());
    teardown.add(() => server.close());
    await server.listen();
    return new MediaLinks(clock, valid, { key, base: linkBase(links) });
  }

  /** A link to a file of the journal's (path relative to the state directory); null if there are none. */
  to(path: string): string | null {
    if (this.#maker === null) return null;
    return signedLink(path, this.#clock.now().at + this.#validMs, this.#maker);
  }

  /** A link to what a message is about, or why there is none. */
  about(
    { picture, camera }: { readonly picture: string | null; readonly camera: string | null },
    to: "picture" | "clip",
    recorder: { clipOf(camera: string): string | null },
  ): Link {
    if (to === "picture")
      return picture === null ? { why: "what triggered the rule has no picture" } : this.#linkTo(picture);
    if (camera === null) return { why: "what triggered the rule is no matter of a camera" };
    const clip = recorder.clipOf(camera);
    return clip === null ? { why: `${camera} is not being recorded` } : this.#linkTo(clipPath(clip));
  }

  #linkTo(path: string): Link {
    const url = this.to(path);
    return url === null ? { why: "there are none without `links`" } : { url };
  }
}

/** What the links of a configuration begin with. */
export function linkBase({ host, port, url }: NonNullable<GatehouseConfig["links"]>): string {
  const base = url ?? `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return base.replace(/\/+$/u, "");
}

/** A clip that is still being written can be seen as far as it is there. */
async function shownFile(stateDirectory: string, path: string): Promise<string | null> {
  const file = join(stateDirectory, path);
  for (const candidate of [file, `${file}${PART_SUFFIX}`]) {
    const isThere = await access(candidate).then(
      () => true,
      () => false,
    );
    if (isThere) return candidate;
  }
  return null;
}
