import { randomBytes } from "node:crypto";
import { GatehouseError } from "../../runtime/errors.ts";
import { StateFile } from "./state-file.ts";

const KEY_BYTES = 32;
const NAME = "links.key";

/**
 * The key that links to pictures and clips are signed with, made now if there is none. Whoever deletes the file makes all links
 * worthless that were ever given, from the next start on.
 *
 * @throws GatehouseError LINKS_KEY_INVALID (usage)
 */
export async function linkKey(stateDirectory: string): Promise<Uint8Array> {
  const file = new StateFile(stateDirectory, NAME);
  if (file.read() === null) await file.create(`${randomBytes(KEY_BYTES).toString("base64")}\n`);
  const key = Buffer.from(file.read()?.trim() ?? "", "base64");
  if (key.length === KEY_BYTES) return key;
  throw new GatehouseError(
    "LINKS_KEY_INVALID",
    `${file.path} is no key: delete it, and another one is made`,
    {
      kind: "usage",
    },
  );
}
