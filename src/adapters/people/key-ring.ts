import { GatehouseError } from "../../runtime/errors.ts";
import {
  dropKeyFiles,
  keyPath,
  makeKeyFile,
  nextKeyPath,
  parseKey,
  promoteKeyFile,
  readKeyFile,
  type PeopleKey,
} from "./people-key.ts";

export interface KeyRingOptions {
  readonly stateDirectory: string;
  /** `people.key` of the configuration. */
  readonly key?: string | undefined;
  /** The text of a key of before, for `people rekey --from`. */
  readonly former?: string | undefined;
}

/** The keys with which files may have been sealed, and the one that seals. */
export interface KeyRing {
  /** What files are sealed with from now on; made where it is missing. */
  sealing(): Promise<PeopleKey>;
  /** Every key there is. */
  all(): Promise<readonly PeopleKey[]>;
  /** Begins to seal with a new key, or goes on with one that was begun; nothing to do for a configured key. */
  beginRotation(): Promise<void>;
  /** Every file is sealed with the sealing key: forgets all others. */
  endRotation(): Promise<void>;
}

/**
 * The keys of a state directory. Read anew each time: another process may be changing them.
 *
 * @throws GatehouseError PEOPLE_KEY_INVALID (usage), from the methods too
 */
export function keyRing({ stateDirectory, key, former }: KeyRingOptions): KeyRing {
  const given = key === undefined ? null : parseKey(key, "people.key of the configuration");
  const before = former === undefined ? null : parseKey(former, "the file given with --from");
  const path = keyPath(stateDirectory);
  const next = nextKeyPath(stateDirectory);
  return {
    sealing: async () => given ?? (await readKeyFile(next)) ?? (await makeKeyFile(path)),
    // The next key first: it may take the other's place between the two readings, never the other way round.
    all: async () =>
      [given, before, await readKeyFile(next), await readKeyFile(path)].filter((one) => one !== null),
    beginRotation: async () => {
      if (given === null) await makeKeyFile(next);
    },
    endRotation: async () => {
      if (given === null) await promoteKeyFile(stateDirectory);
      else await dropKeyFiles(stateDirectory);
    },
  };
}

/** The error for a file that is sealed with a key that is not on the ring. */
export function keyMissing(file: string, ring: readonly PeopleKey[]): GatehouseError {
  if (ring.length === 0) {
    return new GatehouseError(
      "PEOPLE_KEY_MISSING",
      `${file} is sealed, and its key is gone: put the key back (people.key in the state directory, or \`people: { key: … }\` ` +
        "in the configuration), or remove the file and enrol the person again",
      { kind: "missing" },
    );
  }
  return new GatehouseError(
    "PEOPLE_KEY_WRONG",
    `${file} is sealed with another key: give the right one in \`people: { key: … }\`, bring it over with ` +
      "`gatehouse people rekey --from OLD_KEY_FILE`, or remove the file and enrol the person again",
    { kind: "failed" },
  );
}
