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
export async function makeLinkKey(stateDirectory: string): Promise<Uint8Array> {
  const file = new StateFile(stateDirectory, NAME);
  if (file.read() === null) await file.create(`${randomBytes(KEY_BYTES).toString("base64")}\n`);
  return readLinkKey(stateDirectory);
}

/**
 * The key that the daemon has made: a command must not make one, for it may run as somebody else.
 *
 * @throws GatehouseError LINKS_KEY_INVALID, LINKS_KEY_MISSING (usage)
 */
export function readLinkKey(stateDirectory: string): Uint8Array {
  const file = new StateFile(stateDirectory, NAME);
  const text = file.read();
  if (text === null) {
    const message = `There is no ${file.path} yet: the service makes it when it starts with \`links:\`.`;
    throw new GatehouseError("LINKS_KEY_MISSING", message, { kind: "usage" });
  }
  const key = Buffer.from(text.trim(), "base64");
  if (key.length === KEY_BYTES) return key;
  throw new GatehouseError(
    "LINKS_KEY_INVALID",
    `${file.path} is no key: delete it, and another one is made`,
    {
      kind: "usage",
    },
  );
}
