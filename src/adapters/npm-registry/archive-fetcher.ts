import type { Readable } from "node:stream";
import pacote from "pacote";
import { Parser } from "tar";
import type { Archive, ArchiveFetcher, FetchOptions } from "../../models/ports.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { npmOptions } from "./npm-options.ts";

/** A fetcher that downloads through npm's own client, with the user's npm settings, and with npm's cache. */
export function npmArchiveFetcher(): ArchiveFetcher {
  return {
    fetch: async (archive, options) => {
      const settings = await npmOptions();
      try {
        options.signal.throwIfAborted();
        if (archive.kind === "npm") {
          return await pacote.tarball.stream(
            `${archive.name}@${archive.version}`,
            (stream) => unpack(stream, options),
            { ...settings, integrity: archive.integrity },
          );
        }
        return await pacote.tarball.stream(archive.url, (stream) => readWhole(stream, options), {
          ...settings,
          // npm redirects packages to the user's registry; this is not a package.
          ...{ replaceRegistryHost: "never" },
        });
      } catch (error) {
        throw explain(error, archive, options);
      }
    },
  };
}

/** The wanted files of a package archive: a compressed tar whose paths begin with one folder of any name. */
async function unpack(stream: Readable, options: FetchOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const found: Promise<[string, Uint8Array]>[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const path = entry.path.slice(entry.path.indexOf("/") + 1);
      if (options.paths.includes(path)) found.push(entry.concat().then((bytes) => [path, bytes]));
      else entry.resume();
    },
  });
  const ended = new Promise<void>((resolve, reject) => {
    parser.on("end", resolve);
    parser.on("error", reject);
  });
  // A failed download leaves the parser unfinished; its own rejection then has no reader.
  ended.catch(() => undefined);
  for await (const chunk of counted(stream, options)) parser.write(chunk);
  parser.end();
  await ended;
  return new Map(await Promise.all(found));
}

async function readWhole(stream: Readable, options: FetchOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const chunks: Buffer[] = [];
  for await (const chunk of counted(stream, options)) chunks.push(chunk);
  return new Map([["", Buffer.concat(chunks)]]);
}

/** The pieces of a download, counted; after a failure the count is taken back, because npm's client tries again. */
async function* counted(stream: Readable, { onBytes, signal }: FetchOptions): AsyncGenerator<Buffer> {
  let count = 0;
  let complete = false;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      count += chunk.length;
      onBytes(chunk.length);
      yield chunk;
    }
    complete = true;
  } finally {
    if (!complete) onBytes(-count);
  }
}

function explain(error: unknown, archive: Archive, { signal }: FetchOptions): Error {
  const name = archive.kind === "npm" ? `${archive.name}@${archive.version}` : archive.url;
  if (signal.aborted) {
    return new GatehouseError("MODELS_PULL_INTERRUPTED", `fetching ${name} was interrupted: pull again`, {
      kind: "failed",
      cause: error,
    });
  }
  if (error instanceof Error && "code" in error && error.code === "EINTEGRITY") {
    return new GatehouseError(
      "MODELS_DIGEST_MISMATCH",
      `${name} is not the archive that the manifest names (its integrity differs): nothing was stored`,
      { kind: "failed", cause: error },
    );
  }
  return new GatehouseError(
    "MODELS_FETCH_FAILED",
    `cannot fetch ${name}: ${messageOf(error)}; check the network and npm's settings ` +
      "(`npm config list`: registry, proxy, cafile), then pull again",
    { kind: "failed", cause: error },
  );
}
